import Determinism
import Foundation
import TestSupport
import Testing
import Wire

@Suite struct ProtoParserTests {
  private func messages(_ text: String) throws -> [WireSchema.Message] {
    try ProtoParser.messages(in: Array(text.utf8), path: "a.proto")
  }

  private func complaint(_ text: String) -> String? {
    do {
      _ = try messages(text)
      return nil
    } catch { return "\(error)" }
  }

  @Test func everyDeclarationIsReadOrReadOver() throws {
    let found = try messages(
      """
      // A comment, and "text" in it.
      syntax = "proto3";
      package outer.inner;
      option (custom).thing = { a: 1; b: [2] };
      /* Another
         comment. */
      message A {
        reserved 4, 9 to max; reserved "old";
        message Nested { optional double value = 1; }
        enum Kind { NONE = 0; SOME = 0x10; LESS = -1 [deprecated = true]; }
        repeated Nested nested = 2 [packed = true, (x) = "]"];
        Kind kind = 1;
        oneof choice { string text = 5; .outer.inner.B b = 6; }
        map<string, Nested> table = 3;;
        extensions 100 to 200;
      }
      message B { required sint64 number = 1; bytes data = 2; }
      service S { rpc Call (A) returns (stream B) { option x = 1; } }
      """)
    #expect(
      found.map(\.name) == [
        "outer.inner.A", "outer.inner.A.Nested", "outer.inner.A.#table", "outer.inner.B",
      ])
    let fields = found[0].fields
    #expect(fields.map(\.name) == ["kind", "nested", "table", "text", "b"])
    #expect(fields[0].type == .enumeration([0, 16, UInt64.max]))
    #expect(fields[1].type == .message("outer.inner.A.Nested") && fields[1].repeated)
    #expect(fields[2].type == .message("outer.inner.A.#table") && fields[2].repeated)
    #expect(fields[3].oneof == "choice" && fields[4].type == .message("outer.inner.B"))
    #expect(found[1].fields[0].type == .number(.double))
    #expect(!found[3].fields[0].optional && found[3].fields[1].optional)
  }

  @Test func ourOwnFileGivesTheFieldsOfOurSchema() throws {
    let proto = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Wire/sidelight.proto")
    let found = try ProtoParser.messages(
      in: Array(try Data(contentsOf: proto)), path: proto.path)
    // A method speaks a part of the file, and all methods together speak all of it.
    let schemas = SessionMethod.allCases.map(WireSchema.own)
    var spoken: [String: Set<Int>] = [:]
    for message in schemas.flatMap(\.messages) {
      let name = "sidelight.v1.\(message.name)"
      let other = try #require(found.first { $0.name == name }, "\(name)")
      for field in message.fields {
        let twin = try #require(other.fields.first { $0.number == field.number }, "\(field)")
        #expect(twin.name == field.name, "\(name)")
        spoken[name, default: []].insert(field.number)
      }
    }
    for message in found {
      #expect(spoken[message.name] == Set(message.fields.map(\.number)), "\(message.name)")
    }
  }

  @Test(arguments: [
    ("message A {", "1:12: error: the message does not end"),
    ("message A { int32 a = 0; }", "1:23: error: the number is out of range"),
    ("message A { int32 a = 19000; }", "1:23: error: the number is out of range"),
    ("message A { int32 a = 1; int64 b = 1; }", "1:32: error: 'b = 1' is taken already"),
    ("message A {}\nmessage A {}", "2:9: error: 'A' is taken already"),
    ("message A { Missing a = 1; }", "1:13: error: no message or enum is called 'Missing'"),
    (
      "import \"google/protobuf/any.proto\";",
      "1:1: error: imports are not followed; copy the messages that are used into this file"
    ),
    ("message A { repeated group B = 1 {} }", "1:22: error: groups are not read"),
    ("edition = \"2023\";", "1:1: error: editions are not read"),
    ("/* open", "1:1: error: the comment does not end"), ("message \"A\" {}", "1:9: error: a name"),
    ("message A { option x = \"open\n\"; }", "error: the text does not end"),
    ("message A { map<bytes, int32> m = 1; }", "error: a whole number's or a text's type"),
    ("message A { int32 a = 1 }", "1:25: error: `;` should stand here"),
    ("\u{7}", "1:1: error: no .proto file holds this here"),
  ])
  func aFaultHasItsPlace(_ text: String, _ expected: String) {
    let found = complaint(text)
    #expect(found?.contains(expected) == true, "\(found ?? "no error")")
  }

  @Test func everyChangedFileEndsInMessagesOrAnError() throws {
    let proto = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Wire/sidelight.proto")
    let whole = Array(try Data(contentsOf: proto))
    let pieces = ["{", "}", ";", "message ", "oneof a {", "map<", "\"", "/*", "= 1", "[", "enum "]
    withEvery("seed", in: 0..<3_000) { seed in
      var stream = Seed(seed).stream("fuzz", ledger: nil)
      var file = whole
      for _ in 0...stream.next(below: 5) {
        let place = stream.next(below: file.count)
        switch stream.next(below: 3) {
        case 0: file[place] = stream.bytes(1)[0]
        case 1:
          file.insert(contentsOf: pieces[stream.next(below: pieces.count)].utf8, at: place)
        default: file.removeSubrange(place..<min(file.count, place + stream.next(below: 40) + 1))
        }
        if file.isEmpty { break }
      }
      do { _ = try ProtoParser.messages(in: file, path: "a.proto") } catch is ProtoError {}
    }
    let deep = String(repeating: "message A {", count: 100_000)
    #expect(complaint(deep)?.contains("more, or deeper") == true)
  }
}
