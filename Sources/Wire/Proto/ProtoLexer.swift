/// Cuts the text of a .proto file into words, numbers, texts and marks.
struct ProtoLexer {
  /// One piece of the text.
  struct Token: Equatable {
    enum Kind: Equatable {
      /// A name; dots in it and before it are part of it.
      case word
      case integer(UInt64)
      /// A floating-point number, which only options hold.
      case fraction
      /// The content of a quoted text is not needed, except for `syntax`.
      case text
      case mark
      case end
    }

    var kind: Kind
    var text: String
    var line: Int
    var column: Int
  }

  private let bytes: [UInt8]
  private let path: String
  private var position = 0
  private var line = 1
  private var lineStart = 0

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func error(_ code: ProtoError.Code) -> ProtoError {
    ProtoError(code, path: path, line: line, column: position - lineStart + 1)
  }

  /// The next piece.
  mutating func token() throws(ProtoError) -> Token {
    try skipSpace()
    var token = Token(kind: .end, text: "", line: line, column: position - lineStart + 1)
    guard let byte = next else { return token }
    let start = position
    if Self.isLetter(byte)
      || byte == UInt8(ascii: ".") && position + 1 < bytes.count
        && Self.isLetter(bytes[position + 1])
    {
      skipName()
      token.kind = .word
    } else if Self.isDigit(byte) {
      token.kind = try number()
    } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      try skipText(byte)
      token.kind = .text
    } else if "{}[]()<>=;,-+:/.".utf8.contains(byte) {
      position += 1
      token.kind = .mark
    } else {
      throw error(.badToken)
    }
    token.text = String(decoding: bytes[start..<position], as: UTF8.self)
    return token
  }

  private mutating func skipName() {
    position += 1
    while let byte = next {
      let isDot =
        byte == UInt8(ascii: ".") && position + 1 < bytes.count
        && Self.isLetter(bytes[position + 1])
      guard Self.isLetter(byte) || Self.isDigit(byte) || isDot else { return }
      position += 1
    }
  }

  private mutating func number() throws(ProtoError) -> Token.Kind {
    let start = position
    while let byte = next, Self.isLetter(byte) || Self.isDigit(byte) || byte == UInt8(ascii: ".") {
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let value =
      text.hasPrefix("0x") || text.hasPrefix("0X")
      ? UInt64(text.dropFirst(2), radix: 16)
      : text.hasPrefix("0") ? UInt64(text, radix: 8) : UInt64(text)
    if let value { return .integer(value) }
    if Double(text) != nil { return .fraction }
    position = start
    throw error(.badNumber)
  }

  private mutating func skipText(_ quote: UInt8) throws(ProtoError) {
    position += 1
    while let byte = next, byte != quote {
      guard byte != 0x0A else { break }
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    guard next == quote else {
      position = min(position, bytes.count)
      throw error(.unfinished("the text"))
    }
    position += 1
  }

  private mutating func skipSpace() throws(ProtoError) {
    while let byte = next {
      switch byte {
      case 0x0A:
        position += 1
        line += 1
        lineStart = position
      case 0x20, 0x09, 0x0D, 0x0B, 0x0C: position += 1
      case UInt8(ascii: "/") where bytes[position...].starts(with: "//".utf8):
        while let byte = next, byte != 0x0A { position += 1 }
      case UInt8(ascii: "/") where bytes[position...].starts(with: "/*".utf8):
        try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(ProtoError) {
    let opening = error(.unfinished("the comment"))
    position += 2
    while !bytes[position...].starts(with: "*/".utf8) {
      guard let byte = next else { throw opening }
      position += 1
      if byte == 0x0A {
        line += 1
        lineStart = position
      }
    }
    position += 2
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
