import Determinism
import DeviceSide
import Foundation
import Layers
import PrivateData
import Scenarios
import Simulation
import Testing

/// Methods that train on the device alone.
@Suite struct LocalTrainingRunTests {
  /// Step sizes with which each method learns the embedded task.
  private static let methods = [
    ["method={ name: full, epochs: 3, optimizer: { learning_rate: 0.001 } }"],
    ["method={ name: lora, epochs: 3, optimizer: { learning_rate: 0.003 } }"],
    ["method={ name: adapter, epochs: 3, optimizer: { learning_rate: 0.003 } }"],
    ["method={ name: bitfit, epochs: 3, optimizer: { learning_rate: 0.01 } }"],
    [
      "method={ name: lst, epochs: 3, ladder: { on: device, reduction: 2 }, "
        + "optimizer: { learning_rate: 0.003 } }"
    ],
  ]

  private func run(
    _ method: [String], _ overrides: [String] = [], workers: Int = 1
  ) throws -> SimulationFixture.Run {
    try SimulationFixture.run(method + overrides, workers: workers)
  }

  @Test(arguments: methods) func theEmbeddedTaskIsLearnedWithoutAFrame(_ method: [String]) throws {
    let run = try run(
      method,
      [
        "model.layers=4", "model.width=128", "model.heads=4", "data.train=512", "data.test=256",
        "method.epochs=5",
      ], workers: 2)
    #expect(run.result.outcome == .completed && run.result.violations.isEmpty)
    #expect(run.frames.isEmpty)
    #expect(run.result.uplink.messages == 0 && run.result.downlink.messages == 0)
    let losses = run.result.epochs.compactMap(\.loss)
    #expect(losses.count == 5 && losses.allSatisfy(\.isFinite))
    #expect((losses.last ?? 1) < losses[0])
    #expect((run.summary.training.finalAccuracy ?? 0) >= 0.90)
    #expect(run.summary.training.backboneAccuracy == nil)
    #expect(run.summary.server.busySeconds == 0 && run.summary.work?.server.total == 0)
  }

  @Test(
    arguments: methods.map { ($0, [String]()) }
      + methods.map { ($0, ["data.classes=7", "method.batch=13", "data.length=20-40"]) }
      + methods.dropLast().map { ($0, ["method.recompute=true"]) })
  func countingGivesTheWorkMemoryAndTimeOfRealNumerics(
    _ method: [String], _ overrides: [String]
  ) throws {
    let real = try run(method, overrides + ["method.epochs=2"])
    let shape = try run(method, overrides + ["method.epochs=2", "numerics.mode=shape"])
    #expect(shape.result.end == real.result.end)
    #expect(shape.result.devices == real.result.devices)
    #expect(shape.result.timeShares == real.result.timeShares)
    #expect(shape.result.epochs.map(\.loss) == [nil, nil])
    #expect(
      shape.result.epochs.map(\.simulatedSeconds) == real.result.epochs.map(\.simulatedSeconds))
    let operations = real.result.devices[0].operations
    let runsThroughBackbone = real.summary.method != "lst"
    #expect(operations.backward > (runsThroughBackbone ? operations.forward : 0))
    #expect(operations.forward > 0 && operations.optimizer > 0)
  }

  @Test(arguments: methods) func workersChangeNoBit(_ method: [String]) throws {
    let one = try run(method, ["method.epochs=2"], workers: 1)
    let many = try run(method, ["method.epochs=2"], workers: 3)
    #expect(one.summary.runDigest == many.summary.runDigest)
    #expect(one.summary.sideNetworkDigest == many.summary.sideNetworkDigest)
    let other = try run(method, ["method.epochs=2", "seed=6"])
    #expect(other.summary.sideNetworkDigest != one.summary.sideNetworkDigest)
  }

  @Test func recomputationSavesMemoryForWorkAndChangesNoValue() throws {
    let kept = try run(Self.methods[0], ["model.layers=4", "method.epochs=1"])
    let again = try run(
      Self.methods[0], ["model.layers=4", "method.epochs=1", "method.recompute=true"])
    #expect(kept.summary.sideNetworkDigest == again.summary.sideNetworkDigest)
    #expect(kept.result.devices[0].memory.activations > again.result.devices[0].memory.activations)
    #expect(
      kept.result.devices[0].operations.backward < again.result.devices[0].operations.backward)
    #expect(kept.result.end < again.result.end)
  }

  /// Width 32, 2 layers, 2 classes: a byte-level decoder without biases and with plain norms.
  @Test func memoryHoldsWhatIsTrained() throws {
    func memory(_ method: [String]) throws -> DeviceMemory {
      try run(method, ["method.epochs=1", "numerics.mode=shape"]).result.devices[0].memory
    }
    let pae = try memory([]).weights
    let (head, d) = (2 * 33, 32)
    let full = try memory(Self.methods[0])
    let lora = try memory(Self.methods[1] + ["method.lora.rank=4"])
    let adapter = try memory(Self.methods[2] + ["method.adapter.rank=5"])
    let bitfit = try memory(Self.methods[3])
    // Full training takes the place of the weights; the others come on top.
    #expect(full.weights == pae + 4 * head)
    #expect(bitfit.weights == pae + 4 * head && bitfit.training == 12 * head)
    let updates = 2 * 2 * 4 * 2 * d
    #expect(lora.weights == pae + 4 * (updates + head))
    #expect(lora.training == 12 * (updates + head))
    let bottlenecks = 2 * 2 * (2 * d * 5 + 5 + d)
    #expect(adapter.weights == pae + 4 * (bottlenecks + head))
    #expect(adapter.training == 12 * (bottlenecks + head))
    // States of three levels of all tokens, and what the ladder keeps.
    let ladder = try memory(Self.methods[4])
    #expect(ladder.training == 3 * (ladder.weights - pae))
    #expect(ladder.activations > 4 * 16 * 3 * d * 32)
    // The embedding tables and four matrices a layer; positions are fixed.
    #expect(full.training > 12 * 2 * 12 * d * d && full.training <= 3 * pae + 12 * head)
  }

  @Test func theFirstEpochTakesSamplesInTheOrderOfUploads() throws {
    let pae = try run([])
    let lora = try run(Self.methods[1], ["method.epochs=1"])
    #expect(pae.result.judgeRecords.map(\.key) == lora.result.judgeRecords.map(\.key))
    #expect(pae.result.judgeRecords.map(\.sample) == lora.result.judgeRecords.map(\.sample))
  }

  @Test func aDeviceWithoutMemoryEndsBeforeTheFirstStep() throws {
    let run = try run(
      Self.methods[0],
      ["model.width=128", "device.profile=jetson-xavier-nx", "device.memory=1 MiB"])
    #expect(run.result.outcome == .outOfMemory && run.result.epochs.isEmpty)
  }

  @Test func aModelWithoutBiasesIsPointedOut() throws {
    let scenario = try SimulationFixture.scenario(Self.methods[3])
    let material = try RunMaterial(scenario: scenario, workers: 1)
    #expect(material.warnings.contains { $0.hasPrefix("method.name: bitfit: the backbone has") })
  }

  @Test(arguments: [
    (["fleet=[{count: 2}]"], "fleet: lora on the device"),
    (["faults.checkpoint=3"], "faults: lora on the device has no link that could fail"),
    (["method.lora.rank=33"], "method.lora.rank: 33 is above the model's width, 32"),
  ])
  func whatNeedsAServerIsRefused(_ overrides: [String], _ message: String) throws {
    let error = #expect(throws: ScenarioError.self) {
      try SimulationFixture.scenario(Self.methods[1] + overrides)
    }
    #expect(error?.description.contains("error: \(message)") == true, "\(error as Any)")
  }
}
