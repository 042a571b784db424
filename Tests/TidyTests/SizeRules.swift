/// How long lines, functions and files may be.
enum SizeRules {
  static let columnLimit = 100
  static let functionLimit = 70
  static let fileLimit = 600

  /// Lines over the limit.
  static func longLines(in file: SwiftFile) -> [Finding] {
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { index, line in
      guard line.count > columnLimit else { return nil }
      return Finding(
        path: file.path, line: index + 1,
        message: "\(line.count) columns; the limit is \(columnLimit)")
    }
  }

  /// Files over the limit.
  static func longFiles(_ file: SwiftFile) -> [Finding] {
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    guard lines > fileLimit else { return [] }
    return [
      Finding(
        path: file.path, line: fileLimit + 1, message: "\(lines) lines; the limit is \(fileLimit)")
    ]
  }

  /// Functions over the limit, from the line of their name to that of their closing brace.
  static func longFunctions(in file: SwiftFile) -> [Finding] {
    let units = Array(file.code.utf16)
    return matches(#"(?<![.\w])(?:func\s+\S|init[?!]?\s*(?=[(<])|deinit\b)"#, in: file.code)
      .compactMap { match in
        guard let body = bodyLines(units, from: match.offset), body > functionLimit else {
          return nil
        }
        return Finding(
          path: file.path, line: match.line,
          message: "a function of \(body) lines; the limit is \(functionLimit)")
      }
  }

  /// The lines from `start` to the closing brace of the body that follows; nil without a body.
  private static func bodyLines(_ units: [UInt16], from start: Int) -> Int? {
    var (parentheses, braces, lines) = (0, 0, 1)
    var sawParameters = false
    for unit in units[start...] {
      switch unit {
      case 0x28: parentheses += 1
      case 0x29:
        parentheses -= 1
        sawParameters = true
      case 0x7B where parentheses == 0: braces += 1
      case 0x7D where parentheses == 0:
        braces -= 1
        // A brace that closes more than the function opened ends a protocol's requirement.
        guard braces >= 0 else { return nil }
        if braces == 0 { return lines }
      case 0x0A:
        lines += 1
      default: break
      }
      // A requirement's next sibling would follow without a body in between.
      if sawParameters, braces == 0, lines > functionLimit { return nil }
    }
    return nil
  }
}
