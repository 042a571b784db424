import ArgumentParser
import Foundation
import Scenarios
import Simulation
import Studies

/// `sidelight bench study`: what a cell costs.
struct StudyBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Time studies: cells without values, and cells beside one run that has them.",
    discussion: """
      Without options: 10,000 cells of a scenario of 500 samples under shape numerics. With
      --scenario also one run of it, as cold as --no-store makes it, and a study of 1,000 cells over
      uplinks, delays and devices; the ratio is what a thousand cells cost beside one run.

      EXAMPLE
        sidelight bench study --scenario Scenarios/minilm-sst2.yaml --data SST-2 --no-store --json
      """)

  @Option(help: "Cells without values.")
  var cells = 10_000

  @Option(help: "A scenario with values.", completion: .yaml)
  var scenario: String?

  @Option(
    help: ArgumentHelp("Its texts.", valueName: "folder-or-file"), completion: .texts)
  var data: String?

  @OptionGroup var workers: WorkerOption
  @OptionGroup var store: StoreOption

  @Flag(help: "Print the figures as JSON.")
  var json = false

  private struct Report: Codable {
    var cells: Int
    var cellsSeconds: Double
    var cellsPerSecond: Double
    var runSeconds: Double?
    var studyCells: Int?
    var studySeconds: Double?
    var studyNumericRuns: Int?
    var studyOverRun: Double?
    var peakMemoryBytes: Int
    var workers: Int
  }

  private static let counted = """
    name: counted
    seed: 1
    numerics: { mode: shape }
    model: { kind: preset, name: opt-1.3b, precision: fp16 }
    data: { kind: shape, tokens: 32-128, train: 500, classes: 2 }
    method: { batch: 16, epochs: 5, wire: { activations: fp16 } }
    device: jetson-xavier-nx
    link: { up: { rate: 20 Mbit/s, delay: 25 ms }, down: { rate: 80 Mbit/s, delay: 25 ms } }
    server: { compute: 20 TFLOP/s, memory_bandwidth: 900 GB/s, cache: 16 GiB }
    """

  /// A study of `rates` uplinks, 10 delays and 4 devices.
  private static func study(_ scenario: String, rates: Int) -> String {
    """
    name: bench
    scenario: "\(scenario)"
    axes:
      - { name: device, key: device,
          values: [jetson-xavier-nx, jetson-tx2, jetson-orin-nano, jetson-agx-orin] }
      - { name: delay, keys: [link.up.delay, link.down.delay], from: 5 ms, to: 300 ms,
          steps: 10, scale: log }
      - { name: uplink, key: link.up.rate, from: 500 kbit/s, to: 200 Mbit/s, steps: \(rates),
          scale: log }
    """
  }

  func validate() throws {
    guard (80...1_000_000).contains(cells), cells.isMultiple(of: 40) else {
      throw ValidationError("--cells must be a multiple of 40 between 80 and 1000000.")
    }
  }

  mutating func run() throws {
    let temporary = try TemporaryFolder()
    defer { temporary.remove() }
    let counted = temporary.path + "/counted.yaml"
    try OutputFile.write(Self.counted, to: counted)
    let (seconds, tally) = try time(
      Self.study(counted, rates: cells / 40), temporary.path + "/counted", data: nil)
    var report = Report(
      cells: tally.cells, cellsSeconds: seconds, cellsPerSecond: Double(tally.cells) / seconds,
      peakMemoryBytes: 0, workers: workers.count)
    if let scenario {
      let clock = FineClock()
      let loaded = try ScenarioLoader.load(
        path: scenario,
        data: data.map { path throws(ScenarioError) in try DataLocation(path: path) })
      let material = try store.material(loaded, workers: workers.count, progress: ProgressLine())
      _ = try Simulator(material: material, recorder: nil).run()
      let single = clock.seconds
      let path = URL(fileURLWithPath: scenario).path
      let (seconds, tally) = try time(
        Self.study(path, rates: 25), temporary.path + "/study", data: data)
      report.runSeconds = single
      report.studyCells = tally.cells
      report.studySeconds = seconds
      report.studyNumericRuns = tally.numericRuns
      report.studyOverRun = seconds / single
    }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    report.peakMemoryBytes = usage.ru_maxrss * 1024
    if json { return try StandardOutput.write(json: report) }
    var lines = [
      "\(report.cells) cells without values: \(StandardOutput.short(report.cellsSeconds)) s, "
        + "\(Int(report.cellsPerSecond)) a second"
    ]
    if let run = report.runSeconds, let study = report.studySeconds {
      lines.append(
        "one run \(StandardOutput.short(run)) s, \(report.studyCells ?? 0) cells "
          + "\(StandardOutput.short(study)) s: \(StandardOutput.short(study / run)) runs")
    }
    lines.append("peak memory \(report.peakMemoryBytes / 1_000_000) MB")
    try StandardOutput.write(lines.joined(separator: "\n"))
  }

  private func time(
    _ text: String, _ path: String, data: String?
  ) throws -> (seconds: Double, tally: StudyEngine.Tally) {
    let clock = FineClock()
    let study = try StudyLoader.load(
      contents: Array(text.utf8), path: path + ".yaml", metrics: Metric.names,
      data: data.map { path throws(ScenarioError) in try DataLocation(path: path) })
    let work = try StudyWork(
      study, path: path, workers: workers.count, store: store.activationStore)
    let tally = try work.run()
    try work.report()
    try work.folder.finish()
    guard tally.failed == 0 else { throw Failure(internalFault: "a cell of the bench failed") }
    return (clock.seconds, tally)
  }
}

extension StandardOutput {
  /// A number with two decimals.
  fileprivate static func short(_ value: Double) -> String { String(format: "%.2f", value) }
}
