import Determinism
import Foundation
import Scenarios
import Simulation
import Traces
import Wire

/// Small runs in temporary folders, for tests.
enum SimulationFixture {
  static let base = """
    name: test
    seed: 5
    model: { layers: 2, width: 32, heads: 2 }
    data: { train: 96, test: 64, classes: 2 }
    method: { name: pae, adapter: { rank: 8 }, epochs: 3 }
    device: jetson-xavier-nx
    link: { up: { rate: 20 Mbit/s, delay: 25 ms }, down: { rate: 80 Mbit/s, delay: 25 ms } }
    server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }
    """

  struct Run {
    var result: SimulationResult
    var summary: RunSummary
    var frames: [TraceFrame]
  }

  static func scenario(_ overrides: [String] = []) throws -> Scenario {
    try ScenarioLoader.load(
      contents: Array(base.utf8), path: "test.yaml", overrides: overrides
    ).scenario
  }

  static func run(
    _ overrides: [String] = [], workers: Int = 1, variation: Variation? = nil,
    sink: (any Ledger.Sink)? = nil
  ) throws -> Run {
    try run(overrides, workers: workers, variation: variation, sink: sink) { run, _ in run }
  }

  /// A run, and the folder that holds its `trace.slt` and `timeline.csv` while `body` runs.
  static func run<Result>(
    _ overrides: [String] = [], workers: Int = 1, variation: Variation? = nil,
    sink: (any Ledger.Sink)? = nil, body: (Run, String) throws -> Result
  ) throws -> Result {
    let material = try RunMaterial(
      scenario: scenario(overrides), workers: workers, ledgerSink: sink)
    let folder = NSTemporaryDirectory() + "sidelight-test-\(getpid())-\(counter.next())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/trace.slt"
    let recorder =
      material.scenario.hasValues
      ? try TraceWriter(path: path, header: Simulator.header(material, program: "test")) : nil
    let result = try Simulator(
      material: material, recorder: recorder,
      timeline: try TimelineWriter(path: folder + "/timeline.csv"), variation: variation
    ).run()
    var frames: [TraceFrame] = []
    if recorder != nil {
      let reader = try TraceReader(path: path)
      while let frame = try reader.next() { frames.append(frame) }
    }
    let summary = RunSummary(
      material: material, result: result,
      host: .init(wallSeconds: 0, workers: workers, program: "test"))
    return try body(Run(result: result, summary: summary, frames: frames), folder)
  }

  private static let counter = Counter()

  /// Tests run in parallel; each run needs a folder of its own.
  private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var value = 0
    func next() -> Int {
      lock.withLock {
        value += 1
        return value
      }
    }
  }
}
