/// Text from outside, fit for a terminal: what would move its cursor is written out.
public enum TerminalText {
  /// `text` with its line feeds and without other control characters.
  public static func lines(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { $0 += $1 == "\n" ? "\n" : shown($1) }
  }

  /// One character as it may be shown.
  static func shown(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
      "<U+\(codePoint(scalar.value))>"
    default: String(scalar)
    }
  }

  /// A number as Unicode writes it, at least four digits.
  static func codePoint(_ number: UInt32) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
