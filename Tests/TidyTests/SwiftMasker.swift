/// Blanks out comments and string literals, byte by byte.
struct SwiftMasker {
  private(set) var uncommented: [UInt8]
  private(set) var code: [UInt8]

  private let bytes: [UInt8]
  private var position = 0
  /// The strings whose interpolations surround the position, with their open parentheses.
  private var interpolations: [(string: Delimiter, depth: Int)] = []

  /// What ends a string literal.
  private struct Delimiter {
    var quotes: Int
    var pounds: Int
  }

  init(_ text: String) {
    bytes = Array(text.utf8)
    uncommented = bytes
    code = bytes
  }

  mutating func run() {
    while position < bytes.count {
      if starts("//") {
        while position < bytes.count, bytes[position] != Self.lineFeed { blankComment() }
      } else if starts("/*") {
        blankBlockComment()
      } else if let delimiter = openingDelimiter() {
        position += delimiter.pounds + delimiter.quotes
        blankString(delimiter)
      } else {
        followInterpolation()
      }
    }
  }

  /// Passes one byte of code, which may be the end of an interpolation.
  private mutating func followInterpolation() {
    let byte = bytes[position]
    position += 1
    guard let current = interpolations.last else { return }
    if byte == UInt8(ascii: "(") { interpolations[interpolations.count - 1].depth += 1 }
    guard byte == UInt8(ascii: ")") else { return }
    interpolations[interpolations.count - 1].depth -= 1
    if current.depth == 1 {
      interpolations.removeLast()
      blankString(current.string)
    }
  }

  private mutating func blankBlockComment() {
    var depth = 0
    repeat {
      if starts("/*") {
        depth += 1
        blankComment()
      } else if starts("*/") {
        depth -= 1
        blankComment()
      }
      if position < bytes.count { blankComment() }
    } while depth > 0 && position < bytes.count
  }

  /// Blanks the content of a string up to its end or to an interpolation.
  private mutating func blankString(_ delimiter: Delimiter) {
    let pounds = String(repeating: "#", count: delimiter.pounds)
    let end = String(repeating: "\"", count: delimiter.quotes) + pounds
    while position < bytes.count {
      if starts(end) {
        position += end.utf8.count
        return
      }
      if starts("\\" + pounds + "(") {
        position += pounds.utf8.count + 2
        interpolations.append((delimiter, 1))
        return
      }
      // A string of one line cannot go on behind it: better to lose one line than all the rest.
      if delimiter.quotes == 1, bytes[position] == Self.lineFeed { return }
      if starts("\\" + pounds) {
        for _ in 0...pounds.utf8.count { blank() }
      }
      if position < bytes.count { blank() }
    }
  }

  private func openingDelimiter() -> Delimiter? {
    var pounds = 0
    while position + pounds < bytes.count, bytes[position + pounds] == UInt8(ascii: "#") {
      pounds += 1
    }
    let prefix = String(repeating: "#", count: pounds)
    if starts(prefix + "\"\"\"") { return Delimiter(quotes: 3, pounds: pounds) }
    return starts(prefix + "\"") ? Delimiter(quotes: 1, pounds: pounds) : nil
  }

  private func starts(_ text: String) -> Bool {
    let end = position + text.utf8.count
    return end <= bytes.count && bytes[position..<end].elementsEqual(text.utf8)
  }

  private mutating func blank() {
    if bytes[position] != Self.lineFeed { code[position] = Self.space }
    position += 1
  }

  private mutating func blankComment() {
    if bytes[position] != Self.lineFeed { uncommented[position] = Self.space }
    blank()
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")
}
