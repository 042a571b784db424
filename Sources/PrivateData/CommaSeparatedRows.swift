/// Rows of a CSV as RFC 4180 has them: quotes may enclose commas, doubled quotes and line breaks.
struct CommaSeparatedRows {
  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// A field: where it stands, without its quotes.
  private struct Field {
    var range: Range<Int>
    var hasDoubledQuotes = false
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private var position: Int
  private var line = 1
  private var lineStart = 0
  private var fields: [Field] = []

  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ options: LabelledTextOptions, _ file: String,
    into rows: inout RowCollector
  ) throws(DataError) {
    var reader = CommaSeparatedRows(bytes, file)
    var header: [[UInt8]] = []
    var width: Int?
    if options.hasHeader {
      guard try reader.nextRow() else { throw DataError(.noHeader, file: file, line: 1) }
      header = reader.fields.map { reader.contents($0) }
      width = header.count
    }
    let columns = try Self.columns(options, header, file)
    while !rows.isFull {
      let line = reader.line
      guard try reader.nextRow() else { break }
      // A quote that is missing shows first as a row of another width.
      let expected = width ?? reader.fields.count
      width = expected
      guard reader.fields.count == expected else {
        throw DataError(
          .unevenColumns(found: reader.fields.count, expected: expected), file: file, line: line)
      }
      guard rows.wantsRow() else { continue }
      let places = try columns.places(count: expected, line: line)
      try reader.lend(reader.fields[places.text]) { text throws(DataError) in
        try reader.lend(reader.fields[places.label]) { label throws(DataError) in
          try rows.add(text: text, label: label, line: line)
        }
      }
    }
  }

  private static func columns(
    _ options: LabelledTextOptions, _ header: [[UInt8]], _ file: String
  ) throws(DataError) -> TableColumns {
    // Names may have been quoted, so they no longer stand in the file as they are.
    let joined = header.flatMap { $0 }
    return try joined.withUnsafeBufferPointer { buffer throws(DataError) in
      var start = 0
      let views = header.map { name -> ByteView in
        defer { start += name.count }
        return buffer[start..<(start + name.count)]
      }
      return try TableColumns(options, header: views, file: file)
    }
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>, _ file: String) {
    self.bytes = bytes
    self.file = file
    position = LineScanner.markLength(bytes)
  }

  /// The field with doubled quotes made single.
  private func contents(_ field: Field) -> [UInt8] {
    guard field.hasDoubledQuotes else { return Array(bytes[field.range]) }
    var result: [UInt8] = []
    var place = field.range.lowerBound
    while place < field.range.upperBound {
      result.append(bytes[place])
      place += bytes[place] == Self.quote ? 2 : 1
    }
    return result
  }

  private func lend(
    _ field: Field, _ body: (ByteView) throws(DataError) -> Void
  ) throws(DataError) {
    guard field.hasDoubledQuotes else { return try body(bytes[field.range]) }
    try contents(field).withUnsafeBufferPointer { buffer throws(DataError) in
      try body(buffer[...])
    }
  }

  private func error(_ code: DataError.Code, at place: Int) -> DataError {
    DataError(code, file: file, line: line, column: place - lineStart + 1)
  }

  /// Reads a row into `fields`; false at the end of the file.
  private mutating func nextRow() throws(DataError) -> Bool {
    guard position < bytes.count else { return false }
    fields.removeAll(keepingCapacity: true)
    while true {
      if position < bytes.count, bytes[position] == Self.quote {
        try readQuoted()
      } else {
        try readPlain()
      }
      guard position < bytes.count else { return true }
      let end = bytes[position]
      position += 1
      if end == Self.comma { continue }
      line += 1
      lineStart = position
      return true
    }
  }

  /// Reads up to a comma, the end of the line, or the end of the file.
  private mutating func readPlain() throws(DataError) {
    let start = position
    while position < bytes.count, bytes[position] != Self.comma, bytes[position] != Self.lineFeed {
      guard bytes[position] != Self.quote else { throw error(.strayQuote, at: position) }
      position += 1
    }
    var end = position
    let isLast = position == bytes.count || bytes[position] == Self.lineFeed
    if isLast, end > start, bytes[end - 1] == Self.carriageReturn { end -= 1 }
    fields.append(Field(range: start..<end))
  }

  /// Reads a quoted field and stops at what ends it.
  private mutating func readQuoted() throws(DataError) {
    let opening = error(.openQuote, at: position)
    position += 1
    var field = Field(range: position..<position)
    while true {
      guard position < bytes.count else { throw opening }
      if bytes[position] == Self.quote {
        guard position + 1 < bytes.count, bytes[position + 1] == Self.quote else { break }
        field.hasDoubledQuotes = true
        position += 1
      } else if bytes[position] == Self.lineFeed {
        line += 1
        lineStart = position + 1
      }
      position += 1
    }
    field.range = field.range.lowerBound..<position
    fields.append(field)
    position += 1
    if position + 1 < bytes.count, bytes[position] == Self.carriageReturn,
      bytes[position + 1] == Self.lineFeed
    {
      position += 1
    } else if position + 1 == bytes.count, bytes[position] == Self.carriageReturn {
      position += 1
    }
    guard position < bytes.count else { return }
    guard bytes[position] == Self.comma || bytes[position] == Self.lineFeed else {
      throw error(.strayQuote, at: position)
    }
  }
}
