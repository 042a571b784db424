import Foundation
import Scenarios
import Testing
import Wire

@Suite struct ClientMapTests {
  private static let checks = ["schema.fields", "label.sign"]
  private static let good = """
    port: 7000
    framing: varint
    to_server: Up
    to_device: Down
    session: { layers: 2, width: 4, classes: 3, format: fp16, batch: 8 }
    fields:
      batch.samples.id: key
      batch.samples.values: activations
      batch.samples.delta: delta
      note: allowed
    leave_out:
      - { check: label.sign, reason: "no \\"delta\\", yet" }
    messages:
      Up:
        1: { name: batch, type: Batch, oneof: body }
        2: { name: hint, type: enum, values: [0, 1, 18446744073709551615], oneof: body }
      Batch:
        7: { name: samples, type: Sample, repeated: true }
      Sample:
        1: { name: id, type: string }
        2: { name: values, type: bytes, required: true }
        3: { name: delta, type: float, repeated: true }
      Down:
        1: { name: note, type: bool }
      Unused:
        1: { name: own, type: Unused }

    """

  private func load(_ text: String, proto: String? = nil) throws -> ClientMap {
    try ClientMapLoader.load(
      contents: Array(text.utf8), path: "m.yaml", proto: proto, checks: Self.checks)
  }

  private func complaint(_ text: String) -> String {
    do {
      _ = try load(text)
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func aMapIsReadWhole() throws {
    let map = try load(Self.good)
    #expect(map.port == 7_000 && map.tree.schema.framing == .varint)
    #expect(
      map.sizes == SessionSizes(layers: 2, width: 4, classes: 3, format: .fp16, batch: 8))
    #expect(map.leftOut == [ClientMap.LeftOut(check: "label.sign", reason: "no \"delta\", yet")])
    #expect(map.tree.nodes.filter { $0.role == .key }.map(\.path) == ["batch.samples.id"])
    if case .message(let node) = map.tree.sample {
      #expect(map.tree.nodes[node].path == "batch.samples")
    } else {
      Issue.record("samples are messages")
    }
    #expect(map.sizes.byteCount(of: .delta, as: .number(.float)) == 12)
    #expect(map.sizes.byteCount(of: .activations, as: .bytes(.any)) == 16)
  }

  @Test func theResolvedMapNeedsNoOtherFileAndReadsTheSame() throws {
    let map = try load(Self.good)
    let again = try load(map.resolvedYAML)
    #expect(again.resolvedYAML == map.resolvedYAML && again.digest == map.digest)
    #expect(again.tree.schema == map.tree.schema && again.sizes == map.sizes)
    #expect(!map.resolvedYAML.contains("Unused"))
    #expect(try load(Self.good.replacingOccurrences(of: "7000", with: "7001")).digest != map.digest)
  }

  @Test(arguments: [
    ("framing: varint", "framing: varnt", "m.yaml:2:10: error: framing: unknown value 'varnt'"),
    ("port: 7000", "prot: 7000", "m.yaml:1:1: error: prot: unknown key; did you mean 'port'?"),
    ("port: 7000", "port: 70000", "m.yaml:1:7: error: port: must be from 1 to 65535"),
    ("to_server: Up", "to_server: Upp", "unknown value 'Upp'"),
    ("classes: 3", "classes: 1", "session.classes: must be from 2 to 1000"),
    (", classes: 3", "", "m.yaml:5:10: error: session.classes: missing"),
    (
      "samples.id: key", "samples.it: key",
      "m.yaml:7:3: error: fields.batch.samples.it: unknown key; did you mean 'batch.samples.id'?"
    ),
    ("samples.id: key", "samples.id: kay", "unknown value 'kay'"),
    ("samples.id: key", "samples.id: allowed", "no field that travels to the server is the `key`"),
    ("samples.delta: delta", "samples.delta: key", "another field is the key already"),
    ("batch.samples.id: key", "batch.samples: key", "a message can only be `allowed`"),
    ("note: allowed", "batch: delta", "a message can only be `allowed`"),
    ("check: label.sign", "check: label.sing", "did you mean 'label.sign'?"),
    ("type: Batch,", "type: Bacth,", "did you mean 'Batch'?"),
    ("    7: {", "    x: {", "expected a field's number, found 'x'"),
    ("type: Sample,", "type: Up,", "hold themselves"),
    ("type: bool", "type: bool, values: [1]", "has a meaning only with type: enum"),
    ("messages:\n", "proto: a.proto\nmessages:\n", "has no meaning beside `messages`"),
    ("type: string", "type: string, repeated: true", "a sample has one key"),
  ])
  func everyFaultHasItsPlaceAndTheNearestWord(
    _ old: String, _ new: String, _ expected: String
  ) {
    let found = complaint(Self.good.replacingOccurrences(of: old, with: new))
    #expect(found.contains(expected), "\(found)")
  }

  @Test func aMapWithoutMessagesIsAnError() {
    let bare = "framing: grpc\nto_server: A\nto_device: A\nsession: { classes: 2 }\nfields: {}\n"
    #expect(complaint(bare).contains("name a .proto file"))
    #expect(complaint(bare + "messages: {}\n").contains("there are no messages"))
    #expect(complaint(bare + "proto: missing.proto\n").contains("no such file"))
    #expect(complaint("").contains("the file holds no map"))
    #expect(complaint("- 1").contains("expected a mapping"))
  }

  @Test func theProtoFileIsFoundBesideTheMap() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("map-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let proto = "package p; message M { bytes id = 1; } message N { M m = 1; }"
    try Data(proto.utf8).write(to: folder.appendingPathComponent("a.proto"))
    let text = """
      framing: grpc
      proto: a.proto
      to_server: N
      to_device: p.M
      session: { classes: 2 }
      fields: { m.id: key, id: allowed }
      """
    let path = folder.appendingPathComponent("map.yaml").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let map = try ClientMapLoader.load(path: path, checks: Self.checks)
    #expect(map.tree.schema.deviceRoot == "p.N" && map.port == nil)
    let other = folder.appendingPathComponent("b.proto").path
    try Data("message N { bad }".utf8).write(to: URL(fileURLWithPath: other))
    #expect(throws: ProtoError.self) {
      try ClientMapLoader.load(path: path, proto: other, checks: Self.checks)
    }
  }
}
