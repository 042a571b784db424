import ArgumentParser
import Determinism
import Scenarios
import Studies

/// `sidelight study merge`.
struct StudyMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join folders that hold cells of one study.",
    discussion: """
      EXAMPLE
        sidelight study merge parts/part-* --out runs/uplink
      """)

  @Argument(help: "Folders of one study.", completion: .directory)
  var folders: [String]

  @Option(help: "The folder for the whole. (default: the first)", completion: .directory)
  var out: String?

  @OptionGroup var workers: WorkerOption
  @OptionGroup var store: StoreOption

  @Flag(help: "Print summary.json to standard output.")
  var json = false

  mutating func run() throws {
    let target = out ?? folders[0]
    let first = try StudyFolder(existing: folders[0])
    let study = try first.study()
    let program = try first.facts()["program"] ?? SidelightCommand.version
    try first.finish()
    let folder = try StudyFolder(path: target, for: study, program: program)
    let added = try folder.merge(folders.filter { $0 != target }, study: study)
    let report = try finish(study, folder, program)
    try folder.finish()
    if json { return try StandardOutput.write(report.summary) }
    try StandardOutput.write(
      report.screen + "\n  \(added) cells added\n  report \(target)/report.html")
  }

  /// Looks for thresholds where everything is there to do so, and writes the page.
  private func finish(
    _ study: Study, _ folder: StudyFolder, _ program: String
  ) throws -> StudyReport {
    let report = try StudyReport(folder: folder, study: study)
    let asks = study.questions.contains { $0.kind == .threshold }
    if report.isComplete, asks, program == SidelightCommand.version {
      let work = try StudyWork(
        study, path: folder.path, workers: workers.count, store: store.activationStore,
        folder: folder)
      if work.plan.ids.map(\.description) == report.cellIDs {
        _ = try work.search()
        return try work.report()
      }
    }
    try report.write(to: folder)
    return report
  }
}

/// `sidelight study report`.
struct StudyReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write tables, figures and page of a study again, from its results.",
    discussion: "EXAMPLE\n  sidelight study report runs/uplink")

  @Argument(help: "The folder of a study.", completion: .directory)
  var folder: String

  @Flag(help: "Print summary.json to standard output.")
  var json = false

  mutating func run() throws {
    let opened = try StudyFolder(existing: folder)
    let report = try StudyReport(folder: opened, study: try opened.study())
    try report.write(to: opened)
    try opened.finish()
    try StandardOutput.write(
      json ? report.summary : report.screen + "\n  report \(folder)/report.html")
  }
}
