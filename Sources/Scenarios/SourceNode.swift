/// A YAML value and where it stands, independent of the YAML library.
struct SourceNode: Sendable {
  /// What the value is.
  enum Content: Sendable {
    /// A scalar as written; quoted ones are text, whatever they look like.
    case scalar(String, isQuoted: Bool)
    case sequence([SourceNode])
    case mapping([Entry])
  }

  /// A key and its value.
  struct Entry: Sendable {
    let key: String
    let keyOrigin: ScenarioProblem.Origin
    var value: SourceNode
  }

  var content: Content
  let origin: ScenarioProblem.Origin

  /// The value as messages name it.
  var found: ScenarioProblem.Found {
    switch content {
    case .scalar(let text, let isQuoted):
      !isQuoted && SourceNode.nullSpellings.contains(text) ? .nothing : .text(text)
    case .sequence: .list
    case .mapping: .mapping
    }
  }

  /// The keys and values of a mapping, or nil.
  var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// Whether a YAML reader would take the plain scalar `text` for something else than text.
  static func isAmbiguous(_ text: String) -> Bool {
    if nullSpellings.contains(text) || wordSpellings.contains(text.lowercased()) { return true }
    let sign = text.hasPrefix("+") || text.hasPrefix("-") ? 1 : 0
    let unsigned = text.dropFirst(sign)
    if specialNumbers.contains(unsigned.lowercased()) { return true }
    let number = unsigned.hasPrefix(".") ? "0" + unsigned : String(unsigned)
    return DecimalNumber.reading(number[...]).map { $0.rest.isEmpty } ?? false
  }

  private static let nullSpellings = ["", "~", "null", "Null", "NULL"]
  private static let wordSpellings = ["true", "false"]
  private static let specialNumbers = [".inf", ".nan"]
}
