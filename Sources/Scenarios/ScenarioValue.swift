/// A scalar value of a scenario, after its text has been understood.
enum ScenarioValue: Equatable {
  case integer(UInt64)
  case real(Double)
  case text(String)
  case span(ClosedRange<Int>)
}

/// A range of real numbers whose ends may be excluded.
struct RealRange {
  let lower: Double
  let upper: Double
  let excludesLower: Bool
  let excludesUpper: Bool

  init(lower: Double, upper: Double, excludesLower: Bool = false, excludesUpper: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.excludesLower = excludesLower
    self.excludesUpper = excludesUpper
  }

  /// A range with both ends.
  init(_ range: ClosedRange<Double>) {
    self.init(lower: range.lowerBound, upper: range.upperBound)
  }

  func contains(_ value: Double) -> Bool {
    (excludesLower ? value > lower : value >= lower)
      && (excludesUpper ? value < upper : value <= upper)
  }

  /// The range in words.
  var words: String {
    let low = "\(excludesLower ? "above" : "at least") \(ScalarKind.text(lower))"
    let high = "\(excludesUpper ? "below" : "at most") \(ScalarKind.text(upper))"
    return "\(low) and \(high)"
  }
}

/// What kind of scalar a key takes: how it is read, written and described.
enum ScalarKind {
  /// A whole number.
  case integer(ClosedRange<UInt64>)
  /// A real number.
  case real(RealRange)
  /// A share of one: `0.001` or `0.1 %`.
  case share(RealRange)
  /// One of several words.
  case choice([String])
  /// A name that can be a folder's.
  case name
  /// A file's path.
  case path
  /// A number with a unit, in base units.
  case quantity(UnitFamily, ClosedRange<UInt64>)
  /// A whole number, or two as `24-64`.
  case span(ClosedRange<Int>)
  /// `true` or `false`.
  case flag
  /// A whole number, or `all`.
  case count(ClosedRange<UInt64>)
  /// A column's place, counted from one, or its name.
  case column

  /// The canonical text of a real number, in a form that every YAML reader takes for a number.
  static func text(_ value: Double) -> String {
    let text = value.description
    if text.hasSuffix(".0") { return String(text.dropLast(2)) }
    // YAML 1.1 readers want a point before the exponent: `1.0e-08`.
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }

  /// The value as it stands in a file.
  func canonical(_ value: ScenarioValue) -> String {
    switch (self, value) {
    case (.quantity(let family, _), .integer(let number)): family.canonical(number)
    case (_, .integer(let number)): "\(number)"
    case (_, .real(let number)): ScalarKind.text(number)
    case (.choice, .text(let text)), (.flag, .text(let text)), (.count, .text(let text)): text
    case (_, .text(let text)): ScalarKind.quotedIfNeeded(text)
    case (_, .span(let span)):
      span.lowerBound == span.upperBound
        ? "\(span.lowerBound)" : "\(span.lowerBound)-\(span.upperBound)"
    }
  }

  private static func quotedIfNeeded(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/": true
      default: false
      }
    }
    // YAML 1.1 readers also take `yes`, `no`, `on` and `off` for truth values, and dates.
    let startsWithLetter = text.unicodeScalars.first.map { $0.properties.isAlphabetic } ?? false
    let isShortWord = text.utf8.count <= 5
    if isPlain, !isShortWord, startsWithLetter || text.hasPrefix("/") { return text }
    return quoted(text)
  }

  /// `text` in double quotes, in ASCII.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case " "..."~": result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return result + "\""
  }
}
