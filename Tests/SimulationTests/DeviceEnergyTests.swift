import Determinism
import Devices
import Scenarios
import Simulation
import TestSupport
import Testing

/// Energy, heat and batteries in a run.
@Suite struct DeviceEnergyTests {
  private let power = "device.power={idle_watts: 2, load_watts: 12}"

  @Test func theAccountsAddUp() throws {
    let run = try SimulationFixture.run([power, "device.radio=none"])
    let device = try #require(run.result.devices.first)
    let energy = try #require(device.energy)
    // Two watts all the time, ten more while it computes, no radio.
    let expected = 2 * run.result.end.seconds + 10 * device.busy.seconds
    #expect(abs(energy.total - expected) <= 1e-9 * expected)
    #expect(energy.radioTransfer == 0 && energy.radioTail == 0)
    let shares = run.result.timeShares
    let sum = shares.uplink + shares.device + shares.server + shares.downlink + shares.idle
    #expect(abs(sum - 1) < 1e-9)
  }

  @Test func theRadioCostsWhatItSends() throws {
    let quiet = try SimulationFixture.run([power, "device.radio=none"])
    let loud = try SimulationFixture.run([power, "device.radio=lte"])
    #expect(loud.result.end == quiet.result.end)
    let energy = try #require(loud.result.devices[0].energy)
    // LTE: 438.39 mJ a megabit up, at least.
    let megabits = Double(loud.result.uplink.wireBytes) * 8 / 1e6
    #expect(energy.radioTransfer > 0.43839 * megabits)
    #expect(energy.total > (quiet.result.devices[0].energy?.total ?? .infinity))
  }

  @Test func anEmptyBatteryIsAResult() throws {
    let small = "device.battery={watt_hours: 0.0001}"
    let run = try SimulationFixture.run([power, small])
    #expect(run.result.outcome == .batteryEmpty)
    #expect(run.summary.device.batteryCharge == 0)
    let large = try SimulationFixture.run([power, "device.battery={watt_hours: 20, charge: 50 %}"])
    #expect(large.result.outcome == .completed)
    let left = try #require(large.summary.device.batteryCharge)
    #expect(left < 0.5 && left > 0.49)
  }

  @Test func aBatteryWithoutChargeEndsTheRunAtOnce() throws {
    let run = try SimulationFixture.run([power, "device.battery={watt_hours: 20, charge: 0}"])
    #expect(run.result.outcome == .batteryEmpty)
    #expect(run.result.end == .zero)
    #expect(run.result.steps == 0 && run.result.epochs.isEmpty && run.frames.isEmpty)
    #expect(run.result.violations.isEmpty)
    #expect(run.summary.device.batteryCharge == 0)
  }

  @Test func heatSlowsADeviceDown() throws {
    let slow = ["device.compute=1 GFLOP/s", power]
    let hot =
      "device.thermal={kelvin_per_watt: 10, time_constant: 100 ms, ambient_celsius: 25, "
      + "throttle_celsius: 60, limit_celsius: 90, minimum_speed: 0.4}"
    let cool = try SimulationFixture.run(slow)
    let throttled = try SimulationFixture.run(slow + [hot])
    #expect(throttled.result.end > cool.result.end)
    #expect(throttled.result.devices[0].busy > cool.result.devices[0].busy)
    #expect(throttled.result.sideNetworkDigest == cool.result.sideNetworkDigest)
  }

  /// With one device, the fluid model and no overflow: a better link never makes a run slower.
  @Test func aBetterLinkNeverSlowsARun() {
    withEvery("seed", in: 0..<60) { seed in
      var stream = Seed(seed).stream("links", ledger: nil)
      let rate = 200_000 + stream.next(below: 50_000_000)
      let delay = 1 + stream.next(below: 150)
      let loss = stream.next(below: 2) == 0 ? "0" : "0.5 %"
      let extra = ["link.up.loss=\(loss)", "method.epochs=1", "method.wire.window=\(1 + seed % 5)"]
      func end(_ rate: Int, _ delay: Int) throws -> SimInstant {
        try SimulationFixture.run(
          extra + [
            "numerics.mode=shape", "link.up.rate=\(rate) bit/s", "link.up.delay=\(delay) ms",
          ]
        ).result.end
      }
      let base = try end(rate, delay)
      try #require(try end(rate + stream.next(below: rate), delay) <= base)
      try #require(try end(rate, stream.next(below: delay)) <= base)
    }
  }
}
