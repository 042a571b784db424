internal import Foundation

/// Reads the secrets of a client's samples from JSON Lines, one sample a line:
/// `{"key": "<hexadecimal or base64>", "label": 1, "tokens": [..], "text": ".."}`.
///
/// `tokens` and `text` may be left out. A key is hexadecimal where it is an even number of
/// hexadecimal digits, and base64 otherwise.
public enum SecretLines {
  /// Most bytes of a key.
  public static let keyLimit = 4_096

  private struct Line: Decodable {
    var key: String
    var label: Int
    var tokens: [Int]?
    var text: String?
  }

  /// The records in the order of the lines; `classes` is the declared number of classes.
  ///
  /// - Throws: `DataError` with line and column, never with a value.
  public static func read(path: String, classes: Int) throws(DataError) -> [JudgeRecord] {
    precondition(classes > 0, "there is at least one class")
    let file = try MappedFile(path: path)
    let decoder = JSONDecoder()
    var records: [JudgeRecord] = []
    var lineOfKey: [[UInt8]: Int] = [:]
    for (index, bytes) in file.bytes.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() {
      guard bytes.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
      let number = index + 1
      let line: Line
      do { line = try decoder.decode(Line.self, from: Data(bytes)) } catch {
        throw DataError(fault(error), file: path, line: number, column: 1)
      }
      let (record, code) = record(line, sample: records.count, classes)
      guard let record else { throw DataError(code, file: path, line: number, column: 1) }
      if let first = lineOfKey[record.key] {
        throw DataError(.sameKey(line: first), file: path, line: number, column: 1)
      }
      lineOfKey[record.key] = number
      records.append(record)
    }
    guard !records.isEmpty else {
      throw DataError(.tooFewRows(found: 0, wanted: 1), file: path)
    }
    return records
  }

  /// The record of a line, or why there is none.
  private static func record(
    _ line: Line, sample: Int, _ classes: Int
  ) -> (JudgeRecord?, DataError.Code) {
    let keyCode = DataError.Code.badType(
      name: "key", expected: "1 to \(keyLimit) bytes, in hexadecimal or base64")
    guard let key = bytes(line.key), (1...keyLimit).contains(key.count) else {
      return (nil, keyCode)
    }
    guard (0..<classes).contains(line.label) else { return (nil, .badLabel(classes: classes)) }
    let tokens = line.tokens ?? []
    guard tokens.allSatisfy({ (0...Int(Int32.max)).contains($0) }) else {
      return (nil, .badType(name: "tokens", expected: "whole numbers of 0 to 2^31 - 1"))
    }
    let record = JudgeRecord(
      key: key, sample: sample, label: Secret(line.label), tokens: Secret(tokens),
      text: Secret(Array((line.text ?? "").utf8)))
    return (record, keyCode)
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count % 2 == 0, !digits.contains(nil) else {
      return Data(base64Encoded: text).map { [UInt8]($0) }
    }
    return stride(from: 0, to: digits.count, by: 2).map { index in
      UInt8((digits[index] ?? 0) << 4 | (digits[index + 1] ?? 0))
    }
  }

  /// What a decoder's error says, without the values.
  private static func fault(_ error: any Error) -> DataError.Code {
    let expected = ["key": "a text", "label": "a whole number", "text": "a text"]
    switch error as? DecodingError {
    case .keyNotFound(let key, _)?: return .missingKey(name: key.stringValue)
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      guard let name = context.codingPath.first?.stringValue else { break }
      return .badType(name: name, expected: expected[name] ?? "a list of whole numbers")
    // Foundation tells neither apart what is no JSON and what is too large, nor where it is.
    default: break
    }
    return .notJSON(reason: "the line is none, or a number in it is out of range")
  }
}
