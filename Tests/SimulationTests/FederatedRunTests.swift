import Determinism
import Foundation
import Scenarios
import ServerSide
import Simulation
import TestSupport
import Testing
import Traces
import Wire

/// Whole runs of federated averaging.
@Suite struct FederatedRunTests {
  /// Three devices with 34, 35 and 35 samples: five steps an epoch each.
  private static let method = [
    "data.train=104", "fleet=[{count: 3}]",
    "method={name: fedavg-lora, lora: {rank: 4}, epochs: 3, batch: 8, "
      + "optimizer: {learning_rate: 3e-3}}",
  ]

  @Test func theEmbeddedTaskIsLearned() throws {
    let run = try SimulationFixture.run(
      Self.method + ["data.train=256", "method.epochs=6"], workers: 2)
    #expect(run.result.outcome == .completed && run.result.violations == [])
    let losses = run.result.epochs.compactMap(\.loss)
    #expect(losses.count == 6)
    #expect(try #require(losses.last) < losses[0])
    #expect(try #require(run.result.epochs.last?.testAccuracy) > 0.85)
    #expect(run.result.backboneAccuracy == nil)
    #expect(run.result.steps == 6)
  }

  @Test func aRoundIsAModelDownAndAnUpdateUpForEachDevice() throws {
    let run = try SimulationFixture.run(Self.method)
    let kinds = run.frames.map(\.kind).compactMap(MessageKind.init)
    #expect(kinds.prefix(6) == [.hello, .hello, .hello, .globalModel, .globalModel, .globalModel])
    #expect(kinds.suffix(3) == [.goodbye, .goodbye, .goodbye])
    #expect(kinds.count { $0 == .globalModel } == 9 && kinds.count { $0 == .localUpdate } == 9)
    #expect(kinds.count { $0 == .sideNetwork } == 3 && kinds.count == 27)
  }

  /// 34, 35 and 35 samples in batches of 17 are two, three and three steps an epoch: in rounds of
  /// four steps the first device is through after two rounds.
  @Test func whoHasNoStepsLeftIsNotWaitedFor() throws {
    let run = try SimulationFixture.run(
      Self.method + ["method.batch=17", "method.fedavg.local_steps=4"])
    #expect(run.result.outcome == .completed && run.result.violations == [])
    let updates = run.frames.filter { $0.kind == MessageKind.localUpdate.rawValue }.map(\.flow)
    #expect(updates.count { $0 == 1 } == 2 && updates.count { $0 == 3 } == 3)
    #expect(run.result.epochs.map(\.epoch) == [1, 2, 3])
    #expect(run.result.steps == 3)
  }

  @Test func workersChangeNothing() throws {
    let one = try SimulationFixture.run(Self.method, workers: 1)
    let two = try SimulationFixture.run(Self.method, workers: 3)
    #expect(one.summary.runDigest == two.summary.runDigest)
  }

  @Test func theServerIsRebuiltFromItsTrace() throws {
    try SimulationFixture.run(Self.method) { run, folder in
      let verification = TraceVerification.verify(path: folder + "/trace.slt")
      #expect(verification.complete && verification.frames == UInt64(run.frames.count))
      let replay = try Replay(
        trace: folder + "/trace.slt", scenario: try SimulationFixture.scenario(Self.method))
      let report = try replay.run()
      #expect(report.difference == nil && report.steps == run.result.steps)
      #expect(report.sideNetworkDigest == run.result.sideNetworkDigest)
    }
  }

  @Test(
    arguments: [
      [], ["method.fedavg.local_steps=2", "method.batch=13"], ["data.length=20-60"],
      ["link.transport.model=packet", "data.classes=3", "method.pivot=mean"],
      ["method.recompute=true", "method.lora.projections=[key, expand]"],
    ])
  func shapeNumericsCountWhatRealOnesTake(_ more: [String]) throws {
    let real = try SimulationFixture.run(Self.method + more)
    let shape = try SimulationFixture.run(Self.method + more + ["numerics.mode=shape"])
    #expect(shape.result.uplink == real.result.uplink)
    #expect(shape.result.downlink == real.result.downlink)
    #expect(shape.result.end == real.result.end)
    #expect(shape.result.devices == real.result.devices)
    #expect(shape.result.serverBusy == real.result.serverBusy)
    #expect(shape.result.steps == real.result.steps)
    #expect(shape.result.epochs.allSatisfy { $0.loss == nil && $0.testAccuracy == nil })
  }

  @Test func faultsAreRefused() {
    do {
      _ = try SimulationFixture.scenario(Self.method + ["faults={random: {drop: 1 %}}"])
      Issue.record("faults should be refused")
    } catch { #expect("\(error)".contains("faults: fedavg-lora repeats no message")) }
  }

  /// The name promises several devices, and changes nothing else.
  @Test func fedPAEIsPAEOfAFleet() throws {
    let fleet = ["fleet=[{count: 3}]"]
    let plain = try SimulationFixture.run(fleet)
    let named = try SimulationFixture.run(fleet + ["method.name=fed-pae"])
    #expect(named.frames == plain.frames && named.result.end == plain.result.end)
    do {
      _ = try SimulationFixture.scenario(["method.name=fed-pae"])
      Issue.record("one device is no fleet")
    } catch { #expect("\(error)".contains("add a fleet")) }
  }
}
