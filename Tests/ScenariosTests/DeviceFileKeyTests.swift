import Determinism
import Devices
import Foundation
import Scenarios
import Testing

/// `device.file`: devices that are not built in.
@Suite struct DeviceFileKeyTests {
  private static let figures = """
    "fp32_operations_per_second": { "value": 2e12, "source": "s", "trust": "low" },
    "fp16_operations_per_second": { "value": 4e12, "source": "s", "trust": "low" },
    "memory_bytes_per_second": { "value": 50e9, "source": "s", "trust": "good" },
    "memory_bytes": { "value": 8589934592, "source": "s", "trust": "good" },
    "idle_watts": { "value": 1, "source": "s", "trust": "low" },
    "load_watts": { "value": 7, "source": "s", "trust": "low" }
    """

  private func device(_ name: String, _ figures: String = figures) -> String {
    #"{ "name": "\#(name)", "title": "T", \#(figures) }"#
  }

  /// Writes a file of devices and hands over its path.
  private func withFile<Value>(
    _ devices: String, _ body: (String) throws -> Value
  ) throws -> Value {
    let folder = NSTemporaryDirectory() + "devices-\(ProcessInfo.processInfo.globallyUniqueString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/mine.json"
    try #"{ "format": "sidelight-devices-1", "devices": [\#(devices)] }"#.write(
      toFile: path, atomically: true, encoding: .utf8)
    return try body(path)
  }

  private func override(_ path: String, _ more: String = "") -> [String] {
    ["device={file: '\(path)', profile: my-phone\(more)}"]
  }

  @Test func aDeviceOfTheUsersFileIsReadAndWrittenAsItsNumbers() throws {
    try withFile(device("other") + "," + device("my-phone")) { path in
      let scenario = try load(shortestScenario, override(path))
      #expect(scenario.device.name == "my-phone")
      #expect(scenario.device.compute.floatingPointOperationsPerSecond == 2_000_000_000_000)
      #expect(scenario.device.power == PowerProfile(idleWatts: 1, loadWatts: 7))
      let half = try load(shortestScenario, override(path, ", precision: fp16, memory: 4 GiB"))
      #expect(half.device.compute.floatingPointOperationsPerSecond == 4_000_000_000_000)
      #expect(half.device.name == "custom")
      let text = ScenarioDocument.resolvedYAML(scenario)
      #expect(!text.contains("mine.json"))
      #expect(try load(text) == scenario)
    }
  }

  @Test func theDigestsHoldTheContentAndNotThePath() throws {
    func digests(_ figures: String) throws -> [String] {
      try withFile(device("my-phone", figures)) { path in
        let scenario = try load(shortestScenario, override(path))
        return [scenario.digest.description, scenario.publicDigest.description]
      }
    }
    let first = try digests(Self.figures)
    #expect(try digests(Self.figures) == first)
    let faster = try digests(Self.figures.replacing("2e12", with: "3e12"))
    #expect(zip(faster, first).allSatisfy { $0 != $1 })
  }

  @Test func theFileStandsRelativeToTheScenario() throws {
    try withFile(device("my-phone")) { path in
      let text = changed("device", "device: { file: mine.json, profile: my-phone }")
      let beside = (path as NSString).deletingLastPathComponent + "/x.yaml"
      let loaded = try ScenarioLoader.load(contents: Array(text.utf8), path: beside)
      #expect(loaded.scenario.device.name == "my-phone")
    }
  }

  @Test func whateverAFileMayHoldAScenarioMayHold() throws {
    let extremes = """
      "fp32_operations_per_second": { "value": 1000000, "source": "s", "trust": "low" },
      "memory_bytes_per_second": { "value": 1000000000000000, "source": "s", "trust": "good" },
      "memory_bytes": { "value": 1048576, "source": "s", "trust": "good" },
      "efficiency": { "value": 0.001, "source": "s", "trust": "good" },
      "launch_overhead_nanoseconds": { "value": 1e9, "source": "s", "trust": "good" },
      "idle_watts": { "value": 0, "source": "s", "trust": "low" },
      "load_watts": { "value": 100000, "source": "s", "trust": "low" },
      "battery_watt_hours": { "value": 0.001, "source": "s", "trust": "low" },
      "thermal": {
        "resistance_kelvin_per_watt": { "value": 1000, "source": "s", "trust": "low" },
        "time_constant_seconds": { "value": 0.001, "source": "s", "trust": "low" },
        "ambient_celsius": { "value": -100, "source": "s", "trust": "low" },
        "throttle_start_celsius": { "value": 999, "source": "s", "trust": "low" },
        "limit_celsius": { "value": 1000, "source": "s", "trust": "low" },
        "minimum_speed": { "value": 0.01, "source": "s", "trust": "low" } }
      """
    try withFile(device("my-phone", extremes)) { path in
      let scenario = try load(shortestScenario, override(path))
      #expect(scenario.device.battery != nil && scenario.device.thermal != nil)
      #expect(try load(ScenarioDocument.resolvedYAML(scenario)) == scenario)
    }
  }

  @Test func whatIsWrongWithTheFileIsOneErrorAtItsKey() throws {
    func line(_ path: String) -> String {
      complaint(changed("device", "device: { file: '\(path)', profile: my-phone }"))
    }
    #expect(
      line("/nowhere/x.json")
        == "x.yaml:4:17: error: device.file: /nowhere/x.json: no such file")
    #expect(line("/dev/zero") == "x.yaml:4:17: error: device.file: /dev/zero: no such file")
    try withFile(device("my-phone").replacing("50e9", with: "-1")) { path in
      #expect(
        line(path)
          == "x.yaml:4:17: error: device.file: \(path): devices[0].memory_bytes_per_second.value: "
          + "must be a whole number from 1000000 to 1000000000000000")
    }
    try withFile(device("my-phones")) { path in
      let text = line(path)
      #expect(text.hasPrefix("x.yaml:4:"))
      #expect(
        text.hasSuffix(
          "error: device.profile: unknown value 'my-phone'; accepted: my-phones; "
            + "did you mean 'my-phones'?"))
    }
  }
}
