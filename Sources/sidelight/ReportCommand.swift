import ArgumentParser
import Simulation
import Studies

/// `sidelight report`: the page of one run.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page about one run: timeline, training, bytes, memory, energy, leaks.",
    discussion: """
      The page stands alone and works offline. It shows when devices computed, which the server
      cannot see: it is no page for the server.

      EXAMPLE
        sidelight report runs/quickstart-7 --out quickstart.html
      """)

  @Argument(help: "The folder of a run.", completion: .directory)
  var folder: String

  @Option(help: "The page. (default: NAME.html beside the folder)", completion: .file())
  var out: String?

  mutating func run() throws {
    let run = RunFolder(path: folder)
    let report = try RunReport(folder: run)
    var name = folder
    while name.count > 1, name.hasSuffix("/") { name.removeLast() }
    let path = out ?? name + ".html"
    try OutputFile.write(report.html, to: path)
    try StandardOutput.write(path)
  }
}
