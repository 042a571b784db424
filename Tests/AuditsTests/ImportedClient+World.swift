import Determinism
import LeakCheck
import PrivateData
import Traces
import Wire

/// A client that is not ours, made from random numbers, into which tests plant leaks.
struct ForeignWorld {
  /// What the client does wrong.
  enum Leak {
    case none
    /// The label in a field that the map does not list, left out where it is 0.
    case labelInUnlistedField
    /// The label in a bit of a field that the map allows.
    case labelInAllowedField
    /// The token ids of a batch in a field that the map allows.
    case tokensInAllowedField
    /// The published target: one positive entry.
    case deltaOfTheLabel
    /// A field that no schema knows, in either direction.
    case unknownField
    case unknownFieldFromServer
    /// A sample with a short delta.
    case shortDelta
  }

  static let samples = 256
  static let batch = 32

  var labels: [Int] = []
  var tokens: [[Int]] = []
  var frames: [TraceFrame] = []
  private var keys: [[UInt8]] = []

  /// Keys, activations and deltas follow from `seed`, labels and tokens from `secrets`.
  init(_ leak: Leak = .none, seed: UInt64 = 1, secrets: UInt64 = 1, delay: UInt64 = 1_000) {
    var stream = Seed(seed).stream("world", ledger: nil)
    var own = Seed(secrets).stream("secrets", ledger: nil)
    for _ in 0..<Self.samples {
      labels.append(own.next(below: 2))
      tokens.append((0..<12).map { _ in 200 + own.next(below: 3_000) })
      keys.append(stream.bytes(12))
    }
    var time: UInt64 = 0
    func add(_ payload: [UInt8], _ direction: TraceDirection) {
      time += delay
      let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: payload.count >> $0) }
      frames.append(
        TraceFrame(
          time: SimInstant(nanoseconds: time), direction: direction, flow: 1,
          kind: direction == .toServer ? 1 : 16, bytes: length + payload))
    }
    for first in stride(from: 0, to: Self.samples, by: Self.batch) {
      var content: [UInt8] = []
      for index in first..<first + Self.batch {
        content += Self.field(1, sample(index, leak, &stream))
      }
      if leak == .tokensInAllowedField {
        let ids = tokens[first..<first + Self.batch].flatMap { $0 }
        content += Self.field(2, ids.flatMap(Self.varint))
      }
      if leak == .unknownField { content += Self.field(9, [1]) }
      add(Self.field(1, content), .toServer)
      let extra = leak == .unknownFieldFromServer ? Self.field(9, [1]) : []
      add([0x0D, 1, 0, 0, 0] + extra, .toDevice)
    }
  }

  private func sample(_ index: Int, _ leak: Leak, _ stream: inout RandomStream) -> [UInt8] {
    var delta = stream.normals(2, deviation: 1)
    if leak == .deltaOfTheLabel { delta = labels[index] == 0 ? [0.4, -0.4] : [-0.4, 0.4] }
    if leak == .shortDelta, index == 3 { delta.removeLast() }
    var bytes = Self.field(1, keys[index])
    bytes += Self.field(2, Self.pack(stream.normals(4, deviation: 1)))
    bytes += Self.field(3, Self.pack(delta))
    if leak == .labelInUnlistedField, labels[index] > 0 { bytes += [0x20, 1] }
    if leak == .labelInAllowedField {
      // Odd for one class and even for the other.
      bytes += [0x28, UInt8(2 * stream.next(below: 60) + labels[index])]
    }
    return bytes
  }

  private static func pack(_ values: [Float]) -> [UInt8] { ActivationFormat.fp32.pack(values) }

  private static func varint(_ value: Int) -> [UInt8] {
    var (bytes, rest): ([UInt8], Int) = ([], value)
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    [number << 3 | 2] + varint(content.count) + content
  }

  /// The judge's records, with keys as an import names them.
  var records: [JudgeRecord] {
    labels.indices.map { index in
      JudgeRecord(
        key: SampleKey(naming: keys[index]).bytes, sample: index, label: Secret(labels[index]),
        tokens: Secret(tokens[index]), text: Secret(Array("note \(index) \(tokens[index])".utf8)))
    }
  }

  /// The map of the client.
  static var client: ImportedClient {
    let schema = WireSchema(
      deviceRoot: "Up", serverRoot: "Down",
      messages: [
        WireSchema.Message("Up", [WireSchema.Field(1, "batch", .message("Batch"), oneof: "body")]),
        WireSchema.Message(
          "Batch",
          [
            WireSchema.Field(1, "samples", .message("Sample"), repeated: true),
            WireSchema.Field(2, "hints", .number(.int32), repeated: true),
          ]),
        WireSchema.Message(
          "Sample",
          [
            WireSchema.Field(1, "id", .bytes(.any)), WireSchema.Field(2, "values", .bytes(.any)),
            WireSchema.Field(3, "delta", .number(.float), repeated: true),
            WireSchema.Field(4, "debug", .number(.int32)),
            WireSchema.Field(5, "flags", .number(.uint32)),
          ]),
        WireSchema.Message("Down", [WireSchema.Field(1, "received", .number(.fixed32))]),
      ], framing: .u32BigEndian,
      roles: [
        WireSchema.Assignment("batch.samples.id", .key),
        WireSchema.Assignment("batch.samples.values", .activations),
        WireSchema.Assignment("batch.samples.delta", .delta),
        WireSchema.Assignment("batch.samples.flags", .allowed),
        WireSchema.Assignment("batch.hints", .allowed),
        WireSchema.Assignment("received", .allowed),
      ])
    guard let tree = SchemaTree(schema) else { preconditionFailure("the schema is finite") }
    return ImportedClient(
      tree: tree,
      sizes: SessionSizes(
        layers: 2, width: 2, classes: 2, format: .fp32, samples: samples, batch: batch))
  }
}
