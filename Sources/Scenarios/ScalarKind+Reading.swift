extension ScalarKind {
  /// The value that the scalar `text` stands for.
  ///
  /// Quoted scalars are text: they serve as quantities and words, never as numbers.
  func parse(_ text: String, isQuoted: Bool) throws(ScenarioProblem.Code) -> ScenarioValue {
    switch self {
    case .integer(let range): return .integer(try integer(text, isQuoted, range))
    case .real(let range):
      guard !isQuoted, let (number, rest) = DecimalNumber.reading(text[...]), rest.isEmpty else {
        throw .wrongType(expected: "a number", found: .text(text))
      }
      return .real(try check(number.double(), in: range, text))
    case .share(let range): return .real(try share(text, isQuoted, range))
    case .choice(let accepted):
      guard accepted.contains(text) else {
        let nearest = EditDistance.nearest(to: text, among: accepted)
        throw .unknownChoice(found: text, accepted: accepted, nearest: nearest)
      }
      return .text(text)
    case .name: return .text(try name(text, isQuoted))
    case .path:
      guard !text.isEmpty, text.utf8.count <= ScenarioLimits.pathLength,
        !text.utf8.contains(0), isQuoted || !SourceNode.isAmbiguous(text)
      else { throw .wrongType(expected: "a file's path", found: .text(text)) }
      return .text(text)
    case .quantity(let family, let range): return .integer(try family.parse(text, in: range))
    case .span(let range): return .span(try span(text, isQuoted, range))
    case .flag:
      guard !isQuoted, text == "true" || text == "false" else {
        throw .wrongType(expected: noun, found: .text(text))
      }
      return .text(text)
    case .count(let range):
      if text == "all" { return .text(text) }
      return .integer(try integer(text, isQuoted, range))
    case .column:
      if !isQuoted, ScalarKind.isDigits(text) {
        return .integer(try integer(text, isQuoted, 1...10_000))
      }
      guard !text.isEmpty, text.utf8.count <= ScenarioLimits.wordLength,
        isQuoted || !SourceNode.isAmbiguous(text)
      else { throw .wrongType(expected: noun, found: .text(text)) }
      return .text(text)
    }
  }

  private func integer(
    _ text: String, _ isQuoted: Bool, _ range: ClosedRange<UInt64>
  ) throws(ScenarioProblem.Code) -> UInt64 {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
    // A leading zero means octal to some readers and nothing to others.
    guard !isQuoted, ScalarKind.isDigits(digits), digits == "0" || digits.first != "0" else {
      throw .wrongType(expected: "a whole number", found: .text(text))
    }
    guard let value = UInt64(text), range.contains(value) else {
      throw .outOfRange(
        range: "from \(range.lowerBound) to \(range.upperBound)", found: text)
    }
    return value
  }

  private func share(
    _ text: String, _ isQuoted: Bool, _ range: RealRange
  ) throws(ScenarioProblem.Code) -> Double {
    guard let (number, rest) = DecimalNumber.reading(text[...]) else {
      throw .wrongType(expected: "a share such as 0.001 or '0.1 %'", found: .text(text))
    }
    let unit = String(rest.drop { $0 == " " })
    switch unit {
    case "" where !isQuoted: return try check(number.double(), in: range, text)
    case "%": return try check(number.double(shiftedBy: -2), in: range, text)
    case "": throw .wrongType(expected: "a share such as 0.001 or '0.1 %'", found: .text(text))
    default: throw .wrongUnit(found: unit, accepted: ["%", "none (0.001)"])
    }
  }

  private func name(_ text: String, _ isQuoted: Bool) throws(ScenarioProblem.Code) -> String {
    guard isQuoted || !SourceNode.isAmbiguous(text) else {
      throw .wrongType(expected: "a name (put it in quotes)", found: .text(text))
    }
    let isWord = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    let first = text.utf8.first ?? UInt8(ascii: ".")
    let marks = [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")]
    guard isWord, !marks.contains(first), text.utf8.count <= ScenarioLimits.nameLength else {
      throw .wrongType(
        expected: "a name of at most \(ScenarioLimits.nameLength) letters, digits, '.', '_' and "
          + "'-', beginning with a letter or a digit", found: .text(text))
    }
    return text
  }

  private func span(
    _ text: String, _ isQuoted: Bool, _ range: ClosedRange<Int>
  ) throws(ScenarioProblem.Code) -> ClosedRange<Int> {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.allSatisfy({ ScalarKind.isDigits($0) }), !(isQuoted && parts.count == 1) else {
      throw .wrongType(expected: "a whole number or a range such as 24-64", found: .text(text))
    }
    guard let lower = Int(parts[0]), let upper = parts.count == 1 ? lower : Int(parts[1]),
      lower <= upper, range.contains(lower), range.contains(upper)
    else {
      let words = "from \(range.lowerBound) to \(range.upperBound), the smaller number first"
      throw .outOfRange(range: words, found: text)
    }
    return lower...upper
  }

  private func check(
    _ value: Double, in range: RealRange, _ text: String
  ) throws(ScenarioProblem.Code) -> Double {
    guard range.contains(value) else { throw .outOfRange(range: range.words, found: text) }
    // Minus zero would print differently from zero.
    return value == 0 ? 0 : value
  }

  private static func isDigits(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}

extension ScalarKind {
  /// What the key takes, in words with an article.
  var noun: String {
    switch self {
    case .integer: "a whole number"
    case .real: "a number"
    case .share: "a share such as 0.001 or '0.1 %'"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .name: "a name"
    case .path: "a file's path"
    case .quantity(let family, _): "\(family.noun) such as '\(family.example)'"
    case .span: "a whole number or a range such as 24-64"
    case .flag: "true or false"
    case .count: "a whole number, or all"
    case .column: "a column's number, counted from 1, or its name"
    }
  }
}
