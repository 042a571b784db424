import ArgumentParser
import Simulation

/// `sidelight compare`: several runs side by side.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Accuracy, cost and leaks of several runs side by side.",
    discussion: """
      Reads summary.json of each folder. Ratios are to the PAE run, or to the first run where there
      is none. Labels and tokens count as recovered as the best attack got them right, by the
      judge's count; all of them where the bytes themselves hold them. A run that was not checked
      tells nothing about either.

      EXAMPLES
        sidelight compare runs/quickstart-7 runs/lora-7 runs/full-7
        sidelight compare runs/quickstart-7 runs/lora-7 --target 0.9 --json
      """)

  @Argument(help: "The folders of runs.", completion: .directory)
  var runFolders: [String]

  @Option(
    help: """
      The accuracy to which time is measured. (default: 0.98 of the smallest final accuracy)
      """)
  var target: Double?

  @Flag(help: "Print an array of rows as JSON.") var json = false

  func validate() throws {
    guard !runFolders.isEmpty else { throw ValidationError("Name at least one folder of a run.") }
    if let target, !(target > 0 && target <= 1) {
      throw ValidationError("--target must lie above 0 and at most at 1.")
    }
  }

  func run() throws {
    let runs = try runFolders.map { path in
      guard let summary = try RunFolder(path: path).summary() else {
        throw Failure(
          badInput: "\(path): error: not a folder of a complete run: summary.json is missing")
      }
      return Comparison.Run(folder: path, summary: summary)
    }
    let comparison = Comparison(runs, target: target)
    if json {
      try StandardOutput.write(json: comparison.rows)
    } else {
      try StandardOutput.write(comparison.text)
    }
  }
}
