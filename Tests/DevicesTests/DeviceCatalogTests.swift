import Determinism
import Devices
import Testing

@Suite struct DeviceCatalogTests {
  @Test func namesAreSortedUniqueAndFound() {
    let names = DeviceCatalog.names
    #expect(
      names == [
        "apple-a17-pro", "jetson-agx-orin", "jetson-orin-nano", "jetson-tx2", "jetson-xavier-nx",
        "raspberry-pi-5", "snapdragon-8-gen-2",
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

  @Test func everyFigureNamesItsSource() {
    for profile in DeviceCatalog.profiles {
      let figures = [
        profile.floatingPointOperationsPerSecond, profile.memoryBytesPerSecond, profile.memory,
      ]
      for figure in figures {
        #expect(!figure.source.isEmpty, "\(profile.name)")
        #expect(figure.value > 0, "\(profile.name)")
      }
      #expect(!profile.title.isEmpty)
    }
  }
}
