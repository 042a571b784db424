/// Reads a text file line by line, in memory bounded by the longest line allowed.
final class LineReader {
  private static let chunk = 64 << 10

  /// Number of the line that was read last, counted from one.
  private(set) var number = 0
  /// Whether the line that was read last was not ended.
  private(set) var isTorn = false

  private let file: InputFile
  private let limit: Int
  private var buffer: [UInt8] = []
  private var cursor = 0

  /// The file, as the caller named it.
  var path: String { file.path }

  /// Opens a file whose lines have at most `limit` bytes.
  init(path: String, limit: Int = 4_096) throws(TraceError) {
    file = try InputFile(opening: path)
    self.limit = limit
  }

  /// The next line without its end, or nil behind the last.
  ///
  /// - Throws: when the file cannot be read, or a line is too long or not UTF-8.
  func next() throws(TraceError) -> String? {
    var end = buffer[cursor...].firstIndex(of: UInt8(ascii: "\n"))
    while end == nil, file.remaining > 0, buffer.count - cursor <= limit {
      buffer.removeSubrange(..<cursor)
      cursor = 0
      let searched = buffer.count
      buffer += try file.read(Int(min(UInt64(Self.chunk), file.remaining)), of: .header)
      end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n"))
    }
    guard cursor < buffer.count else { return nil }
    number += 1
    isTorn = end == nil
    let stop = end ?? buffer.count
    guard stop - cursor <= limit, isTorn ? file.remaining == 0 : true else {
      throw TraceError(.badLine(number, "it is too long"), path: path)
    }
    guard let line = String(validating: buffer[cursor..<stop], as: UTF8.self) else {
      throw TraceError(.badLine(number, "it is not UTF-8"), path: path)
    }
    cursor = min(stop + 1, buffer.count)
    return line
  }
}
