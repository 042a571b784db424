import Determinism
import Scenarios
import Simulation
import TestSupport
import Testing
import Traces
import Wire

/// Methods whose devices send the states of all tokens and the label.
@Suite struct TokenMethodTests {
  private static let methods = [
    "method={name: mobillm, adapter: {rank: 8}, epochs: 3}",
    "method={name: lst, ladder: {reduction: 2}, epochs: 3}",
  ]

  /// The embedded task of the shipped scenarios.
  private static let task = [
    "model={layers: 4, width: 128, heads: 4}", "data={train: 512, test: 256, classes: 2}",
  ]

  @Test(
    arguments: [
      ("method={name: mobillm, adapter: {rank: 16}}", 0.9),
      ("method={name: lst, ladder: {reduction: 4}}", 0.8),
    ])
  func theEmbeddedTaskIsLearned(_ method: String, _ accuracy: Double) throws {
    let run = try SimulationFixture.run(Self.task + [method], workers: 2)
    let reached = run.summary.training.finalAccuracy ?? 0
    #expect(reached >= accuracy, "\(method): \(reached)")
    #expect(run.summary.training.backboneAccuracy == nil)
    #expect(run.result.violations == [])
  }

  @Test(arguments: methods)
  func workersChangeNoBit(_ method: String) throws {
    let one = try SimulationFixture.run([method], workers: 1)
    let three = try SimulationFixture.run([method], workers: 3)
    #expect(one.frames == three.frames)
    #expect(one.result.sideNetworkDigest == three.result.sideNetworkDigest)
    #expect(one.result.epochs.map(\.testAccuracy) == three.result.epochs.map(\.testAccuracy))
  }

  @Test(
    arguments: methods,
    [
      [], ["method.wire.activations=fp16", "server.cache=200 KiB"],
      ["method.wire={activations: int8, group: 16}", "method.pivot=mean"],
      ["fleet=[{count: 3}]", "method.batch=13"],
    ])
  func shapeNumericsCountWhatRealOnesTake(_ method: String, _ overrides: [String]) throws {
    let real = try SimulationFixture.run([method] + overrides)
    let shape = try SimulationFixture.run([method] + overrides + ["numerics.mode=shape"])
    #expect(shape.result.uplink == real.result.uplink)
    #expect(shape.result.downlink == real.result.downlink)
    #expect(shape.result.end == real.result.end)
    #expect(shape.result.devices == real.result.devices)
    #expect(shape.result.serverBusy == real.result.serverBusy)
    #expect(shape.result.cache == real.result.cache)
    #expect(shape.result.epochs.allSatisfy { $0.loss == nil && $0.testAccuracy == nil })
  }

  private static let faults =
    "faults={random: {drop: 0.05, duplicate: 0.05, reorder: 0.05, corrupt: 0.02}, "
    + "checkpoint: 2, schedule: ["
    + "{kind: disconnect, at: 200 ms, lasts: 300 ms}, "
    + "{kind: server-restart, at: 900 ms, lasts: 200 ms}, "
    + "{kind: device-restart, at: 1500 ms, lasts: 100 ms}]}"

  @Test(arguments: methods, [[], ["server.cache=200 KiB"], [faults, "server.cache=200 KiB"]])
  func aReplayEndsWithTheSameNetwork(_ method: String, _ overrides: [String]) throws {
    let overrides = [method] + overrides
    try SimulationFixture.run(overrides) { run, folder in
      #expect(run.result.violations == [] && run.result.outcome == .completed)
      let replay = try Replay(
        trace: folder + "/trace.slt", scenario: SimulationFixture.scenario(overrides))
      let report = try replay.run()
      #expect(report.difference == nil)
      #expect(report.sideNetworkDigest == run.result.sideNetworkDigest)
      #expect(report.traceDigest == run.result.traceDigest)
    }
  }

  /// Other labels change contents and nothing else; other lengths change sizes.
  @Test(arguments: methods)
  func metadataTellLengthsAndNoLabels(_ method: String) throws {
    let overrides = [method, "data.length=16-24"]
    let base = try SimulationFixture.run(overrides)
    func metadata(_ run: SimulationFixture.Run) -> [TraceFrame] {
      run.frames.map { frame in
        var frame = frame
        frame.bytes = [UInt8](repeating: 0, count: frame.bytes.count)
        return frame
      }
    }
    let labels = try SimulationFixture.run(overrides, variation: .labels)
    #expect(metadata(labels) == metadata(base) && labels.frames != base.frames)
    let lengths = try SimulationFixture.run(overrides, variation: .lengths)
    #expect(metadata(lengths) != metadata(base))
  }

  @Test func whatDoesNotFitIsRefused() {
    for (overrides, words) in [
      (
        [Self.methods[1], "method.ladder.on=device", "method.wire.activations=fp16"],
        "a ladder on the device sends no states"
      ),
      ([Self.methods[1], "method.ladder.reduction=33"], "above the model's width"),
      ([Self.methods[0], "method.protection=[{randomized-response: {epsilon: 1}}]"], "protection"),
      ([Self.methods[0], "method.adapter.rank=33"], "method.adapter.rank"),
    ] {
      do {
        _ = try SimulationFixture.run(overrides)
        Issue.record("\(overrides) is accepted")
      } catch {
        #expect("\(error)".contains(words), "\(error)")
      }
    }
  }

  /// A published model by its dimensions: bytes from the formula, and below a thousandth around it.
  @Test func publishedModelsRunByTheirNames() throws {
    let text = """
      name: large
      seed: 1
      numerics: { mode: shape }
      model: { kind: preset, name: opt-1.3b }
      data: { kind: shape, tokens: 128, train: 32 }
      method: { name: lst, batch: 16, epochs: 2 }
      device: jetson-xavier-nx
      link: { up: { rate: 20 Mbit/s, delay: 25 ms }, down: { rate: 80 Mbit/s, delay: 25 ms } }
      server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s, cache: 8 GiB }
      """
    let scenario = try ScenarioLoader.load(contents: Array(text.utf8), path: "x.yaml").scenario
    let result = try Simulator(
      material: try RunMaterial(scenario: scenario, workers: 1), recorder: nil
    ).run()
    // 25 levels of width 2048 as FP32 for each of 128 tokens, once a sample.
    let states = UInt64(32 * 128 * 25 * 2048 * 4)
    #expect(result.uplink.payloadBytes > states)
    #expect(result.uplink.payloadBytes < states + states / 1_000)
  }
}
