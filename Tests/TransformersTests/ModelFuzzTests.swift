import Determinism
import Foundation
import Tensors
import TestSupport
import Testing
import Transformers

/// Damaged files must be errors or models, never a crash.
struct ModelFuzzTests {
  /// Damaged copies of each of three files; `LONG_TESTS=1` takes twenty times as many.
  private static let cases: UInt64 =
    ProcessInfo.processInfo.environment["LONG_TESTS"] == nil ? 1_000 : 20_000
  /// The largest number of damaged places in one file.
  private static let placesMax = 4

  /// Text that parsers stumble over.
  private static let fragments = [
    "{", "}", "[", "]", "\"", ",", ":", "-", "0", "9", "1e9", "e", "null", "true", "\\u", "\u{0}",
    "9223372036854775807", "-9223372036854775808", "99999999999999999999", "[[[[[[[[", "é", "F16",
    "\"shape\":", "[0,0]", "1.5",
  ].map { Array($0.utf8) }

  private func damage(_ bytes: [UInt8], within limit: Int, seed: UInt64) -> [UInt8] {
    var stream = Seed(seed).stream("fuzz", ledger: nil)
    var bytes = bytes
    for _ in 0..<1 + stream.next(below: Self.placesMax) {
      let place = stream.next(below: max(1, min(limit, bytes.count)))
      switch stream.next(below: 6) {
      case 0: bytes[place] = UInt8(stream.next(below: 256))
      case 1: bytes[place] ^= 1 << UInt8(stream.next(below: 8))
      case 2:
        let end = min(bytes.count, place + 1 + stream.next(below: 20))
        bytes.removeSubrange(place..<end)
      case 3:
        bytes.insert(
          contentsOf: Self.fragments[stream.next(below: Self.fragments.count)], at: place)
      case 4:
        let fragment = Self.fragments[stream.next(below: Self.fragments.count)]
        let end = min(bytes.count, place + fragment.count)
        bytes.replaceSubrange(place..<end, with: fragment)
      default: bytes.removeLast(stream.next(below: bytes.count))
      }
      if bytes.isEmpty { return [] }
    }
    return bytes
  }

  /// Opens the folder; runs what opens, and returns whether it did.
  private func opens(_ folder: String) throws -> Bool {
    let model: HuggingFaceBackbone
    do {
      model = try HuggingFaceBackbone(folder: folder, backend: .openBLAS)
    } catch {
      #expect(!error.description.isEmpty && error.description.utf8.count < 2_000)
      return false
    }
    let states = model.pivotStates(of: [[1, 2, 3]], pivot: .mean, pool: WorkerPool(workers: 1))
    #expect(states[0].count == (model.layers + 1) * model.width)
    _ = model.weightsDigest
    return true
  }

  /// Header and data of `file` in a folder of `sample`, damaged a thousand times.
  private func fuzz(_ name: String, _ file: String, headerOnly: Bool) throws {
    NumericRuntime.useOneThreadPerCall()
    try withFolder { folder in
      let sample = try ModelSample.named(name)
      try sample.write(to: folder)
      let url = URL(fileURLWithPath: folder + "/" + file)
      let bytes = [UInt8](try Data(contentsOf: url))
      var limit = bytes.count
      if headerOnly { limit = 8 + Int(bytes[0]) + Int(bytes[1]) << 8 }
      var opened = 0
      try (0..<Self.cases).forEach { seed in
        try Data(damage(bytes, within: limit, seed: seed)).write(to: url)
        if try opens(folder) { opened += 1 }
      }
      // Some damage is harmless; if all were, or none, the test would test little.
      #expect(opened < Int(Self.cases) / 2)
      try Data(bytes).write(to: url)
      #expect(try opens(folder))
    }
  }

  @Test func damagedWeightsNeverCrash() throws {
    try fuzz("opt-350m", "model.safetensors", headerOnly: true)
  }

  @Test func damagedConfigurationsNeverCrash() throws {
    try fuzz("llama-3", "config.json", headerOnly: false)
  }

  @Test func damagedIndicesNeverCrash() throws {
    try fuzz("llama-grouped", "model.safetensors.index.json", headerOnly: false)
  }
}
