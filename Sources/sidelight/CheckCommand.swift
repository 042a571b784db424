import ArgumentParser
import Audits
import Determinism
import Foundation
import LeakCheck
import Scenarios
import Simulation
import Traces

/// `sidelight check`: decides whether a recorded run leaks.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a recorded run for leaks; exits 0, 1 (leak) or 3 (inconclusive).",
    discussion: """
      Reads the run's trace as the server saw it, and makes paired runs in which only labels,
      tokens or lengths differ. Without the run's private/ folder nobody can tell what would be a
      secret, so the checks that need it are inconclusive.

      A folder that `trace import` made is checked by its map and its paired captures.

      A policy says what is secret and which leaks are known; without one, labels-only holds. A
      baseline holds the numbers of an earlier check, which must not become worse.

      EXAMPLES
        sidelight check runs/quickstart-7
        sidelight check runs/quickstart-7 --policy Scenarios/policies/pae.yaml --junit check.xml
        sidelight check runs/quickstart-7 --update-baseline baseline.json
        sidelight check runs/quickstart-7 --json | jq '.checks[] | select(.verdict == "leak").id'
      """)

  @Argument(help: "The folder of a run.", completion: .directory)
  var runFolder: String

  @Flag(help: "Print the report as JSON to standard output.")
  var json = false

  @OptionGroup var options: GateOptions
  @OptionGroup var workers: WorkerOption
  @OptionGroup var store: StoreOption

  mutating func run() throws {
    let folder = RunFolder(path: runFolder)
    let gate = try LoadedGate(options, folder: folder)
    guard !folder.isImported else {
      let (report, subject) = try ClientAudit(folder: folder, workers: workers.count).run()
      return try finish(report, gate, subject)
    }
    let loaded = try checkedScenario(folder)
    let scenario = loaded.scenario
    let (header, verified) = try checkTrace(folder, scenario)
    let judge = try JudgeFile.read(from: folder)
    let progress = ProgressLine()
    let material = try store.material(loaded, workers: workers.count, progress: progress)
    if header.fingerprint != material.fingerprint {
      StandardError.write(
        "warning: the run was made under other numerics (\(header.fingerprint)) than the paired "
          + "runs will be (\(material.fingerprint)); values may differ in their last bits")
    }
    if let judge, judge.inputsDigest != material.inputsDigest {
      throw Failure(
        badInput:
          "\(runFolder): error: the data or the model has changed since the run; run it again")
    }
    if let judge, !material.matches(judge.records) {
      throw Failure(
        badInput: "\(folder.judgePath): error: the records are not those of this run's data")
    }
    let report = try RunAudit(
      material: material, folder: folder, records: judge?.records, progress: progress
    ).run()
    progress.clear()
    try finish(
      report, gate,
      AuditSubject(
        scenario: scenario.name, digest: scenario.publicDigest.description, seed: scenario.seed,
        frames: verified.frames, bytes: verified.payloadBytes, hasRecords: judge != nil))
  }

  private func finish(
    _ report: AuditReport, _ gate: LoadedGate, _ subject: AuditSubject
  ) throws {
    // Everything is written before the exit code is chosen, which depends on the report alone.
    let report = try gate.judge(report, subject)
    if json {
      try StandardOutput.write(report.json)
    } else {
      try StandardOutput.write(report.text)
    }
    throw ExitCode(report.exitCode)
  }

  /// The run's scenario; a run without values has nothing to check.
  private func checkedScenario(_ folder: RunFolder) throws -> LoadedScenario {
    if exists(folder.scenarioPath) {
      let scenario = try ScenarioLoader.load(path: folder.scenarioPath).scenario
      if !scenario.hasValues {
        StandardError.write(
          "\(folder.path): inconclusive: numerics: shape computes no values, so there is no trace "
            + "to check")
        throw ExitCode(ExitStatus.inconclusive)
      }
    }
    try folder.checkReadable()
    return try ScenarioLoader.load(path: folder.scenarioPath)
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The trace's header.
  ///
  /// A check speaks of a whole trace of this very scenario, or not at all.
  private func checkTrace(
    _ folder: RunFolder, _ scenario: Scenario
  ) throws -> (TraceHeader, TraceVerification.Report) {
    let verified = TraceVerification.verify(path: folder.tracePath)
    if let fault = verified.fault { throw fault }
    let header = try TraceReader(path: folder.tracePath).header
    guard header.scenarioDigest == scenario.publicDigest else {
      throw Failure(
        badInput: "\(folder.tracePath): error: the trace belongs to another scenario than "
          + folder.scenarioPath)
    }
    guard let summary = try folder.summary() else {
      throw Failure(
        badInput: "\(folder.path): error: summary.json is missing: the run did not end")
    }
    guard summary.scenarioDigest == scenario.digest.description else {
      throw Failure(
        badInput: "\(folder.summaryPath): error: the summary belongs to another scenario than "
          + folder.scenarioPath)
    }
    guard let digest = summary.traceDigest, digest == verified.digest?.description else {
      throw Failure(
        badInput: "\(folder.tracePath): error: the trace is not the one that summary.json names")
    }
    return (header, verified)
  }
}
