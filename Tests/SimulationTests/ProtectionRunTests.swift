import Determinism
import Foundation
import Scenarios
import Simulation
import TestSupport
import Testing
import Traces
import Wire

/// Whole runs under the defences on the device, and with quantised activations.
@Suite struct ProtectionRunTests {
  private typealias Fixture = SimulationFixture

  /// Texts of varied lengths on a device slower than its uplink, so that lengths show.
  private static let lengths = [
    "data.length=16-60", "model.max_length=64",
    "device={compute: 5 GFLOP/s, memory_bandwidth: 5 GB/s}", "method.batch=13",
  ]
  private static let slots = "method.protection=[uniform-slots]"

  private func metadata(_ frames: [TraceFrame]) -> [String] {
    frames.map { "\($0.time) \($0.direction.name) \($0.kind) \($0.bytes.count)" }
  }

  @Test(arguments: [[], ["server.cache=8 KiB"], ["method.head=probe"]])
  func slotsHideLengthsThatShowWithoutThem(_ more: [String]) throws {
    let plain = Self.lengths + more
    let bare = try Fixture.run(plain)
    #expect(metadata(bare.frames) != metadata(try Fixture.run(plain, variation: .lengths).frames))
    let hidden = try Fixture.run(plain + [Self.slots])
    let varied = try Fixture.run(plain + [Self.slots], variation: .lengths)
    #expect(varied.result.secretsChanged > 80)
    #expect(hidden.frames != varied.frames)
    #expect(metadata(hidden.frames) == metadata(varied.frames))
  }

  /// Filling changes sizes, slots change times; neither changes a trained value.
  @Test(arguments: ["1 GiB", "8 KiB", "0 B"])
  func slotsKeepTrainingAndMakeUploadsOfOneSize(_ cache: String) throws {
    let overrides = Self.lengths + ["server.cache=\(cache)"]
    let plain = try Fixture.run(overrides)
    let slotted = try Fixture.run(overrides + [Self.slots])
    #expect(slotted.result.sideNetworkDigest == plain.result.sideNetworkDigest)
    #expect(slotted.result.epochs.map(\.loss) == plain.result.epochs.map(\.loss))
    #expect(slotted.result.cache == plain.result.cache)
    #expect(slotted.result.violations.isEmpty)
    func sizes(_ run: Fixture.Run) -> Set<Int> {
      Set(
        run.frames.filter { $0.kind == MessageKind.samples.rawValue }.map { $0.bytes.count })
    }
    #expect(sizes(slotted).count == 1)
    #expect(sizes(plain).count > 1)
  }

  /// An idle uplink hands each message on as it comes: uploads arrive whole slots apart.
  @Test func uploadsLeaveInTheirSlots() throws {
    let run = try Fixture.run(
      Self.lengths + [
        "method.protection=[{uniform-slots: {interval: 700 ms}}]", "link.up.rate=1 Gbit/s",
        "method.wire.window=1",
      ])
    let times = run.frames.filter { $0.kind == MessageKind.samples.rawValue }.map(\.time)
    #expect(times.count == 8)
    for (time, next) in zip(times, times.dropFirst()) {
      #expect((next - time).nanoseconds == 1_400_000_000)
    }
  }

  @Test func slotsTooShortForTheLongestPassAreRefused() throws {
    let overrides = Self.lengths + ["method.protection=[{uniform-slots: {interval: 1 ms}}]"]
    do {
      _ = try Fixture.run(overrides)
      Issue.record("a slot of 1 ms must be refused")
    } catch let error as MaterialError {
      #expect(error.description.contains("method.protection: uniform-slots: "))
      #expect(error.description.contains("13 sequences of 64 tokens"))
    }
  }

  /// A device that slows down as it heats up still meets its slots.
  @Test func throttledDevicesMeetTheirSlots() throws {
    let hot = [
      "device={compute: 2 GFLOP/s, memory_bandwidth: 5 GB/s, power: {idle_watts: 3, "
        + "load_watts: 12}, thermal: {kelvin_per_watt: 6, time_constant: 1 s, "
        + "throttle_celsius: 45, limit_celsius: 55, minimum_speed: 0.3}}", "data.length=16-60",
      "model.max_length=64",
    ]
    let plain = try Fixture.run(hot + [Self.slots])
    let varied = try Fixture.run(hot + [Self.slots], variation: .lengths)
    #expect(metadata(plain.frames) == metadata(varied.frames))
  }

  /// Faults repeat uploads, and servers restart; filled batches survive both.
  @Test func filledBatchesSurviveFaults() throws {
    let calm = try Fixture.run(Self.lengths + [Self.slots, "server.cache=8 KiB"])
    for place in 1...10 {
      let at = "at: \(place * 300) ms, lasts: 200 ms"
      let run = try Fixture.run(
        Self.lengths + [
          Self.slots, "server.cache=8 KiB",
          "faults={retry: {timeout: 5 s}, checkpoint: 3, schedule: [{kind: server-restart, \(at)}, "
            + "{kind: device-restart, \(at)}, {kind: drop, frame: \(place)}, "
            + "{kind: reorder, frame: \(place + 3), lasts: 2 s}, "
            + "{kind: duplicate, frame: \(place + 5)}]}",
        ])
      #expect(run.result.violations.isEmpty, "\(place): \(run.result.violations)")
      #expect(run.result.sideNetworkDigest == calm.result.sideNetworkDigest, "\(place)")
    }
  }

  @Test(arguments: [
    "[rotation]", "[key]", "[rotation, key]", "[{noise: {sigma: 0.5}}]",
    "[{noise: {sigma: 0.5}}, key]", "[{randomized-response: {epsilon: 2}}, rotation]",
    "[{randomized-response: {epsilon: 2}}, uniform-slots, key]",
  ])
  func protectedRunsLearnAndCostTheirShape(_ protection: String) throws {
    let overrides = ["method.protection=\(protection)", "method.epochs=8"]
    let run = try Fixture.run(overrides)
    let plain = try Fixture.run(["method.epochs=8"])
    let accuracy = try #require(run.result.epochs.last?.testAccuracy)
    let before = try #require(plain.result.epochs.last?.testAccuracy)
    // 64 test samples; noise and flipped labels cost some of what 96 samples teach.
    #expect(accuracy > before - 0.2 && accuracy > 0.6)
    #expect(run.result.sideNetworkDigest != plain.result.sideNetworkDigest)
    #expect(!run.summary.protection.isEmpty)
    let shape = try Fixture.run(overrides + ["numerics.mode=shape"])
    #expect(shape.result.uplink == run.result.uplink && shape.result.end == run.result.end)
    #expect(shape.result.devices == run.result.devices)
  }

  @Test func aKeyCostsTimeOnTheDevice() throws {
    let (plain, keyed) = (
      try Fixture.run(), try Fixture.run(["method.protection=[key]"])
    )
    #expect(keyed.result.deviceBusy > plain.result.deviceBusy)
    #expect(keyed.result.devicePeakMemory > plain.result.devicePeakMemory)
  }

  /// Secrets of the device come from its seed; the server's seed leaves them alone.
  @Test func theServersSeedDoesNotDecideTheDevicesSecrets() throws {
    let overrides = ["method.protection=[rotation, key, {noise: {sigma: 1}}]"]
    let one = try Fixture.run(overrides + ["server_seed=1"])
    let other = try Fixture.run(overrides + ["server_seed=2"])
    let uploads = { (run: Fixture.Run) in
      run.frames.filter { $0.kind == MessageKind.samples.rawValue }.map(\.bytes)
    }
    #expect(uploads(one) == uploads(other))
    #expect(one.result.sideNetworkDigest != other.result.sideNetworkDigest)
    let elsewhere = try Fixture.run(overrides + ["server_seed=1", "seed=6"])
    #expect(uploads(one) != uploads(elsewhere))
  }

  @Test(arguments: [
    (["method.wire.activations=bf16"], 96 * 64 * 2),
    (["method.wire.activations=int8"], 96 * (64 + 2 * 4)),
    (["method.wire.activations=int8", "method.wire.group=8"], 96 * (64 + 8 * 4)),
    (["method.wire.activations=int4"], 96 * (32 + 2 * 4)),
    (["method.wire.activations=int4", "method.wire.group=16"], 96 * (32 + 4 * 4)),
  ])
  func quantisedActivationsHaveTheirSizeAndLearn(_ wire: [String], _ bytes: Int) throws {
    let overrides = wire + ["method.epochs=8"]
    let plain = try Fixture.run(["method.epochs=8"])
    let run = try Fixture.run(overrides)
    let saved = plain.result.uplink.payloadBytes - run.result.uplink.payloadBytes
    // Lengths take a byte less below 128, in a sample and in its fields.
    #expect((96 * 256 - bytes - 10..<96 * 256 - bytes + 300).contains(Int(saved)))
    #expect(run.result.cache.bytes == 96 * 24 + bytes)
    let accuracy = try #require(run.result.epochs.last?.testAccuracy)
    let before = try #require(plain.result.epochs.last?.testAccuracy)
    #expect(accuracy > before - 0.1)
    let shape = try Fixture.run(overrides + ["numerics.mode=shape"])
    #expect(shape.result.uplink == run.result.uplink && shape.result.cache == run.result.cache)
  }
}
