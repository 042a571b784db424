import ArgumentParser
import Foundation
import Scenarios

/// `sidelight init`: a scenario to start from.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a scenario to start from, every key explained.",
    discussion: """
      EXAMPLES
        sidelight init my.yaml && sidelight run my.yaml
        sidelight init -                     # to standard output
      """)

  @Argument(
    help: "The file to write; - for standard output.",
    completion: .yaml)
  var file = "scenario.yaml"

  @Flag(help: "Replace the file if there is one.")
  var force = false

  mutating func run() throws {
    let text = try ScenarioDocument.starter()
    if file == "-" {
      try StandardOutput.write(text)
      return
    }
    guard force || !FileManager.default.fileExists(atPath: file) else {
      throw Failure(badInput: "\(file): error: the file exists; --force replaces it")
    }
    try OutputFile.write(text, to: file)
    try StandardOutput.write("\(file) is ready. Try: sidelight run \(file)")
  }
}
