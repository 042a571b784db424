/// A JSON value whose objects keep their order, so that its text is always the same.
public indirect enum JSONText: Sendable {
  /// Keys and values, in order.
  case object([(String, JSONText)])
  /// A list.
  case array([JSONText])
  /// A text.
  case string(String)
  /// A number as it shall stand in the text.
  case number(String)
  /// True or false.
  case boolean(Bool)
  /// No value.
  case null

  /// The shortest decimal number that reads back as `value`; null for none.
  public static func number(_ value: Double?) -> JSONText {
    guard let value, value.isFinite else { return .null }
    return .number("\(value)")
  }

  /// `text`, or null for none.
  public static func string(_ text: String?) -> JSONText { text.map { .string($0) } ?? .null }

  /// The value over several lines.
  public func rendered(indent: String = "") -> String {
    let inner = indent + "  "
    switch self {
    case .object(let members):
      guard !members.isEmpty else { return "{}" }
      let lines = members.map { key, value in
        "\(inner)\(JSONText.quoted(key)): \(value.rendered(indent: inner))"
      }
      return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
    case .array(let items):
      guard !items.isEmpty else { return "[]" }
      let lines = items.map { inner + $0.rendered(indent: inner) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
    case .string(let text): return JSONText.quoted(text)
    case .number(let text): return text
    case .boolean(let value): return value ? "true" : "false"
    case .null: return "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
