import Foundation
import Testing
import Wire

struct WireSchemaTests {
  /// The hand-written schemas and the .proto file must describe the same closed world.
  @Test func theSchemasEqualTheProtoFile() throws {
    let proto = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Wire/sidelight.proto")
    let text = try String(contentsOf: proto, encoding: .utf8)
    var message = ""
    var found: [String: [String]] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      if words.first == "message", words.count > 1 { message = words[1] }
      if words.first == "enum" { message = "" }
      guard !message.isEmpty, let equals = words.firstIndex(of: "="), equals >= 2,
        words.first != "//", let number = Int(words[equals + 1].dropLast())
      else { continue }
      let repeated = words.contains("repeated")
      found[message, default: []].append("\(number) \(words[equals - 1]) \(repeated)")
    }
    // Each method speaks a part of the file, and all of them together speak all of it.
    var spoken: [String: Set<String>] = [:]
    for message in SessionMethod.allCases.flatMap({ WireSchema.own($0).messages }) {
      for field in message.fields {
        let packed = field.type == .packedFixed32
        let line = "\(field.number) \(field.name) \(field.repeated || packed)"
        #expect(found[message.name]?.contains(line) == true, "\(message.name): \(line)")
        spoken[message.name, default: []].insert(line)
      }
    }
    #expect(spoken == found.mapValues { Set($0) })
  }

  @Test func theStandardSchemaIsThatOfPAE() throws {
    #expect(WireSchema.own(.pae) == WireSchema.standard)
    let names = WireSchema.standard.messages.map(\.name)
    #expect(names.count == 11 && !names.contains("CutBatch"))
    let sample = try #require(WireSchema.standard.messages.first { $0.name == "Sample" })
    #expect(sample.fields.map(\.name) == ["key", "activations", "delta"])
  }
}
