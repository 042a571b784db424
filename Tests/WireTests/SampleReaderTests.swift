import Determinism
import Testing
import Wire

/// What anybody can read by the schema alone.
@Suite struct SampleReaderTests {
  private let shape = SessionShape(
    layers: 2, width: 3, classes: 4, samples: 6, batch: 3, format: .fp16)

  private func uploads(_ stream: inout RandomStream) -> [UploadedSample] {
    (0..<3).map { _ in
      UploadedSample(
        key: SampleKey(drawnFrom: &stream), activations: stream.normals(6, deviation: 1),
        delta: stream.normals(4, deviation: 1))
    }
  }

  @Test func ourMessagesReadAsTheDecoderReadsThem() throws {
    var stream = Seed(5).stream("samples", ledger: nil)
    let sent = uploads(&stream)
    let frame = DeviceMessage.samples(sequence: 1, sent).encoded(format: shape.format)
    guard case .samples(_, let decoded) = try DeviceMessage(frame: frame, session: shape) else {
      Issue.record("the frame holds samples")
      return
    }
    let reader = SampleReader()
    let read = reader.samples(in: frame, kind: 2)
    #expect(read.map(\.key) == decoded.map(\.key))
    #expect(read.map(\.delta) == decoded.map(\.delta))
    #expect(reader.keys(in: frame, kind: 2, fromDevice: true) == sent.map(\.key))
    let resend = ServerMessage.resend(sent.map(\.key)).encoded()
    #expect(reader.keys(in: resend, kind: 18, fromDevice: false) == sent.map(\.key))
    let hello = DeviceMessage.hello(shape).encoded(format: shape.format)
    #expect(reader.samples(in: hello, kind: 1).isEmpty)
  }

  /// One sample a frame, a delta of any number type, packed or not.
  private func deltas(_ type: NumberType, _ payload: [UInt8]) throws -> [ObservedSample] {
    let tree = try #require(
      SchemaTree(
        WireSchema(
          deviceRoot: "Up", serverRoot: "Up",
          messages: [
            WireSchema.Message(
              "Up",
              [
                WireSchema.Field(1, "id", .text),
                WireSchema.Field(2, "delta", .number(type), repeated: true),
              ])
          ], framing: .varint,
          roles: [
            WireSchema.Assignment("id", .key), WireSchema.Assignment("delta", .delta),
          ])))
    #expect(tree.sample == .frame)
    return SampleReader(tree).samples(in: [UInt8(payload.count)] + payload, kind: 0)
  }

  @Test func deltasOfEveryNumberTypeAreRead() throws {
    let key: [UInt8] = [0x0A, 1, 0x41]
    let name = SampleKey(naming: [0x41])
    #expect(
      try deltas(.float, key + [0x12, 8, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
        == [ObservedSample(key: name, delta: [1, -2])])
    #expect(
      try deltas(.float, key + [0x15, 0, 0, 0x80, 0x3F, 0x15, 0, 0, 0, 0xC0])
        == [ObservedSample(key: name, delta: [1, -2])])
    #expect(try deltas(.double, key + [0x11, 0, 0, 0, 0, 0, 0, 0, 0x40])[0].delta == [2])
    #expect(try deltas(.sint32, key + [0x12, 2, 1, 4])[0].delta == [-1, 2])
    #expect(try deltas(.uint32, key + [0x12, 3, 5, 0x80, 1])[0].delta == [5, 128])
    #expect(
      try deltas(.int32, key + [0x12, 10] + [UInt8](repeating: 0xFF, count: 9) + [1])[0].delta
        == [-1])
    #expect(try deltas(.sfixed32, key + [0x15, 0xFE, 0xFF, 0xFF, 0xFF])[0].delta == [-2])
    #expect(try deltas(.float, [0x15, 0, 0, 0x80, 0x3F]).isEmpty, "a sample without a key is none")
  }

  @Test func aSchemaWithoutEndHasNoTree() {
    let loop = WireSchema.Message("A", [WireSchema.Field(1, "a", .message("A"))])
    func tree(_ messages: [WireSchema.Message]) -> SchemaTree? {
      SchemaTree(
        WireSchema(
          deviceRoot: messages[0].name, serverRoot: messages[0].name, messages: messages,
          framing: .grpc, roles: []))
    }
    #expect(tree([loop]) == nil)
    // Twenty levels of two fields each would be a million fields.
    let wide = (0..<20).map { level in
      WireSchema.Message(
        "L\(level)", [1, 2].map { WireSchema.Field($0, "f\($0)", .message("L\(level + 1)")) })
    }
    #expect(tree(wide + [WireSchema.Message("L20", [])]) == nil)
  }

  @Test func bitsBeyondATypeAreNoValueOfIt() {
    #expect(NumberType.bool.accepts(1) && !NumberType.bool.accepts(2))
    #expect(NumberType.int32.accepts(UInt64.max) && !NumberType.int32.accepts(1 << 31))
    #expect(NumberType.uint32.accepts(1 << 31) && !NumberType.uint32.accepts(1 << 32))
    #expect(NumberType.int64.accepts(UInt64.max))
  }
}
