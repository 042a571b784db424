/// A JSON document.
///
/// Strings stay bytes: vocabularies hold tokens that differ only by canonical equivalence, which
/// Swift's `String`, and so every dictionary of Foundation's parser, takes for one.
enum JSONTree: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string([UInt8])
  case array([JSONTree])
  case object([Member])

  /// A key and its value, in the order of the file.
  struct Member: Sendable {
    var key: [UInt8]
    var value: JSONTree
  }
}

/// Why and where a document is not JSON.
struct JSONTreeError: Error {
  var offset: Int
  var reason: String
}

/// Reads JSON (RFC 8259) from UTF-8 bytes, which the caller has validated.
struct JSONTreeParser {
  /// Nesting beyond this is refused, so that no file can exhaust the stack.
  private static let depthLimit = 64

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// Parses a whole document.
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONTreeError) -> JSONTree {
    var parser = JSONTreeParser(bytes: bytes)
    let tree = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else { throw parser.error("text follows the document") }
    return tree
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private func error(_ reason: String) -> JSONTreeError {
    JSONTreeError(offset: position, reason: reason)
  }

  /// The next byte, or zero at the end: zero is never valid between tokens.
  private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipSpace() {
    while position < bytes.count,
      [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position])
    {
      position += 1
    }
  }

  private mutating func value(depth: Int) throws(JSONTreeError) -> JSONTree {
    guard depth < Self.depthLimit else { throw error("nested too deeply") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try members(depth: depth))
    case UInt8(ascii: "["): return .array(try elements(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw error(position < bytes.count ? "expected a value" : "the text ends too early")
    }
  }

  private mutating func word(_ text: String, _ tree: JSONTree) throws(JSONTreeError) -> JSONTree {
    for byte in text.utf8 {
      guard next == byte else { throw error("expected `\(text)`") }
      position += 1
    }
    return tree
  }

  /// Moves behind a comma, or behind `close` and returns true.
  private mutating func ends(with close: UInt8) throws(JSONTreeError) -> Bool {
    skipSpace()
    defer { position += 1 }
    if next == close { return true }
    guard next == UInt8(ascii: ",") else { throw error("expected `,` or a closing bracket") }
    return false
  }

  private mutating func members(depth: Int) throws(JSONTreeError) -> [JSONTree.Member] {
    position += 1
    skipSpace()
    var members: [JSONTree.Member] = []
    if next == UInt8(ascii: "}") {
      position += 1
      return members
    }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error("expected a key in quotes") }
      let key = try string()
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw error("expected `:`") }
      position += 1
      members.append(.init(key: key, value: try value(depth: depth + 1)))
    } while try !ends(with: UInt8(ascii: "}"))
    return members
  }

  private mutating func elements(depth: Int) throws(JSONTreeError) -> [JSONTree] {
    position += 1
    skipSpace()
    var elements: [JSONTree] = []
    if next == UInt8(ascii: "]") {
      position += 1
      return elements
    }
    repeat {
      elements.append(try value(depth: depth + 1))
    } while try !ends(with: UInt8(ascii: "]"))
    return elements
  }

  private mutating func number() throws(JSONTreeError) -> JSONTree {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    let integer = digits()
    guard integer > 0 else { throw error("expected a digit") }
    if integer > 1, bytes[position - integer] == UInt8(ascii: "0") {
      throw error("a number must not begin with 0")
    }
    var isInteger = true
    if next == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      guard digits() > 0 else { throw error("expected a digit") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isInteger = false
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      guard digits() > 0 else { throw error("expected a digit") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else { throw error("a number is too large") }
    return .number(value)
  }

  /// Skips digits and counts them.
  private mutating func digits() -> Int {
    let start = position
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { position += 1 }
    return position - start
  }

  private mutating func string() throws(JSONTreeError) -> [UInt8] {
    position += 1
    var result: [UInt8] = []
    while true {
      let start = position
      while position < bytes.count, bytes[position] >= 0x20, bytes[position] != UInt8(ascii: "\""),
        bytes[position] != UInt8(ascii: "\\")
      {
        position += 1
      }
      result += bytes[start..<position]
      guard position < bytes.count else { throw error("the text ends inside a string") }
      position += 1
      switch bytes[position - 1] {
      case UInt8(ascii: "\""): return result
      case UInt8(ascii: "\\"): try escape(into: &result)
      default: throw error("a control character stands in a string")
      }
    }
  }

  private mutating func escape(into result: inout [UInt8]) throws(JSONTreeError) {
    let kind = next
    position += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(kind)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "u"):
      var value = try codeUnit()
      if (0xD800..<0xDC00).contains(value) {
        guard next == UInt8(ascii: "\\") else { throw error("half of a surrogate pair") }
        position += 1
        guard next == UInt8(ascii: "u") else { throw error("half of a surrogate pair") }
        position += 1
        let low = try codeUnit()
        guard (0xDC00..<0xE000).contains(low) else { throw error("half of a surrogate pair") }
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(value) else { throw error("half of a surrogate pair") }
      UTF8Text.append(scalar.value, to: &result)
    default: throw error("an unknown escape")
    }
  }

  /// Four hexadecimal digits.
  private mutating func codeUnit() throws(JSONTreeError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
        throw error("expected four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
