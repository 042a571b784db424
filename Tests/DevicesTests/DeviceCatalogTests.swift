import Determinism
import Devices
import Testing

@Suite struct DeviceCatalogTests {
  @Test func namesAreSortedUniqueAndFound() {
    let names = DeviceCatalog.names
    #expect(
      names == [
        "apple-a17-pro", "jetson-agx-orin", "jetson-orin-nano", "jetson-orin-nano-super",
        "jetson-tx2", "jetson-xavier-nx", "raspberry-pi-5", "snapdragon-8-gen-2",
      ])
    for name in names { #expect(DeviceCatalog.profile(named: name)?.name == name) }
    #expect(DeviceCatalog.profile(named: "Jetson-TX2") == nil)
    #expect(DeviceCatalog.profile(named: "") == nil)
  }

  @Test func xavierHasTheFiguresOfItsDataSheet() throws {
    let profile = try #require(DeviceCatalog.profile(named: "jetson-xavier-nx"))
    #expect(profile.compute.floatingPointOperationsPerSecond == 845_000_000_000)
    #expect(profile.compute.memoryBytesPerSecond == 59_700_000_000)
    #expect(profile.compute.memory?.bytes == 8_589_934_592)
    #expect(profile.compute.efficiency == 0.25)
    #expect(profile.floatingPointOperationsPerSecond.trust == .good)
    // The data sheet's clock and cores give the peak to within the rounding of "845".
    let peak = 384.0 * 2 * 1.1e9
    let stated = Double(profile.floatingPointOperationsPerSecond.value)
    let roundingOfTheLastDigit = 0.5e9
    #expect(abs(stated - peak) <= roundingOfTheLastDigit)
  }

  @Test func clocksAndCoresGiveThePeaks() throws {
    // CUDA cores x 2 operations x clock in GHz, in GFLOP/s, to within the rounding of the figures.
    let orins = [
      ("jetson-orin-nano", 1024 * 2 * 0.625), ("jetson-orin-nano-super", 1024 * 2 * 1.02),
    ]
    for (name, peak) in orins {
      let stated = try #require(DeviceCatalog.profile(named: name))
        .floatingPointOperationsPerSecond.value
      #expect(abs(Double(stated) / 1e9 - peak) <= 0.005 * peak, "\(name)")
    }
  }

  @Test func everyDeviceIsUsable() {
    for profile in DeviceCatalog.profiles {
      #expect(!profile.title.isEmpty)
      #expect(profile.compute.launchOverhead == ComputeProfile.defaultLaunchOverhead)
      if let half = profile.compute(in: .fp16) {
        #expect(
          half.floatingPointOperationsPerSecond > profile.compute.floatingPointOperationsPerSecond)
      }
      if let thermal = profile.thermalProfile, let power = profile.power {
        // Waiting alone must not throttle, or the figures contradict each other.
        let state = ThermalState(profile: thermal, power: power)
        #expect(state.speed == 1, "\(profile.name)")
        #expect(state.steadySpeed < 1, "\(profile.name)")
      }
    }
    #expect(DeviceCatalog.profile(named: "jetson-tx2")?.battery == nil)
    #expect(DeviceCatalog.profile(named: "apple-a17-pro")?.power == nil)
  }

  @Test func radiosAreFoundByName() {
    #expect(RadioProfile.named("lte") == .lte)
    #expect(RadioProfile.named("none") == RadioProfile.none)
    #expect(RadioProfile.named("5g") == nil)
  }
}
