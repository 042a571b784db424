import Foundation
import Testing
import Wire

struct WireSchemaTests {
  /// The hand-written schema and the .proto file must describe the same closed world.
  @Test func theSchemaEqualsTheProtoFile() throws {
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
    for message in WireSchema.standard.messages {
      let declared = message.fields.map { field in
        let packed = field.type == .packedFixed32
        return "\(field.number) \(field.name) \(field.repeated || packed)"
      }
      #expect(found[message.name] == declared, "\(message.name)")
    }
    #expect(found.count == WireSchema.standard.messages.count)
  }
}
