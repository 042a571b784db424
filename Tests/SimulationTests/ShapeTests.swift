import Determinism
import DeviceSide
import Devices
import Foundation
import Scenarios
import Simulation
import TestSupport
import Testing
import Traces
import Wire

/// Counting without values must count what computing with values would take.
@Suite struct ShapeTests {
  private struct Run {
    let result: SimulationResult
    let summary: RunSummary
  }

  private func run(_ overrides: [String]) throws -> Run {
    let scenario = try SimulationFixture.scenario(overrides)
    let material = try RunMaterial(scenario: scenario, workers: 1)
    let path = NSTemporaryDirectory() + "shape-\(ProcessInfo.processInfo.globallyUniqueString).slt"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let recorder =
      scenario.hasValues
      ? try TraceWriter(path: path, header: Simulator.header(material, program: "test")) : nil
    let result = try Simulator(material: material, recorder: recorder).run()
    return Run(
      result: result,
      summary: RunSummary(
        material: material, result: result,
        host: .init(wallSeconds: 0, workers: 1, program: "test")))
  }

  @Test(arguments: [
    [], ["method.wire.activations=fp16", "server.cache=8 KiB"],
    ["data.classes=7", "method.batch=13"],
    ["link.transport.model=packet", "link.up.loss=1 %"],
    ["method.head=probe", "method.wire.window=1"],
    ["fleet=[{count: 3}]"], ["model.layers=5", "model.width=64", "method.adapter.rank=33"],
  ])
  func bytesWorkMemoryAndTimeAreThoseOfRealNumerics(_ overrides: [String]) throws {
    let real = try run(overrides)
    let shape = try run(overrides + ["numerics.mode=shape"])
    #expect(shape.result.uplink == real.result.uplink)
    #expect(shape.result.downlink == real.result.downlink)
    #expect(shape.result.end == real.result.end)
    #expect(shape.result.devices == real.result.devices)
    #expect(shape.result.serverBusy == real.result.serverBusy)
    #expect(shape.result.steps == real.result.steps)
    #expect(shape.result.cache == real.result.cache)
    #expect(shape.result.timeShares == real.result.timeShares)
    #expect(shape.summary.traceDigest == nil && real.summary.traceDigest != nil)
    #expect(shape.result.epochs.allSatisfy { $0.loss == nil && $0.testAccuracy == nil })
    #expect(
      shape.result.epochs.map(\.simulatedSeconds) == real.result.epochs.map(\.simulatedSeconds))
  }

  /// Framed sizes without values equal those with them, whatever the extents.
  @Test func aFrameWithoutValuesHasTheSizeOfOneWithThem() {
    withEvery("seed", in: 0..<200) { seed in
      var stream = Seed(seed).stream("extents", ledger: nil)
      let session = SessionShape(
        layers: 1 + stream.next(below: 30), width: 1 + stream.next(below: 300),
        classes: 2 + stream.next(below: 300), samples: 50, batch: 50,
        format: stream.next(below: 2) == 0 ? .fp32 : .fp16)
      let count = 1 + stream.next(below: 20)
      let elements = session.layers * session.width
      let full = (0..<count).map { _ in
        UploadedSample(
          key: SampleKey(drawnFrom: &stream), activations: [Float](repeating: 1, count: elements),
          delta: [Float](repeating: 1, count: session.classes))
      }
      let hollow = full.map { UploadedSample(key: $0.key, activations: [], delta: []) }
      let real = DeviceMessage.samples(sequence: 1, full).frame(in: session, withValues: true)
      let frame = DeviceMessage.samples(sequence: 1, hollow).frame(in: session, withValues: false)
      try #require(real.withheld == 0 && frame.withheld > 0)
      try #require(frame.byteCount == real.byteCount)
      let read = try DeviceMessage(frame, session: session)
      try #require(read == .samples(sequence: 1, hollow))

      let shape = [1 + stream.next(below: 40), 1 + stream.next(below: 400)]
      let values = [Float](repeating: 1, count: shape[0] * shape[1])
      let tensors = { (values: [Float]) in
        [NamedTensor(name: "layers.0.down", shape: shape, values: values)]
      }
      let network = ServerMessage.sideNetwork(tensors(values)).frame(withValues: true)
      let empty = ServerMessage.sideNetwork(tensors([])).frame(withValues: false)
      try #require(empty.byteCount == network.byteCount && empty.withheld > 0)
    }
  }

  @Test func publishedModelsRunByTheirNames() throws {
    let text = """
      name: large
      seed: 1
      numerics: { mode: shape }
      model: { kind: preset, name: opt-1.3b }
      data: { kind: shape, tokens: 128, train: 64 }
      method: { batch: 16, epochs: 3 }
      device: jetson-xavier-nx
      link: { up: { rate: 20 Mbit/s, delay: 25 ms }, down: { rate: 80 Mbit/s, delay: 25 ms } }
      server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }
      """
    let scenario = try ScenarioLoader.load(contents: Array(text.utf8), path: "x.yaml").scenario
    let result = try Simulator(
      material: try RunMaterial(scenario: scenario, workers: 1), recorder: nil
    ).run()
    // 24 layers of width 2048 as FP32, once a sample: 196,608 B, and below a thousandth around it.
    let activations = UInt64(64 * 196_608)
    #expect(result.uplink.payloadBytes > activations)
    #expect(result.uplink.payloadBytes < activations + activations / 1_000)
    // Weights of 1.3 billion parameters in FP32.
    #expect(result.devices[0].memory.weights > 5_200_000_000)
  }
}
