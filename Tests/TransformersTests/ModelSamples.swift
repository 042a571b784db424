import Determinism
import Foundation
import Tensors
import Testing
import Transformers

/// How near a number must be to its reference value.
struct Tolerance {
  var relative: Double
  var absolute: Double

  func agree(_ got: Double, _ want: Double) -> Bool {
    abs(got - want) <= max(absolute, relative * abs(want))
  }
}

/// Of float32 rounding in a few layers, between two orders of the same operations.
enum ModelTolerance {
  static let states = Tolerance(relative: 2e-5, absolute: 1e-5)

  /// Whether `got` is as near to `want` as two float32 implementations must be.
  static func agree(_ got: Double, _ want: Double) -> Bool { states.agree(got, want) }
}

/// Runs `body` with the path of a folder that is removed afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("models-\(ProcessInfo.processInfo.globallyUniqueString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// Sums and elements of a tensor, as Fixtures/make_models.py writes them.
struct TensorSummary: Decodable {
  var sum: Double
  var absolute: Double
  var position: Double
  var first: [Double]
  var last: [Double]

  /// What disagrees with `values` beyond `tolerance`; nil if nothing does.
  func disagreement(
    with values: ArraySlice<Float>, _ tolerance: Tolerance = ModelTolerance.states
  ) -> String? {
    let flat = values.map(Double.init)
    guard flat.allSatisfy(\.isFinite) else { return "a value that is not finite" }
    let count = Double(flat.count)
    let bound = tolerance.relative * absolute + tolerance.absolute * count
    let mass = flat.reduce(0) { $0 + abs($1) }
    let order = flat.enumerated().reduce(0) { $0 + $1.element * Double($1.offset + 1) / count }
    let pairs = [
      ("sum", flat.reduce(0, +), sum), ("mass", mass, absolute), ("order", order, position),
    ]
    for (name, got, want) in pairs where abs(got - want) > bound {
      return "\(name) \(got) is not \(want)"
    }
    let elements = Array(zip(flat, first)) + zip(flat.suffix(last.count), last)
    for (got, want) in elements where !tolerance.agree(got, want) {
      return "element \(got) is not \(want)"
    }
    return nil
  }
}

/// What PyTorch computes for one sequence.
struct SequenceReference: Decodable {
  var ids: [Int]
  var levels: [TensorSummary]
  var logits: [Double]?
}

/// A small model and what PyTorch computes with it.
struct ModelSample: Decodable, CustomTestStringConvertible {
  struct Tensor: Decodable {
    var name: String
    var shape: [Int]
  }

  var name: String
  var config: String
  var type: String
  var shards: Int
  var tensors: [Tensor]
  var sequences: [SequenceReference]

  var testDescription: String { name }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")

  /// The contents of a file of reference values.
  static func fixture<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(
      type, from: Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// All committed models; empty, and so failing a test of its own, when they cannot be read.
  static let all = (try? fixture("models.json", as: [ModelSample].self)) ?? []

  /// The committed model of that name.
  static func named(_ name: String) throws -> ModelSample {
    try #require(all.first { $0.name == name }, "run Fixtures/make_models.py")
  }

  /// The script's `mixed`.
  static func mixed(_ name: String, _ count: Int) -> [Double] {
    var salt: UInt32 = 2_166_136_261
    for byte in name.utf8 { salt = (salt ^ UInt32(byte)) &* 16_777_619 }
    return (0..<count).map { index in
      var x = UInt32(truncatingIfNeeded: index) &* 2_654_435_761 &+ salt
      x ^= x >> 15
      x = x &* 2_246_822_519
      x ^= x >> 13
      return Double(x >> 8) / 8_388_608 - 1
    }
  }

  /// The script's `weights`.
  static func weights(_ tensor: Tensor) -> [Float] {
    let values = mixed(tensor.name, tensor.shape.reduce(1, *))
    let lower = tensor.name.lowercased()
    if tensor.shape.count == 1 {
      let isGain =
        (lower.contains("norm") || lower.contains("ln_")) && tensor.name.hasSuffix("weight")
      return values.map { Float((isGain ? 1 : 0) + 0.2 * $0) }
    }
    if lower.contains("embed") || lower.contains("wte") || lower.contains("wpe") {
      return values.map { Float(0.8 * $0) }
    }
    let scale = 1.5 / Double(tensor.shape.last ?? 1).squareRoot()
    return values.map { Float(scale * $0) }
  }

  /// Writes the model's folder as Hugging Face would.
  func write(to folder: String) throws {
    try Data(config.utf8).write(to: URL(fileURLWithPath: folder + "/config.json"))
    var map: [String] = []
    for shard in 0..<shards {
      let share = tensors.indices.filter { $0 % shards == shard }.map { tensors[$0] }
      let file = shards == 1 ? "model.safetensors" : "part-\(shard).safetensors"
      try write(share, to: folder + "/" + file)
      map += share.map { "\"\($0.name)\": \"\(file)\"" }
    }
    guard shards > 1 else { return }
    let index = "{\"metadata\": {}, \"weight_map\": {\(map.joined(separator: ", "))}}"
    try Data(index.utf8)
      .write(to: URL(fileURLWithPath: folder + "/model.safetensors.index.json"))
  }

  private func write(_ share: [Tensor], to path: String) throws {
    let kind = TensorType(name: type)
    let writer = try SafetensorsWriter(
      path: path, tensors: share.map { .init($0.name, kind, $0.shape) },
      metadata: [("format", "pt")])
    for tensor in share {
      let values = Self.weights(tensor)
      switch kind {
      case .float16: try writer.append(bits: values.map { Float16($0).bitPattern }, as: kind)
      case .bfloat16: try writer.append(bits: values.map(Self.bfloat), as: kind)
      default: try writer.append(values)
      }
    }
    try writer.finish()
  }

  /// The nearest bfloat16, ties to even.
  private static func bfloat(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
  }

  /// Runs `body` with the model, loaded from a folder that is removed afterwards.
  func withModel<Result>(
    _ backend: MatrixBackend = .openBLAS, _ body: (HuggingFaceBackbone) throws -> Result
  ) throws -> Result {
    // Bits hold for one BLAS thread a call, which is what the program sets, too.
    NumericRuntime.useOneThreadPerCall()
    return try withFolder { folder in
      try write(to: folder)
      return try body(HuggingFaceBackbone(folder: folder, backend: backend))
    }
  }
}
