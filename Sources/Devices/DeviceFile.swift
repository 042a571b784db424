internal import Determinism
internal import Foundation

/// Reads profiles from JSON, strictly: unknown and missing keys, wrong kinds and impossible values
/// are errors that name their place.
struct DeviceFile {
  /// What the member `format` of a file must say.
  static let format = "sidelight-devices-1"
  /// Far above any file of profiles.
  static let limit = ByteCount(4_000_000)
  private static let nameLength = 1...64
  private static let textLength = 1...1000

  private let path: String

  /// The profiles in the file at `path`.
  static func read(path: String) throws(DeviceError) -> [DeviceProfile] {
    func fault(_ code: DeviceError.Code) -> DeviceError {
      DeviceError(code: code, path: path, key: "")
    }
    let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    // Anything but an ordinary file could block or never end.
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else {
      throw fault(.missingFile)
    }
    guard let handle = try? FileHandle(forReadingFrom: url) else { throw fault(.unreadable) }
    defer { try? handle.close() }
    // At its end at once, a file gives nil.
    let data: Data
    do { data = try handle.read(upToCount: Int(limit.bytes) + 1) ?? Data() } catch {
      throw fault(.unreadable)
    }
    guard data.count <= Int(limit.bytes) else { throw fault(.tooLarge(limit: limit)) }
    return try profiles(in: Array(data), path: path)
  }

  /// The profiles in the bytes of `text`; `path` stands for it in errors.
  static func profiles(in text: [UInt8], path: String) throws(DeviceError) -> [DeviceProfile] {
    let file = DeviceFile(path: path)
    guard let root = JSONValue(text) else {
      throw DeviceError(code: .invalidJSON, path: path, key: "")
    }
    return try file.profiles(root)
  }

  private func fault(_ code: DeviceError.Code, _ key: String) -> DeviceError {
    DeviceError(code: code, path: path, key: key)
  }

  private func invalid(_ key: String, _ expected: String) -> DeviceError {
    fault(.invalidValue(expected: expected), key)
  }

  private func profiles(_ root: JSONValue) throws(DeviceError) -> [DeviceProfile] {
    let top = try object(root, at: "", known: ["format", "devices"])
    guard case .text(Self.format)? = top["format"] else {
      throw top["format"] == nil
        ? fault(.missingKey, "format") : invalid("format", "\"\(Self.format)\"")
    }
    guard let devices = top["devices"] else { throw fault(.missingKey, "devices") }
    guard case .array(let entries) = devices else { throw invalid("devices", "an array") }
    var profiles: [DeviceProfile] = []
    for (index, entry) in entries.enumerated() {
      let key = "devices[\(index)]"
      let profile = try profile(entry, at: key)
      guard !profiles.contains(where: { $0.name == profile.name }) else {
        throw fault(.duplicateName(profile.name), "\(key).name")
      }
      profiles.append(profile)
    }
    return profiles
  }

  private func profile(_ value: JSONValue, at key: String) throws(DeviceError) -> DeviceProfile {
    let members = try object(
      value, at: key,
      known: [
        "name", "title", "fp32_operations_per_second", "fp16_operations_per_second",
        "memory_bytes_per_second", "memory_bytes", "efficiency", "launch_overhead_nanoseconds",
        "idle_watts", "load_watts", "battery_watt_hours", "thermal",
      ])
    let reader = Members(file: self, members: members, key: key)
    let name = try reader.text("name", length: Self.nameLength)
    guard name.utf8.allSatisfy(Self.isNameByte), !name.hasPrefix("."), !name.hasPrefix("-") else {
      throw invalid("\(key).name", "made of a-z, 0-9, `.` and `-`, beginning with a-z or 0-9")
    }
    let (idle, load) = (
      try reader.number("idle_watts", in: DeviceLimits.watts),
      try reader.number("load_watts", in: DeviceLimits.watts)
    )
    if (idle == nil) != (load == nil) {
      throw fault(.missingKey, "\(key).\(idle == nil ? "idle_watts" : "load_watts")")
    }
    if let idle, let load, load.value < idle.value {
      throw invalid("\(key).load_watts.value", "at least idle_watts")
    }
    return DeviceProfile(
      name: name, title: try reader.text("title", length: Self.textLength),
      floatingPointOperationsPerSecond: try reader.needed(
        "fp32_operations_per_second",
        try reader.count("fp32_operations_per_second", in: DeviceLimits.speeds)),
      halfPrecisionOperationsPerSecond: try reader.count(
        "fp16_operations_per_second", in: DeviceLimits.speeds),
      memoryBytesPerSecond: try reader.needed(
        "memory_bytes_per_second",
        try reader.count("memory_bytes_per_second", in: DeviceLimits.bandwidths)),
      memory: try reader.needed(
        "memory_bytes", try reader.count("memory_bytes", in: DeviceLimits.memories)),
      efficiency: try reader.number("efficiency", in: DeviceLimits.efficiencies),
      launchOverheadNanoseconds: try reader.count(
        "launch_overhead_nanoseconds", in: DeviceLimits.launchOverheads),
      idleWatts: idle, loadWatts: load,
      batteryWattHours: try reader.number("battery_watt_hours", in: 0.001...1_000_000),
      thermal: try members["thermal"].map { (value) throws(DeviceError) in
        try thermal(value, at: "\(key).thermal")
      })
  }

  private func thermal(
    _ value: JSONValue, at key: String
  ) throws(DeviceError) -> DeviceProfile.Thermal {
    let names = [
      "resistance_kelvin_per_watt", "time_constant_seconds", "ambient_celsius",
      "throttle_start_celsius", "limit_celsius", "minimum_speed",
    ]
    let reader = Members(file: self, members: try object(value, at: key, known: names), key: key)
    func number(
      _ name: String, _ range: ClosedRange<Double>
    ) throws(DeviceError) -> DeviceProfile.Figure<Double> {
      try reader.needed(name, try reader.number(name, in: range))
    }
    let celsius = DeviceLimits.temperatures
    let result = DeviceProfile.Thermal(
      resistanceKelvinPerWatt: try number(names[0], DeviceLimits.thermalResistances),
      timeConstantSeconds: try number(names[1], 0.001...1_000_000),
      ambientCelsius: try number(names[2], celsius),
      throttleStartCelsius: try number(names[3], celsius),
      limitCelsius: try number(names[4], celsius),
      minimumSpeed: try number(names[5], DeviceLimits.minimumSpeeds))
    guard result.throttleStartCelsius.value < result.limitCelsius.value else {
      throw invalid("\(key).limit_celsius.value", "above throttle_start_celsius")
    }
    return result
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "."), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// The members of an object that has no other keys than `known`.
  fileprivate func object(
    _ value: JSONValue, at key: String, known: [String]
  ) throws(DeviceError) -> [String: JSONValue] {
    guard case .object(let members) = value else { throw invalid(key, "an object") }
    if let stray = members.keys.filter({ !known.contains($0) }).min() {
      // A stray key may be anything; only its beginning enters a message, and no control character.
      let shown = String(
        stray.unicodeScalars.prefix(Self.nameLength.upperBound).map {
          Character($0.properties.isPatternWhitespace || $0.value < 0x20 ? "?" : $0)
        })
      throw fault(.unknownKey(known: known), key.isEmpty ? shown : "\(key).\(shown)")
    }
    return members
  }
}

/// The members of one object, read by name.
private struct Members {
  let file: DeviceFile
  let members: [String: JSONValue]
  let key: String

  private func invalid(_ name: String, _ expected: String) -> DeviceError {
    DeviceError(
      code: .invalidValue(expected: expected), path: file.pathInErrors, key: "\(key).\(name)")
  }

  func needed<Value>(_ name: String, _ value: Value?) throws(DeviceError) -> Value {
    guard let value else {
      throw DeviceError(code: .missingKey, path: file.pathInErrors, key: "\(key).\(name)")
    }
    return value
  }

  func text(_ name: String, length: ClosedRange<Int>) throws(DeviceError) -> String {
    guard case .text(let text) = try needed(name, members[name]),
      length.contains(text.utf8.count)
    else { throw invalid(name, "a text of \(length.lowerBound) to \(length.upperBound) bytes") }
    return text
  }

  func number(
    _ name: String, in range: ClosedRange<Double>
  ) throws(DeviceError) -> DeviceProfile.Figure<Double>? {
    try figure(name) { (value) throws(DeviceError) in
      guard range.contains(value) else {
        throw invalid("\(name).value", "a number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
  }

  func count(
    _ name: String, in range: ClosedRange<UInt64>
  ) throws(DeviceError) -> DeviceProfile.Figure<UInt64>? {
    try figure(name) { (value) throws(DeviceError) in
      guard let count = UInt64(exactly: value), range.contains(count) else {
        throw invalid(
          "\(name).value", "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return count
    }
  }

  private func figure<Value>(
    _ name: String, _ read: (Double) throws(DeviceError) -> Value
  ) throws(DeviceError) -> DeviceProfile.Figure<Value>? {
    guard let value = members[name] else { return nil }
    let figure = try file.object(value, at: "\(key).\(name)", known: ["value", "source", "trust"])
    let reader = Members(file: file, members: figure, key: "\(key).\(name)")
    guard case .number(let number) = try reader.needed("value", figure["value"]) else {
      throw invalid("\(name).value", "a number")
    }
    let trust = try reader.text("trust", length: 1...64)
    guard let trust = DeviceProfile.Trust(rawValue: trust) else {
      let known = DeviceProfile.Trust.allCases.map(\.rawValue).joined(separator: ", ")
      throw invalid("\(name).trust", "one of \(known)")
    }
    return DeviceProfile.Figure(
      value: try read(number), source: try reader.text("source", length: 1...1000), trust: trust)
  }
}

extension DeviceFile {
  fileprivate var pathInErrors: String { path }
}
