import Determinism
import Devices
import Foundation
import TestSupport
import Testing

/// The built-in file.
private let builtIn = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Sources/Devices/devices.json").path

private func figure(_ value: String) -> String {
  #"{"value": \#(value), "source": "a test", "trust": "low"}"#
}

/// A file with one device that has every member, as text by member.
private let members: [(name: String, text: String)] = [
  ("name", "\"my-phone\""), ("title", "\"My phone\""),
  ("fp32_operations_per_second", figure("2e12")), ("fp16_operations_per_second", figure("4e12")),
  ("memory_bytes_per_second", figure("50e9")), ("memory_bytes", figure("8589934592")),
  ("efficiency", figure("0.5")), ("launch_overhead_nanoseconds", figure("2000")),
  ("idle_watts", figure("1")), ("load_watts", figure("6.5")),
  ("battery_watt_hours", figure("15")), ("thermal", thermal()),
]

private let thermalMembers: [(name: String, text: String)] = [
  ("resistance_kelvin_per_watt", figure("5")), ("time_constant_seconds", figure("90")),
  ("ambient_celsius", figure("25")), ("throttle_start_celsius", figure("40")),
  ("limit_celsius", figure("55")), ("minimum_speed", figure("0.5")),
]

private func object(_ members: [(name: String, text: String)]) -> String {
  "{" + members.map { "\"\($0.name)\": \($0.text)" }.joined(separator: ", ") + "}"
}

private func thermal() -> String { object(thermalMembers) }

private func file(_ devices: [[(name: String, text: String)]]) -> String {
  let list = devices.map(object).joined(separator: ", ")
  return "{\"format\": \"sidelight-devices-1\", \"devices\": [\(list)]}"
}

@Suite struct DeviceFileTests {
  private let path: String

  init() {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("devices-\(ProcessInfo.processInfo.globallyUniqueString).json").path
  }

  private func read(_ data: Data) throws -> Result<[DeviceProfile], DeviceError> {
    try data.write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    do throws(DeviceError) {
      return .success(try DeviceCatalog.read(path))
    } catch {
      return .failure(error)
    }
  }

  private func read(_ text: String) throws -> Result<[DeviceProfile], DeviceError> {
    try read(Data(text.utf8))
  }

  /// The error of a file whose only device has `name` replaced by `text`, or removed.
  private func fault(_ name: String, _ text: String?) throws -> DeviceError? {
    var changed = members
    let index = changed.firstIndex { $0.name == name }
    switch (index, text) {
    case (let index?, let text?): changed[index].text = text
    case (let index?, nil): changed.remove(at: index)
    case (nil, let text?): changed.append((name, text))
    case (nil, nil): break
    }
    guard case .failure(let error) = try read(file([changed])) else { return nil }
    #expect(error.path == path)
    return error
  }

  @Test func theBuiltInFileIsAnOrdinaryOne() throws {
    #expect(try DeviceCatalog.read(builtIn) == DeviceCatalog.profiles)
  }

  @Test func everyMemberArrives() throws {
    let profile = try #require(try read(file([members])).get().first)
    #expect(profile.name == "my-phone" && profile.title == "My phone")
    let compute = profile.compute
    #expect(compute.floatingPointOperationsPerSecond == 2_000_000_000_000)
    #expect(compute.memoryBytesPerSecond == 50_000_000_000)
    #expect(compute.memory == ByteCount(UInt64(8_589_934_592)))
    #expect(compute.efficiency == 0.5)
    #expect(compute.launchOverhead == SimDuration(nanoseconds: 2_000))
    let half = try #require(profile.compute(in: .fp16))
    #expect(half.floatingPointOperationsPerSecond == 4_000_000_000_000)
    #expect(profile.power == PowerProfile(idleWatts: 1, loadWatts: 6.5))
    #expect(profile.battery == Battery(capacityWattHours: 15, initialCharge: 1))
    #expect(
      profile.thermalProfile
        == ThermalProfile(
          resistanceKelvinPerWatt: 5, timeConstant: .milliseconds(90_000), ambientCelsius: 25,
          throttleStartCelsius: 40, limitCelsius: 55, minimumSpeed: 0.5))
    #expect(profile.memory.source == "a test" && profile.memory.trust == .low)
  }

  @Test func titlesMayHoldAnyCharacter() throws {
    var named = members
    named[1].text = #""a\u00e9\ud83d\ude00 \"\\\/\n\té""#
    let profile = try #require(try read(file([named])).get().first)
    #expect(profile.title == "a\u{e9}\u{1F600} \"\\/\n\té")
  }

  @Test func optionalMembersMayBeMissing() throws {
    let needed = Set([
      "name", "title", "fp32_operations_per_second", "memory_bytes_per_second", "memory_bytes",
    ])
    for member in members {
      // Idle and load belong together.
      if member.name.hasSuffix("_watts") { continue }
      let error = try fault(member.name, nil)
      if needed.contains(member.name) {
        #expect(error?.code == .missingKey && error?.key == "devices[0].\(member.name)")
      } else {
        #expect(error == nil, "\(member.name)")
      }
    }
    let bare = try #require(
      try read(file([members.filter { needed.contains($0.name) }])).get().first)
    #expect(bare.compute.efficiency == ComputeProfile.defaultEfficiency)
    #expect(bare.compute.launchOverhead == ComputeProfile.defaultLaunchOverhead)
    #expect(bare.power == nil && bare.battery == nil && bare.thermalProfile == nil)
    #expect(bare.compute(in: .fp16) == nil)
    #expect(try fault("idle_watts", nil)?.key == "devices[0].idle_watts")
    #expect(try fault("load_watts", nil)?.code == .missingKey)
  }

  @Test func wrongValuesNameTheirPlace() throws {
    func key(_ name: String, _ text: String) throws -> String? {
      let error = try fault(name, text)
      if case .invalidValue? = error?.code { return error?.key }
      return nil
    }
    #expect(try key("name", "7") == "devices[0].name")
    #expect(try key("name", "\"My Phone\"") == "devices[0].name")
    #expect(try key("name", "\"\"") == "devices[0].name")
    #expect(try key("title", "null") == "devices[0].title")
    #expect(try key("memory_bytes", "8") == "devices[0].memory_bytes")
    let counts = ["0", "-1", "0.5", "1e19", "\"8\"", "true", "null", "[]"]
    for count in counts {
      #expect(
        try key("memory_bytes", figure(count)) == "devices[0].memory_bytes.value", "\(count)")
    }
    for share in ["0", "1.01", "-0.5"] {
      #expect(try key("efficiency", figure(share)) == "devices[0].efficiency.value")
    }
    #expect(try key("load_watts", figure("0.5")) == "devices[0].load_watts.value")
    let trust = #"{"value": 2e9, "source": "a test", "trust": "great"}"#
    #expect(try key("memory_bytes", trust) == "devices[0].memory_bytes.trust")
    let source = #"{"value": 2e9, "source": "", "trust": "good"}"#
    #expect(try key("memory_bytes", source) == "devices[0].memory_bytes.source")
    var hot = thermalMembers
    hot[4].text = figure("39")
    #expect(try key("thermal", object(hot)) == "devices[0].thermal.limit_celsius.value")
    #expect(
      try fault("thermal", object(Array(thermalMembers.dropLast())))?.key
        == "devices[0].thermal.minimum_speed")
    #expect(try fault("memory_byts", figure("1"))?.key == "devices[0].memory_byts")
  }

  @Test func errorsReadAsOneLine() throws {
    let error = try #require(try fault("memory_bytes", figure("0.5")))
    #expect(
      error.description
        == "\(path): devices[0].memory_bytes.value: must be a whole number from 1048576 to "
        + "1125899906842624")
    #expect(
      try #require(try fault("memory_bytes", nil)).description
        == "\(path): devices[0].memory_bytes: is missing")
    guard case .failure(let twice) = try read(file([members, members])) else {
      Issue.record("a name was taken twice")
      return
    }
    #expect(
      twice.description == "\(path): devices[1].name: a second device is called `my-phone`")
  }

  @Test func wholeFilesThatCannotBeUsedAreErrors() throws {
    func code(_ path: String) -> DeviceError.Code? {
      do throws(DeviceError) {
        _ = try DeviceCatalog.read(path)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code(path) == .missingFile)
    #expect(code("/") == .missingFile)
    #expect(code("/dev/zero") == .missingFile)
    for text in [
      "", "{", "[1,]", "{\"a\": 1,}", "{\"a\": 1, \"a\": 1}", "nonsense", "\u{FEFF}", "01", "1.",
      "1e",
      "-", "1e999", "\"\\ud800\"", "\"\\x\"", "\"\t\"", "{} {}", "nul", "[", "\"",
    ] {
      guard case .failure(let error) = try read(text) else {
        Issue.record("\(text) was taken")
        continue
      }
      #expect(error.code == .invalidJSON, "\(text)")
    }
    let others = [
      ("[]", ""), ("{}", "format"), (#"{"format": "x", "devices": []}"#, "format"),
      (#"{"format": "sidelight-devices-1"}"#, "devices"),
      (#"{"format": "sidelight-devices-1", "devices": {}}"#, "devices"),
      (#"{"format": "sidelight-devices-1", "devices": [3]}"#, "devices[0]"),
      (#"{"format": "sidelight-devices-1", "devices": [], "x": 1}"#, "x"),
    ]
    for (text, key) in others {
      guard case .failure(let error) = try read(text) else {
        Issue.record("\(text) was taken")
        continue
      }
      #expect(error.key == key, "\(text)")
    }
    guard case .failure(let bytes) = try read(Data([0x22, 0xFF, 0x22])) else {
      Issue.record("a file that is not UTF-8 was taken")
      return
    }
    #expect(bytes.code == .invalidJSON)
    let deep = String(repeating: "[", count: 100_000)
    guard case .failure = try read(deep) else {
      Issue.record("a bottomless file was taken")
      return
    }
    guard case .failure(let large) = try read(Data(count: 4_000_001)) else {
      Issue.record("a large file was taken")
      return
    }
    #expect(large.code == .tooLarge(limit: ByteCount(4_000_000)))
  }

  @Test func damagedFilesAreReadOrRefusedAndNeverTrap() throws {
    let whole = Array(file([members]).utf8)
    let pieces = [
      "null", "-1", "1e999", "\"\"", "[", "}", "{}", "\\u0000", "NaN", ",", "true", "0.1e-400",
      "18446744073709551616",
    ].map { Array($0.utf8) }
    var refused = 0
    withEvery("seed", in: 0..<600) { seed in
      var stream = Seed(seed).stream("damage", ledger: nil)
      var bytes = whole
      for _ in 0...stream.next(below: 4) {
        let place = stream.next(below: bytes.count)
        switch stream.next(below: 4) {
        case 0: bytes[place] = UInt8(stream.next(below: 256))
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + stream.next(below: 30)))
        case 2: bytes.insert(contentsOf: pieces[stream.next(below: pieces.count)], at: place)
        default: bytes = Array(bytes.prefix(max(1, place)))
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      switch try read(Data(bytes)) {
      case .success(let profiles):
        // Whatever was taken can be used.
        for profile in profiles { _ = (profile.compute, profile.power, profile.thermalProfile) }
      case .failure(let error):
        refused += 1
        try #require(!error.description.isEmpty)
      }
    }
    #expect(refused > 300)
  }
}
