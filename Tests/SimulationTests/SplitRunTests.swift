import Determinism
import DeviceSide
import Foundation
import Scenarios
import ServerSide
import Simulation
import TestSupport
import Testing
import Traces
import Wire

/// Whole runs of split models.
@Suite struct SplitRunTests {
  static let methods = ["split", "u-split"]

  static func overrides(_ method: String, _ more: [String] = []) -> [String] {
    [
      "method={name: \(method), cut: 1, lora: {rank: 4}, epochs: 3, "
        + "optimizer: {learning_rate: 3e-3}}"
    ] + more
  }

  @Test(arguments: methods)
  func theEmbeddedTaskIsLearned(_ method: String) throws {
    let run = try SimulationFixture.run(
      Self.overrides(method, ["data.train=256", "method.epochs=6"]), workers: 2)
    #expect(run.result.outcome == .completed)
    #expect(run.result.violations == [])
    let losses = run.result.epochs.compactMap(\.loss)
    let (first, last) = (try #require(losses.first), try #require(losses.last))
    #expect(losses.count == 6 && last < first)
    #expect(try #require(run.result.epochs.last?.testAccuracy) > 0.85)
    #expect(run.result.backboneAccuracy == nil)
  }

  /// Both have the same parts, the same draws and the same batches: only the loss moves.
  @Test func theUShapeLearnsAsPlainSplitLearningDoes() throws {
    let runs = try Self.methods.map { try SimulationFixture.run(Self.overrides($0)) }
    let losses = runs.map { $0.result.epochs.compactMap(\.loss) }
    // Their heads are drawn from streams of different sides.
    for (plain, shaped) in zip(losses[0], losses[1]) { #expect(abs(plain - shaped) < 0.1) }
  }

  @Test(arguments: methods)
  func workersChangeNothing(_ method: String) throws {
    let one = try SimulationFixture.run(Self.overrides(method), workers: 1)
    let two = try SimulationFixture.run(Self.overrides(method), workers: 2)
    #expect(one.summary.runDigest == two.summary.runDigest)
  }

  @Test(arguments: methods)
  func theServerIsRebuiltFromItsTrace(_ method: String) throws {
    try SimulationFixture.run(Self.overrides(method)) { run, folder in
      let verification = TraceVerification.verify(path: folder + "/trace.slt")
      #expect(verification.complete && verification.frames == UInt64(run.frames.count))
      let replay = try Replay(
        trace: folder + "/trace.slt",
        scenario: try SimulationFixture.scenario(Self.overrides(method)))
      let report = try replay.run()
      #expect(report.difference == nil)
      #expect(report.steps == run.result.steps)
      #expect(report.sideNetworkDigest == run.result.sideNetworkDigest)
    }
  }

  @Test func messagesComeInTheOrderOfTheProtocol() throws {
    let plain = try SimulationFixture.run(Self.overrides("split"))
    let kinds = plain.frames.map(\.kind).compactMap(MessageKind.init)
    #expect(kinds.prefix(3) == [.hello, .cut, .cutGradient])
    #expect(kinds.suffix(4) == [.progress, .cutGradient, .sideNetwork, .goodbye])
    #expect(kinds.count { $0 == .cut } == 18 && kinds.count { $0 == .progress } == 3)
    let shaped = try SimulationFixture.run(Self.overrides("u-split"))
    let other = shaped.frames.map(\.kind).compactMap(MessageKind.init)
    #expect(other.prefix(5) == [.hello, .cut, .features, .featureGradient, .cutGradient])
    #expect(!other.contains(.progress))
  }

  @Test(
    arguments: methods,
    [
      [], ["method.wire.activations=int8", "method.wire.group=8"], ["data.length=20-60"],
      ["method.batch=13", "data.classes=3", "method.pivot=mean"], ["link.transport.model=packet"],
    ])
  func shapeNumericsCountWhatRealOnesTake(_ method: String, _ more: [String]) throws {
    let real = try SimulationFixture.run(Self.overrides(method, more))
    let shape = try SimulationFixture.run(
      Self.overrides(method, more + ["numerics.mode=shape"]))
    #expect(shape.result.uplink == real.result.uplink)
    #expect(shape.result.downlink == real.result.downlink)
    #expect(shape.result.end == real.result.end)
    #expect(shape.result.devices == real.result.devices)
    #expect(shape.result.serverBusy == real.result.serverBusy)
    #expect(shape.result.steps == real.result.steps)
    #expect(shape.result.epochs.allSatisfy { $0.loss == nil && $0.testAccuracy == nil })
  }

  /// States are rounded on their way up, and training goes on all the same.
  @Test(arguments: methods)
  func roundedStatesStillTeach(_ method: String) throws {
    let run = try SimulationFixture.run(
      Self.overrides(method, ["method.wire.activations=int8", "data.train=256"]))
    let losses = run.result.epochs.compactMap(\.loss)
    #expect(try #require(losses.last) < (try #require(losses.first)))
    let full = try SimulationFixture.run(Self.overrides(method, ["data.train=256"]))
    #expect(run.result.uplink.payloadBytes < full.result.uplink.payloadBytes)
  }

  @Test(arguments: methods)
  func whatIsNotSimulatedIsRefused(_ method: String) throws {
    for (more, key) in [
      ("fleet=[{count: 2}]", "fleet"), ("faults={random: {drop: 1 %}}", "faults"),
      ("method.cut=2", "method.cut"),
    ] {
      do {
        let scenario = try SimulationFixture.scenario(Self.overrides(method, [more]))
        _ = try RunMaterial(scenario: scenario, workers: 1)
        Issue.record("\(more) should be refused")
      } catch { #expect("\(error)".contains(key)) }
    }
  }
}
