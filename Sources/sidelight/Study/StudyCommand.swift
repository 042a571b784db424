import ArgumentParser
import Scenarios
import Studies

/// `sidelight study`: many cells of one scenario, and what they answer.
struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Sweep keys of a scenario, and answer questions about them.",
    discussion: """
      A study file names a scenario, the keys that vary, and questions. Values are computed once for
      all cells in which they cannot differ; the clock runs in every cell.

      EXAMPLES
        sidelight study run Scenarios/studies/uplink-rtt.yaml
        sidelight study list my-study.yaml --slurm 100 > job.sh
        sidelight study merge parts/part-* --out merged
      """,
    subcommands: [
      StudyRunCommand.self, StudyListCommand.self, StudyCellCommand.self, StudyMergeCommand.self,
      StudyReportCommand.self, StudySchemaCommand.self,
    ])
}

/// What commands that read a study file share.
struct StudyFileOptions: ParsableArguments {
  @Argument(help: "The study file.", completion: .yaml)
  var file: String

  @Option(
    help: ArgumentHelp(
      "Take the texts from a folder with train.tsv (.jsonl, .csv) and a test file, or from a file.",
      valueName: "folder-or-file"),
    completion: .texts)
  var data: String?

  /// The study.
  func load() throws -> Study {
    try StudyLoader.load(
      path: file, metrics: Metric.names,
      data: data.map { path throws(ScenarioError) in try DataLocation(path: path) })
  }
}

/// `sidelight study schema`.
struct StudySchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of study files, for editors.",
    discussion: "EXAMPLE\n  sidelight study schema > study.schema.json")

  mutating func run() throws {
    try StandardOutput.write(StudySchema.jsonSchema(metrics: Metric.names))
  }
}
