import ArgumentParser
import Audits
import Foundation
import LeakCheck
import Logging
import Scenarios
import Simulation
import Traces

/// `sidelight run`: simulates one scenario, records it, checks it.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Simulate a scenario, record what the server sees, and check it for leaks.",
    discussion: """
      Writes a folder with summary.json, trace.slt, scenario.yaml, side.safetensors (what was
      trained) and private/ (for the judge).
      Exits 0 when the run completed, whatever it found; `sidelight check` gates on leaks.

      EXAMPLES
        sidelight run Scenarios/quickstart.yaml
        sidelight run Scenarios/quickstart.yaml --seed 8 --set method.epochs=10
        sidelight run Scenarios/quickstart.yaml --force --json | jq .training.final_accuracy
        sidelight run Scenarios/quickstart.yaml --twice --force
        sidelight run Scenarios/minilm-sst2.yaml --data SST-2
      """)

  @Argument(help: "The scenario file.", completion: .yaml)
  var file: String

  @Option(help: "Use this seed instead of the scenario's.")
  var seed: UInt64?

  @Option(help: "The output folder. (default: runs/NAME-SEED)", completion: .directory)
  var out: String?

  @Flag(help: "Replace the output folder if Sidelight made it.")
  var force = false

  @Option(
    help: ArgumentHelp(
      "Take the texts from a folder with train.tsv (.jsonl, .csv) and a test file, or from a file.",
      valueName: "folder-or-file"),
    completion: .texts)
  var data: String?

  @OptionGroup var workers: WorkerOption
  @OptionGroup var store: StoreOption

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Override a scenario key; may be repeated.", valueName: "key=value"))
  var overrides: [String] = []

  @Flag(help: "Print summary.json to standard output.")
  var json = false

  @Flag(help: "Run a second time in another process and name the first difference.")
  var twice = false

  @Flag(help: "Leave out the leak checks.")
  var noCheck = false

  @Flag(name: .shortAndLong, help: "Log what happens.")
  var verbose = false

  @Option(help: .hidden)
  var ledger: String?

  mutating func run() throws {
    let clock = WallClock()
    let log = Log.make(verbose: verbose)
    let loaded = try ScenarioLoader.load(
      path: file, data: data.map { path throws(ScenarioError) in try DataLocation(path: path) },
      overrides: overrides, seed: seed)
    for warning in loaded.warnings { log.warning("\(warning)") }
    let scenario = loaded.scenario
    let progress = ProgressLine()
    let temporary = twice ? try TemporaryFolder() : nil
    defer { temporary?.remove() }

    let ledgerPath = ledger ?? temporary.map { $0.path + "/first.ledger" }
    let sink = try ledgerPath.map(Self.openLedger)
    let workers = workers.count
    let material = try store.material(
      loaded, workers: workers, ledgerSink: sink, progress: progress)
    for warning in material.warnings { log.warning("\(warning)") }
    log.info("numeric fingerprint: \(material.fingerprint)")

    let folder = RunFolder(path: out ?? "runs/\(scenario.name)-\(scenario.seed)")
    try folder.create(force: force)
    try folder.write(
      Data(ScenarioDocument.resolvedYAML(scenario).utf8), to: folder.scenarioPath)
    let result = try simulate(material, into: folder, progress)
    if scenario.hasValues {
      try JudgeFile.write(result.judgeRecords, inputsDigest: material.inputsDigest, to: folder)
      try TrainedFile.write(
        result, of: material, program: SidelightCommand.version, to: folder)
    }
    try sink?.close()

    var checks: [JudgedCheck]?
    if !noCheck, scenario.hasValues {
      let audit = RunAudit(
        material: material, folder: folder, records: result.judgeRecords, progress: progress)
      checks = try audit.run().decided(
        by: LoadedGate.policy(), scenario: scenario.name, hasRecords: true)
    }
    progress.clear()
    for sentence in material.afterthoughts { log.warning("\(sentence)") }
    var summary = RunSummary(
      material: material, result: result,
      host: .init(
        wallSeconds: clock.seconds, workers: workers, program: SidelightCommand.version))
    summary.leaks = RunAudit.summaries(checks ?? [])
    try folder.write(try summary.json(), to: folder.summaryPath)
    folder.keepNew()
    if json {
      try StandardOutput.write(String(decoding: try summary.json(), as: UTF8.self))
    } else {
      try StandardOutput.write(
        RunScreen(scenario: scenario, summary: summary, checks: checks, folder: folder).text)
    }
    if let temporary { try compareWithSecondRun(summary, temporary, workers: workers) }
    if !result.violations.isEmpty {
      throw Failure(
        internalFault: "a run must keep its promises, and this one broke some:\n"
          + result.violations.joined(separator: "\n"))
    }
  }

  private func simulate(
    _ material: RunMaterial, into folder: RunFolder, _ progress: ProgressLine
  ) throws -> SimulationResult {
    // Without values there is nothing to record and nothing to leak.
    let recorder =
      material.scenario.hasValues
      ? try TraceWriter(
        path: folder.tracePath,
        header: Simulator.header(material, program: "sidelight \(SidelightCommand.version)"))
      : nil
    let simulator = Simulator(
      material: material, recorder: recorder,
      timeline: try TimelineWriter(path: folder.timelinePath)
    ) { phase, done, total in progress.show(phase, done: done, total: total) }
    return try simulator.run()
  }

  private static func openLedger(_ path: String) throws -> LedgerFileSink {
    guard let sink = LedgerFileSink(path: path) else {
      throw Failure(badInput: "\(path): error: cannot create the ledger file")
    }
    return sink
  }

  /// Runs the same scenario in a second process and compares both ledgers and digests.
  private func compareWithSecondRun(
    _ summary: RunSummary, _ temporary: TemporaryFolder, workers: Int
  ) throws {
    var arguments = ["run", file, "--json", "--no-check", "--out", temporary.path + "/second"]
    arguments += store.arguments
    if let data { arguments += ["--data", data] }
    arguments += ["--workers", String(workers), "--ledger", temporary.path + "/second.ledger"]
    if let seed { arguments += ["--seed", String(seed)] }
    for override in overrides { arguments += ["--set", override] }
    let output = try SecondProcess.run(arguments)
    let second = try RunSummary(json: output)
    let difference = LedgerComparison.firstDifference(
      temporary.path + "/first.ledger", temporary.path + "/second.ledger")
    if let difference {
      StandardError.write("twice: the two runs differ: \(difference)")
      throw ExitCode(ExitStatus.leak)
    }
    guard second.runDigest == summary.runDigest else {
      StandardError.write(
        "twice: draws and events agree, but run digests differ: \(summary.runDigest) and "
          + second.runDigest)
      throw ExitCode(ExitStatus.leak)
    }
    StandardError.write(
      "twice: a second process gave the same run, digest \(summary.runDigest)")
  }
}
