import Determinism
import PrivateData
import Scenarios
import Simulation
import Testing
import Traces

/// Several devices that share one server.
@Suite struct FleetTests {
  @Test func everyDeviceTrainsItsShareAndGetsTheNetwork() throws {
    let run = try SimulationFixture.run(["fleet=[{count: 2}, {count: 1, device: raspberry-pi-5}]"])
    #expect(run.result.outcome == .completed && run.result.violations.isEmpty)
    #expect(run.result.devices.map(\.samples) == [32, 32, 32])
    #expect(run.result.devices.map(\.name).last == "raspberry-pi-5")
    // 96 samples in batches of 16, three epochs.
    #expect(run.result.steps == 3 * 6)
    #expect(Set(run.frames.map(\.flow)) == [1, 2, 3])
    #expect(run.summary.fleet?.count == 3)
    #expect(Set(run.result.judgeRecords.map(\.sample)) == Set(0..<96))
  }

  @Test func oneDeviceIsAFleetOfOne() throws {
    let plain = try SimulationFixture.run()
    let fleet = try SimulationFixture.run(["fleet=[{count: 1}]"])
    #expect(fleet.frames.map(\.bytes) == plain.frames.map(\.bytes))
    #expect(fleet.frames.map(\.time) == plain.frames.map(\.time))
  }

  /// The server trains one batch at a time, so devices wait for each other there.
  @Test func devicesQueueAtTheServer() throws {
    let slow = ["server.compute=20 MFLOP/s"]
    let one = try SimulationFixture.run(slow)
    let three = try SimulationFixture.run(slow + ["fleet=[{count: 3}]"])
    #expect(three.result.serverBusy == one.result.serverBusy)
    #expect(three.result.end >= .zero + three.result.serverBusy)
  }

  /// A device on a slow link holds nobody else's uploads up.
  @Test func eachDeviceHasItsOwnLink() throws {
    let quick = try SimulationFixture.run(["fleet=[{count: 2}]"])
    let mixed = try SimulationFixture.run([
      "fleet=[{count: 1}, {count: 1, link: {up: {rate: 100 kbit/s, delay: 25 ms}, "
        + "down: {rate: 80 Mbit/s, delay: 25 ms}}}]"
    ])
    func lastSamples(_ run: SimulationFixture.Run, _ flow: UInt32) -> SimInstant? {
      run.frames.last { $0.flow == flow && $0.kind == 2 }?.time
    }
    #expect(lastSamples(mixed, 1) == lastSamples(quick, 1))
    let (slow, fast) = (try #require(lastSamples(mixed, 2)), try #require(lastSamples(quick, 2)))
    #expect(slow > fast)
  }
}
