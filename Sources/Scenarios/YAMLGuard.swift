/// Rejects input that could exhaust the stack or the processor before the YAML library sees it.
///
/// The library builds its tree by recursion, and follows references by copying. Both bounds are
/// conservative: whatever passes nests less deeply than they say, though text that looks nested (in
/// quotes, say) may count as well.
enum YAMLGuard {
  /// Deepest nesting of `[` and `{`.
  static let bracketLimit = 64
  /// Rightmost column at which a line may begin; block nesting grows by at least a column a level.
  static let indentationLimit = 64
  /// References to anchors.
  ///
  /// Eight of them multiply a text by 3^(8/3) < 19 at most.
  static let aliasLimit = 8

  /// What stands in the way of parsing `text`, and on which line and column.
  struct Fault: Error, Equatable {
    let code: ScenarioProblem.Code
    let line: Int
    let column: Int
  }

  /// Checks all of `text`.
  static func check(_ text: String) throws(Fault) {
    var state = State()
    var line: [Unicode.Scalar] = []
    var number = 1
    for scalar in text.unicodeScalars {
      guard isBreak(scalar) else {
        line.append(scalar)
        guard isAllowed(scalar) else {
          throw Fault(code: .forbiddenCharacter(scalar.value), line: number, column: line.count)
        }
        continue
      }
      try state.check(line, number: number)
      line.removeAll(keepingCapacity: true)
      number += 1
    }
    try state.check(line, number: number)
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    [0x0A, 0x0D, 0x85, 0x2028, 0x2029].contains(scalar.value)
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
      true
    default: false
    }
  }

  private struct State {
    private var brackets = 0
    private var aliases = 0
    /// Set for good by a quote that may go on in the next line, or by a block scalar: from there on
    /// a closing bracket may be text, so none counts.
    private var mayBeInText = false

    mutating func check(_ whole: [Unicode.Scalar], number: Int) throws(Fault) {
      let line = mayBeInText ? whole[...] : YAMLGuard.withoutComment(whole)
      guard let start = line.firstIndex(where: { $0 != " " }) else { return }
      if YAMLGuard.structureColumn(of: line) > indentationLimit {
        throw Fault(code: .tooDeep, line: number, column: start + 1)
      }
      let quotes = line.filter { $0 == "\"" }.count
      let apostrophes = line.filter { $0 == "'" }.count
      // With quotes about, a closing bracket may be text; a comment may follow any token.
      var closes = quotes + apostrophes == 0 && !mayBeInText
      for (index, scalar) in line.enumerated() {
        switch scalar {
        case "[", "{": brackets += 1
        case "]", "}": brackets = closes ? max(0, brackets - 1) : brackets
        case "#": closes = false
        case "*" where index + 1 < line.count && YAMLGuard.isName(line[index + 1]):
          if index == 0 || !YAMLGuard.isName(line[index - 1]) { aliases += 1 }
        default: break
        }
        if brackets > bracketLimit {
          throw Fault(code: .tooDeep, line: number, column: index + 1)
        }
        if aliases > aliasLimit {
          throw Fault(
            code: .tooManyAliases(limit: aliasLimit), line: number, column: index + 1)
        }
      }
      let isUneven = quotes % 2 + apostrophes % 2 > 0
      if isUneven || line.contains(where: { ["\\", "|", ">"].contains($0) }) { mayBeInText = true }
    }
  }

  /// The line up to a comment, unless a quote stands before it.
  private static func withoutComment(_ line: [Unicode.Scalar]) -> ArraySlice<Unicode.Scalar> {
    for (index, scalar) in line.enumerated() {
      if scalar == "\"" || scalar == "'" { break }
      if scalar == "#", index == 0 || line[index - 1] == " " || line[index - 1] == "\t" {
        return line[..<index]
      }
    }
    return line[...]
  }

  /// The column of the first thing on a line that is not a marker of nesting (`- `, `? `, `: `).
  private static func structureColumn(of line: ArraySlice<Unicode.Scalar>) -> Int {
    var column = 0
    while column < line.count {
      switch line[column] {
      case " ", "\t": column += 1
      case "-", "?", ":":
        guard column + 1 == line.count || line[column + 1] == " " || line[column + 1] == "\t" else {
          return column
        }
        column += 1
      default: return column
      }
    }
    return column
  }

  private static func isName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
    default: false
    }
  }
}
