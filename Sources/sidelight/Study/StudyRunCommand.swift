import ArgumentParser
import Scenarios
import Studies

/// `sidelight study run`.
struct StudyRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Compute every cell of a study, and write tables, figures and a page.",
    discussion: """
      Writes results.sqlite, results.csv, results.json, summary.json, report.html and figures/ into
      the folder. Each finished cell is kept at once: a run that was stopped goes on where it was. A
      cell that fails is recorded with its error.

      EXAMPLE
        sidelight study run Scenarios/studies/uplink-rtt.yaml --out runs/uplink
      """)

  @OptionGroup var study: StudyFileOptions

  @Option(help: "The output folder. (default: runs/NAME)", completion: .directory)
  var out: String?

  @OptionGroup var workers: WorkerOption
  @OptionGroup var store: StoreOption

  @Flag(help: "Print summary.json to standard output.")
  var json = false

  mutating func run() throws {
    let clock = WallClock()
    let loaded = try study.load()
    let path = out ?? "runs/\(loaded.name)"
    let work = try StudyWork(
      loaded, path: path, workers: workers.count, store: store.activationStore)
    var tally = try work.run()
    tally.probes = try work.search()
    let report = try work.report()
    try work.folder.finish()
    defer { warn(tally, path) }
    if json {
      try StandardOutput.write(report.summary)
      return try refuseFailure(tally)
    }
    try StandardOutput.write(
      report.screen + "\n  \(tally.computed) cells computed, \(tally.kept) kept, "
        + "\(tally.numericRuns) runs with values, \(tally.probes) between values; "
        + "\(clock.seconds) s"
        + "\n  report \(path)/report.html")
    try refuseFailure(tally)
  }

  private func warn(_ tally: StudyEngine.Tally, _ path: String) {
    guard tally.failed > 0 else { return }
    StandardError.write(
      "warning: \(tally.failed) of \(tally.cells) cells failed; the column error of "
        + "\(path)/results.csv says why")
  }

  /// A study without a single result has answered nothing.
  private func refuseFailure(_ tally: StudyEngine.Tally) throws {
    if tally.cells > 0, tally.failed == tally.cells { throw ExitCode(ExitStatus.usage) }
  }
}
