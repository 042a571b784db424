internal import LeakCheck

extension AuditReport {
  /// The report as JSON, with keys in a fixed order and a line feed at the end.
  public var json: String {
    var writer = JSONText()
    writer.object(indent: 0) { writer in
      writer.field("verdict", quoted(verdict.rawValue), indent: 1)
      writer.field("checks", array(checks.map(checkText), indent: 1), indent: 1)
    }
    return writer.text + "\n"
  }

  private func checkText(_ check: CheckResult) -> String {
    var writer = JSONText()
    writer.object(indent: 2) { writer in
      writer.field("id", quoted(check.id), indent: 3)
      writer.field("level", quoted(check.level.rawValue), indent: 3)
      writer.field("verdict", quoted(check.verdict.rawValue), indent: 3)
      writer.field("estimate", number(check.estimate), indent: 3)
      writer.field("low", number(check.low), indent: 3)
      writer.field("high", number(check.high), indent: 3)
      writer.field("baseline", number(check.baseline), indent: 3)
      writer.field("samples", "\(check.samples)", indent: 3)
      writer.field("evidence", quoted(check.evidence), indent: 3)
      writer.field("replay", quoted(check.replay), indent: 3)
      if !check.findings.isEmpty {
        writer.field("findings", array(check.findings.map(findingText), indent: 3), indent: 3)
      }
    }
    return writer.text
  }

  private func findingText(_ finding: Finding) -> String {
    var writer = JSONText()
    writer.object(indent: 4) { writer in
      writer.field("frame", "\(finding.frame)", indent: 5)
      writer.field(
        "bytes", "[\(finding.bytes.lowerBound), \(finding.bytes.upperBound)]", indent: 5)
      writer.field("field", quoted(finding.field), indent: 5)
      writer.field("secret", finding.secret.map { quoted($0.rawValue) } ?? "null", indent: 5)
      writer.field("encoding", finding.encoding.map(quoted) ?? "null", indent: 5)
      writer.field("message", quoted(finding.message), indent: 5)
    }
    return writer.text
  }

  private func array(_ items: [String], indent: Int) -> String {
    guard !items.isEmpty else { return "[]" }
    let margin = String(repeating: "  ", count: indent + 1)
    let body = items.map { margin + $0 }.joined(separator: ",\n")
    return "[\n\(body)\n\(String(repeating: "  ", count: indent))]"
  }

  /// The shortest decimal text that reads back as the same number; null for none.
  private func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "null" }
    return "\(value)"
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}

/// Collects the fields of one JSON object.
private struct JSONText {
  private(set) var text = ""
  private var isFirst = true

  mutating func object(indent: Int, _ body: (inout JSONText) -> Void) {
    text += "{\n"
    body(&self)
    text += "\n" + String(repeating: "  ", count: indent) + "}"
  }

  mutating func field(_ name: String, _ value: String, indent: Int) {
    if !isFirst { text += ",\n" }
    isFirst = false
    text += String(repeating: "  ", count: indent) + "\"\(name)\": \(value)"
  }
}
