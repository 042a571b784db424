extension ObservationTable {
  /// Reads comma-separated rows `secret,number,number,...`, as F-BLEAU does.
  ///
  /// The first line is a header if it begins with a letter, an underscore, a quote or `#`. Blanks
  /// around a cell, a byte order mark, CRLF and empty lines are passed over.
  public init(csv bytes: [UInt8]) throws(ObservationTableError) {
    var reader = ObservationReader()
    let result: Result<Void, ObservationTableError> = bytes.withUnsafeBufferPointer { buffer in
      do throws(ObservationTableError) {
        try reader.read(buffer)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
    guard let width = reader.width else { throw ObservationTableError(.noRows) }
    self.init(secrets: reader.secrets, observations: reader.observations, width: width)
  }
}

/// The state of reading a table.
private struct ObservationReader {
  var secrets: [Int] = []
  var observations: [Double] = []
  /// Known from the first row on.
  var width: Int?
  private var line = 0

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(ObservationTableError) {
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      line += 1
      let content = UnsafeBufferPointer(rebasing: bytes[start..<end])
      if !Self.trimmed(content, 0..<content.count).isEmpty, line > 1 || !isHeader(content) {
        try readRow(content)
      }
      start = end + 1
    }
  }

  private func isHeader(_ row: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = row.first else { return false }
    switch first {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "#"):
      return true
    default: return false
    }
  }

  private mutating func readRow(
    _ row: UnsafeBufferPointer<UInt8>
  ) throws(ObservationTableError) {
    var start = 0
    var cells = 0
    while start <= row.count {
      let end = row[start...].firstIndex(of: UInt8(ascii: ",")) ?? row.count
      let cell = Self.trimmed(row, start..<end)
      guard !cell.isEmpty else { throw error(.emptyCell, start) }
      let text = String(decoding: row[cell], as: UTF8.self)
      if cells == 0 {
        // The conversion takes an optional sign and digits only.
        guard let secret = Int(text) else { throw error(.badSecret, cell.lowerBound) }
        secrets.append(secret)
      } else {
        // It also takes `nan`, `inf` and hexadecimal numbers.
        guard row[cell].allSatisfy(Self.isDecimal), let number = Double(text) else {
          throw error(.badNumber, cell.lowerBound)
        }
        guard number.isFinite else { throw error(.tooLarge, cell.lowerBound) }
        observations.append(number)
      }
      cells += 1
      start = end + 1
    }
    guard cells > 1 else { throw error(.noObservation, row.count) }
    let expected = (width ?? cells - 1) + 1
    guard cells == expected else {
      throw error(.unevenRow(found: cells, expected: expected), 0)
    }
    width = cells - 1
  }

  private func error(
    _ code: ObservationTableError.Code, _ offset: Int
  ) -> ObservationTableError {
    ObservationTableError(code, line: line, column: offset + 1)
  }

  private static func isDecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      return true
    default: return false
    }
  }

  /// The part of `range` without blanks at its ends.
  private static func trimmed(
    _ row: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Range<Int> {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(row[start]) { start += 1 }
    while end > start, isBlank(row[end - 1]) { end -= 1 }
    return start..<end
  }
}
