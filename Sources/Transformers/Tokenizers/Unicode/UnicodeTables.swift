/// How the Python package `tokenizers` sees code points.
///
/// Its parts were built against several versions of Unicode, and Swift's standard library follows
/// yet another, so the tables are recorded from the library itself: the same text then has the same
/// ids there and here, whatever the Swift runtime. The notation is the script's (see the head of
/// the generated files): numbers in base 36, sets as lengths of runs outside and inside in turn,
/// mappings as records `gap*count/stride:delta target ...`.
enum UnicodeTables {
  /// Numbers in base 36 and the punctuation between them.
  private struct Scanner {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ table: StaticString) {
      text = UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)
    }

    var isAtEnd: Bool { position == text.count }

    /// Skips `mark` if it is next.
    mutating func accepts(_ mark: Unicode.Scalar) -> Bool {
      guard position < text.count, text[position] == UInt8(ascii: mark) else { return false }
      position += 1
      return true
    }

    mutating func skipSpaces() {
      while accepts(" ") {}
    }

    /// A number, and the spaces behind it.
    mutating func number() -> Int {
      let isNegative = accepts("-")
      var value = 0
      scan: while position < text.count {
        switch text[position] {
        case let byte where byte >= 0x30 && byte <= 0x39: value = value * 36 + Int(byte) - 0x30
        case let byte where byte >= 0x61 && byte <= 0x7A: value = value * 36 + Int(byte) - 0x57
        default: break scan
        }
        position += 1
      }
      skipSpaces()
      return isNegative ? -value : value
    }
  }

  /// Calls `body` with each run of a set.
  static func forEachRun(_ table: StaticString, _ body: (Range<Int>) -> Void) {
    var scanner = Scanner(table)
    var position = 0
    while !scanner.isAtEnd {
      let start = position + scanner.number()
      position = start + scanner.number()
      body(start..<position)
    }
  }

  /// Calls `body` with each run of `combiningClass`.
  static func forEachCombiningClass(_ body: (UInt8, Range<Int>) -> Void) {
    var scanner = Scanner(combiningClass)
    while !scanner.isAtEnd {
      let value = UInt8(scanner.number())
      precondition(scanner.accepts(":"), "a combining class must be followed by its runs")
      var position = 0
      repeat {
        let start = position + scanner.number()
        position = start + scanner.number()
        body(value, start..<position)
      } while !scanner.isAtEnd && !scanner.accepts(",")
      scanner.skipSpaces()
    }
  }

  /// Calls `body` with each code point of a mapping and what it becomes.
  static func forEachMapping(_ table: StaticString, _ body: (Int, [UInt32]) -> Void) {
    var scanner = Scanner(table)
    var point = 0
    while !scanner.isAtEnd {
      point += scanner.number()
      let count = scanner.accepts("*") ? scanner.number() : 1
      let stride = scanner.accepts("/") ? scanner.number() : 1
      precondition(scanner.accepts(":"), "a mapping must have targets")
      let delta = scanner.number()
      var rest: [UInt32] = []
      while !scanner.isAtEnd, !scanner.accepts(",") { rest.append(UInt32(scanner.number())) }
      scanner.skipSpaces()
      for index in 0..<count {
        let source = point + index * stride
        body(source, [UInt32(source + delta)] + rest)
      }
      point += (count - 1) * stride
    }
  }
}
