/// Rows of JSON Lines: an object a line, of which two members count.
enum JSONLineRows {
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ options: LabelledTextOptions, _ file: String,
    into rows: inout RowCollector
  ) throws(DataError) {
    let text = key(options.text, default: "text")
    let label = key(options.label, default: "label")
    guard text != label else {
      throw DataError(
        .badOptions(reason: "text and label cannot stand under one key"), file: file)
    }
    var lines = LineScanner(bytes)
    while !rows.isFull, let line = lines.next() {
      guard rows.wantsRow() else { continue }
      let number = lines.line
      guard RowCollector.isText(line) else { throw DataError(.notUTF8, file: file, line: number) }
      let row: JSONRow
      do throws(JSONRowProblem) {
        row = try JSONRowParser.parse(line, textKey: text, labelKey: label)
      } catch {
        throw DataError(error.code, file: file, line: number, column: error.offset.map { $0 + 1 })
      }
      try row.text.withUnsafeBufferPointer { text throws(DataError) in
        try row.label.withUnsafeBufferPointer { label throws(DataError) in
          try rows.add(text: text[...], label: label[...], line: number)
        }
      }
    }
  }

  private static func key(_ column: LabelledTextOptions.Column?, default name: String) -> String {
    guard case .name(let name) = column else { return name }
    return name
  }
}

/// Text and label of one object.
struct JSONRow {
  var text: [UInt8]
  var label: [UInt8]
}

/// Why a line is no row, and at which byte.
struct JSONRowProblem: Error {
  var code: DataError.Code
  var offset: Int?
}

/// Reads one line of JSON (RFC 8259); the caller has checked that it is UTF-8.
struct JSONRowParser {
  /// Nesting beyond this is refused, so that no line can exhaust the stack.
  private static let depthLimit = 64

  private let bytes: ByteView
  private var position: Int

  /// Parses a line.
  ///
  /// A label may be a text or a number, which is taken as it is written.
  static func parse(
    _ line: ByteView, textKey: String, labelKey: String
  ) throws(JSONRowProblem) -> JSONRow {
    var parser = JSONRowParser(bytes: line, position: line.startIndex)
    return try parser.object(textKey, labelKey)
  }

  private func problem(_ reason: String) -> JSONRowProblem {
    JSONRowProblem(code: .notJSON(reason: reason), offset: position - bytes.startIndex)
  }

  /// The next byte, or zero at the end: zero is never valid outside of texts, nor in them.
  private var next: UInt8 { position < bytes.endIndex ? bytes[position] : 0 }

  private mutating func skipSpace() {
    while [0x20, 0x09, 0x0D, 0x0A].contains(next) { position += 1 }
  }

  private mutating func expect(_ scalar: Unicode.Scalar) throws(JSONRowProblem) {
    skipSpace()
    guard next == UInt8(ascii: scalar) else { throw problem("`\(scalar)` should stand here") }
    position += 1
  }

  /// Skips `scalar` if it is next.
  private mutating func accepts(_ scalar: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func object(
    _ textKey: String, _ labelKey: String
  ) throws(JSONRowProblem) -> JSONRow {
    var text: [UInt8]?
    var label: [UInt8]?
    try expect("{")
    if !accepts("}") {
      repeat {
        let key = try string()
        try expect(":")
        skipSpace()
        if key.elementsEqual(textKey.utf8) {
          guard text == nil else { throw JSONRowProblem(code: .keyTwice(name: textKey)) }
          guard next == UInt8(ascii: "\"") else {
            throw JSONRowProblem(code: .badType(name: textKey, expected: "a text"))
          }
          text = try string()
        } else if key.elementsEqual(labelKey.utf8) {
          guard label == nil else { throw JSONRowProblem(code: .keyTwice(name: labelKey)) }
          label = try labelValue(labelKey)
        } else {
          try skipValue(depth: 1)
        }
      } while accepts(",")
      try expect("}")
    }
    skipSpace()
    guard position == bytes.endIndex else { throw problem("something follows the object") }
    guard let text else { throw JSONRowProblem(code: .missingKey(name: textKey)) }
    guard let label else { throw JSONRowProblem(code: .missingKey(name: labelKey)) }
    return JSONRow(text: text, label: label)
  }

  private mutating func labelValue(_ key: String) throws(JSONRowProblem) -> [UInt8] {
    switch next {
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let start = position
      try skipNumber()
      return Array(bytes[start..<position])
    default: throw JSONRowProblem(code: .badType(name: key, expected: "a number or a text"))
    }
  }

  private mutating func skipValue(depth: Int) throws(JSONRowProblem) {
    guard depth < Self.depthLimit else { throw problem("nested too deeply") }
    skipSpace()
    switch next {
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "{"):
      position += 1
      if accepts("}") { return }
      repeat {
        _ = try string()
        try expect(":")
        try skipValue(depth: depth + 1)
      } while accepts(",")
      try expect("}")
    case UInt8(ascii: "["):
      position += 1
      if accepts("]") { return }
      repeat { try skipValue(depth: depth + 1) } while accepts(",")
      try expect("]")
    case UInt8(ascii: "t"): try skipWord("true")
    case UInt8(ascii: "f"): try skipWord("false")
    case UInt8(ascii: "n"): try skipWord("null")
    default: try skipNumber()
    }
  }

  private mutating func skipWord(_ word: StaticString) throws(JSONRowProblem) {
    for byte in UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount) {
      guard next == byte else { throw problem("a value should stand here") }
      position += 1
    }
  }

  private mutating func skipNumber() throws(JSONRowProblem) {
    if next == UInt8(ascii: "-") { position += 1 }
    let startsWithZero = next == UInt8(ascii: "0")
    let count = try skipDigits()
    guard count == 1 || !startsWithZero else { throw problem("a number must not begin with 0") }
    if next == UInt8(ascii: ".") {
      position += 1
      _ = try skipDigits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      _ = try skipDigits()
    }
  }

  private mutating func skipDigits() throws(JSONRowProblem) -> Int {
    let start = position
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { position += 1 }
    guard position > start else { throw problem("a value should stand here") }
    return position - start
  }
}

extension JSONRowParser {
  private mutating func string() throws(JSONRowProblem) -> [UInt8] {
    try expect("\"")
    var result: [UInt8] = []
    while true {
      let start = position
      while position < bytes.endIndex, bytes[position] >= 0x20, bytes[position] != 0x22,
        bytes[position] != 0x5C
      {
        position += 1
      }
      result += bytes[start..<position]
      guard position < bytes.endIndex else { throw problem("a text does not end") }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return result
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &result)
      default: throw problem("a control character stands in a text")
      }
    }
  }

  private mutating func escape(into result: inout [UInt8]) throws(JSONRowProblem) {
    let kind = next
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(kind)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "u"):
      position += 1
      result += Array(String(Character(try unicodeEscape())).utf8)
      return
    default: throw problem("an unknown escape")
    }
    position += 1
  }

  private mutating func unicodeEscape() throws(JSONRowProblem) -> Unicode.Scalar {
    var value = try codeUnit()
    if (0xD800..<0xDC00).contains(value) {
      guard next == UInt8(ascii: "\\") else { throw problem("half of a surrogate pair") }
      position += 1
      guard next == UInt8(ascii: "u") else { throw problem("half of a surrogate pair") }
      position += 1
      let low = try codeUnit()
      guard (0xDC00..<0xE000).contains(low) else { throw problem("half of a surrogate pair") }
      value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else { throw problem("half of a surrogate pair") }
    return scalar
  }

  /// Four hexadecimal digits.
  private mutating func codeUnit() throws(JSONRowProblem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
        throw problem("four hexadecimal digits should stand here")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
