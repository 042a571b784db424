import Determinism
import Foundation
import Simulation
import TestSupport
import Testing
import Traces
import Wire

struct SimulatorTests {
  private typealias Fixture = SimulationFixture

  @Test func equalRunsAreEqualWithAnyNumberOfWorkers() throws {
    let one = try Fixture.run()
    for workers in [1, 2, 5] {
      let other = try Fixture.run(workers: workers)
      #expect(other.summary.runDigest == one.summary.runDigest)
      #expect(other.frames == one.frames)
    }
    let elsewhere = try Fixture.run(["seed=6"])
    #expect(elsewhere.summary.runDigest != one.summary.runDigest)
    #expect(elsewhere.summary.traceDigest != one.summary.traceDigest)
  }

  @Test(arguments: [
    ["link.up.rate=1 Mbit/s"], ["link.up.delay=200 ms"], ["link.down.rate=100 kbit/s"],
    ["link.up.loss=2 %"], ["device.compute=1 GFLOP/s"], ["server.compute=1 GFLOP/s"],
    ["method.wire.window=1"],
  ])
  func theWorldChangesTimesAndNoTrainingValue(_ overrides: [String]) throws {
    let base = try Fixture.run()
    let other = try Fixture.run(overrides)
    #expect(other.result.end != base.result.end)
    #expect(other.result.sideNetworkDigest == base.result.sideNetworkDigest)
    #expect(other.result.epochs.map(\.loss) == base.result.epochs.map(\.loss))
    #expect(other.result.epochs.map(\.testAccuracy) == base.result.epochs.map(\.testAccuracy))
    #expect(other.result.uplink.payloadBytes == base.result.uplink.payloadBytes)
  }

  @Test func moreEpochsSendNoMoreActivations() throws {
    let few = try Fixture.run(["method.epochs=1"])
    let many = try Fixture.run(["method.epochs=6"])
    #expect(many.result.uplink.payloadBytes == few.result.uplink.payloadBytes)
    #expect(many.result.forwardSamples == few.result.forwardSamples)
  }

  @Test(arguments: ["fp32", "fp16"])
  func aSmallCacheSendsMoreAndLearnsTheSame(_ format: String) throws {
    let wire = "method.wire.activations=\(format)"
    let whole = try Fixture.run([wire])
    for cache in ["0 B", "1 kB", "8 KiB"] {
      let small = try Fixture.run([wire, "server.cache=\(cache)"])
      #expect(small.result.uplink.payloadBytes > whole.result.uplink.payloadBytes)
      #expect(small.result.sideNetworkDigest == whole.result.sideNetworkDigest)
      #expect(small.result.epochs.map(\.loss) == whole.result.epochs.map(\.loss))
    }
  }

  @Test func halfPrecisionHalvesTheActivationBytes() throws {
    let full = try Fixture.run()
    let half = try Fixture.run(["method.wire.activations=fp16"])
    // 96 samples of 2 x 32 elements, two bytes less each.
    let saved = full.result.uplink.payloadBytes - half.result.uplink.payloadBytes
    #expect((96 * 64 * 2..<96 * 64 * 2 + 200).contains(Int(saved)))
  }

  @Test func theTraceHoldsEveryByteOfBothDirections() throws {
    let run = try Fixture.run(["server.cache=8 KiB"])
    for (direction, report) in [
      (TraceDirection.toServer, run.result.uplink), (.toDevice, run.result.downlink),
    ] {
      let frames = run.frames.filter { $0.direction == direction }
      let bytes = frames.reduce(0) { $0 + UInt64($1.bytes.count) }
      // The goodbye ends the run on its arrival; everything that was sent has been recorded.
      #expect(frames.count == report.messages)
      #expect(bytes == report.payloadBytes)
    }
    #expect(zip(run.frames, run.frames.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(run.frames.allSatisfy { MessageKind(rawValue: $0.kind) != nil })
  }

  @Test func theDeviceReceivesTheNetworkThatTheServerTrained() throws {
    let run = try Fixture.run()
    let builder = DigestBuilder()
    builder.update(run.result.sideNetwork.flatMap(\.values))
    #expect(builder.digest == run.result.sideNetworkDigest)
  }

  @Test func aDeviceWithoutEnoughMemoryEndsTheRun() throws {
    let run = try Fixture.run([
      "device.memory=1 MiB", "model.layers=4", "model.width=128", "model.heads=4",
    ])
    #expect(run.result.outcome == .outOfMemory)
    #expect(run.summary.training.finalAccuracy == nil)
    #expect(run.summary.device.peakMemoryBytes > 1 << 20)
  }

  @Test(arguments: ["first", "last", "mean"], ["zero", "random", "probe"])
  func everyPivotAndHeadRuns(_ pivot: String, _ head: String) throws {
    let run = try Fixture.run(["method.pivot=\(pivot)", "method.head=\(head)"])
    #expect(run.result.outcome == .completed)
    #expect(run.result.epochs.allSatisfy { ($0.loss ?? .nan).isFinite && $0.loss != 0 })
  }

  @Test(arguments: Variation.allCases)
  func pairedRunsChangeEverySecretAndSomePayload(_ variation: Variation) throws {
    // A slow device, whose compute time the uplink's queue does not hide.
    let slow = ["device.compute=1 GFLOP/s", "data.length=20-60"]
    let base = try Fixture.run(slow)
    let pair = try Fixture.run(slow, variation: variation)
    // Some labels are equal already; in the other variations every secret changes.
    #expect((pair.result.secretsChanged == pair.result.secretsTotal) == (variation != .equalLabels))
    #expect(pair.result.secretsTotal > (variation == .lengths ? 0 : 95))
    #expect(pair.frames.map(\.bytes) != base.frames.map(\.bytes))
    let metadata = { (frames: [TraceFrame]) in
      frames.map { [$0.time.nanoseconds, UInt64($0.kind), UInt64($0.bytes.count)] }
    }
    #expect((metadata(pair.frames) == metadata(base.frames)) == (variation != .lengths))
  }

  @Test func theReferenceBackendTrainsTheSameToRounding() throws {
    let fast = try Fixture.run()
    let plain = try Fixture.run(["numerics.backend=reference"])
    for (a, b) in zip(fast.result.epochs, plain.result.epochs) {
      #expect(abs((a.loss ?? .nan) - (b.loss ?? .nan)) < 1e-3)
    }
  }

  /// Accuracy is that of argmax(y_b + out), not of the side network alone.
  @Test func accuracyJoinsBackboneAndSideNetwork() throws {
    // Nothing is learned at rate zero, and out is nearly zero: the probe's accuracy must remain.
    let run = try Fixture.run([
      "method.head=probe", "method.optimizer.learning_rate=1e-30", "method.epochs=1",
    ])
    let before = try #require(run.summary.training.backboneAccuracy)
    let after = try #require(run.summary.training.finalAccuracy)
    #expect(before > 0.6 && abs(after - before) < 0.1)
  }

  @Test func trainingThatDivergesEndsAsAResult() throws {
    let run = try Fixture.run([
      "method.optimizer.learning_rate=5", "method.optimizer.weight_decay=1", "method.epochs=8",
    ])
    #expect(run.result.outcome == .diverged)
    let json = String(decoding: try run.summary.json(), as: UTF8.self)
    #expect(json.contains("\"loss\" : null") && json.contains("\"outcome\" : \"diverged\""))
    #expect(try RunSummary(json: Data(json.utf8)).outcome == .diverged)
  }

  @Test func timeSharesAddUpAndNameTheBottleneck() throws {
    let slowLink = try Fixture.run(["link.up.rate=100 kbit/s"]).summary.timeShares
    #expect(slowLink.uplink > 0.9)
    let slowDevice = try Fixture.run(["device.compute=1 MFLOP/s"]).summary.timeShares
    #expect(slowDevice.device > 0.9)
    let slowServer = try Fixture.run(["server.compute=1 MFLOP/s"]).summary.timeShares
    #expect(slowServer.server > 0.9)
    for shares in [slowLink, slowDevice, slowServer] {
      let sum = shares.uplink + shares.device + shares.server + shares.downlink + shares.idle
      #expect(abs(sum - 1) < 1e-9)
    }
  }
}
