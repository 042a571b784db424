import Foundation
import PrivateData
import Testing

@Suite struct SecretLinesTests {
  private func read(_ text: String) throws -> [JudgeRecord] {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("secrets-\(ProcessInfo.processInfo.globallyUniqueString)").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try SecretLines.read(path: path, classes: 3)
  }

  @Test func keysAreHexadecimalOrBase64() throws {
    let records = try read(
      """
      {"key": "00ff", "label": 2, "tokens": [7, 8], "text": "hi"}

      {"key": "AP8=", "label": 0}
      {"key": "0A0b0C", "label": 1, "extra": {}}
      """.replacingOccurrences(of: "AP8=", with: "AP+/"))
    #expect(records.map(\.key) == [[0, 255], [0, 255, 191], [10, 11, 12]])
    #expect(records.map(\.sample) == [0, 1, 2])
    #expect(records.map { $0.label.withRevealed { $0 } } == [2, 0, 1])
    #expect(records[0].tokens.withRevealed { $0 } == [7, 8])
    #expect(records[0].text.withRevealed { $0 } == Array("hi".utf8))
    #expect(records[1].tokens.withRevealed { $0.isEmpty })
  }

  @Test(arguments: [
    (#"{"label": 1}"#, ":2:1: error: the object has no `key`"),
    (#"{"key": "!hidden!", "label": 1}"#, "`key` must be 1 to"),
    (#"{"key": "", "label": 1}"#, "`key` must be 1 to"),
    (#"{"key": "aa", "label": 7}"#, "the label must be a whole number from 0 to 2"),
    (#"{"key": "aa", "label": "hidden"}"#, "`label` must be a whole number"),
    (#"{"key": "aa", "label": 1, "tokens": [-7]}"#, "`tokens` must be whole numbers"),
    (#"{"key": "aa", "label": 1, "tokens": ["hidden"]}"#, "`tokens` must be"),
    (#"{"key": "aa", "label": 1, "text": "hidden}"#, "expected a JSON object"),
    (#"{"key": "0b", "label": 1}"#, "line 1 has the same key"),
    (#"["hidden"]"#, "error:"),
  ])
  func aBadLineIsNamedWithoutItsContent(_ line: String, _ expected: String) {
    do {
      _ = try read(#"{"key": "0b", "label": 1}"# + "\n" + line)
      Issue.record("the line is bad")
    } catch {
      let text = "\(error)"
      #expect(text.contains(expected) && text.contains(":2:"), "\(text)")
      #expect(!text.contains("hidden"), "\(text)")
    }
  }

  @Test func noSecretsAreAnError() {
    #expect(throws: DataError.self) { try read("\n \n") }
  }
}
