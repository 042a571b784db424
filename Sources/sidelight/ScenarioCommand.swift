import ArgumentParser
import Scenarios

/// `sidelight scenario`: works with scenario files.
struct ScenarioCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenario",
    abstract: "Validate scenario files, or print their schema.",
    discussion: """
      EXAMPLES
        sidelight scenario validate Scenarios/quickstart.yaml
        sidelight scenario schema > scenario.schema.json
      """,
    subcommands: [Validate.self, Schema.self])

  /// `sidelight scenario validate`.
  struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a scenario file and print it with all defaults filled in.",
      discussion: "EXAMPLE\n  sidelight scenario validate Scenarios/quickstart.yaml")

    @Argument(help: "The scenario file.", completion: .yaml)
    var file: String

    @Option(
      name: .customLong("set"), parsing: .singleValue,
      help: ArgumentHelp("Override a scenario key; may be repeated.", valueName: "key=value"))
    var overrides: [String] = []

    mutating func run() throws {
      let loaded = try ScenarioLoader.load(path: file, overrides: overrides)
      for warning in loaded.warnings { StandardError.write("\(file): warning: \(warning)") }
      try StandardOutput.write(ScenarioDocument.resolvedYAML(loaded.scenario))
    }
  }

  /// `sidelight scenario schema`.
  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the JSON Schema of scenario files, for editors.",
      discussion: "EXAMPLE\n  sidelight scenario schema > scenario.schema.json")

    mutating func run() throws { try StandardOutput.write(ScenarioSchema.jsonSchema()) }
  }
}
