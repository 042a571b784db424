import Foundation

/// A stretch of a mapped file, or of a buffer that lives as long as the call.
typealias ByteView = Slice<UnsafeBufferPointer<UInt8>>

/// Turns rows into samples: counts, skips, checks texts and reads labels.
struct RowCollector {
  /// The samples so far.
  private(set) var samples: [PrivateSample] = []

  private let file: String
  private let skipping: Int
  private let count: Int?
  private let classes: Int?
  private let labels: [[UInt8]]?
  private let names: [String]
  private var rows = 0

  /// Prepares for `count` rows behind `skipping` rows.
  init(
    file: String, options: LabelledTextOptions, skipping: Int, count: Int?, classes: Int?
  ) {
    self.file = file
    self.skipping = skipping
    self.count = count
    self.classes = classes
    names = options.labels ?? []
    labels = options.labels?.map { Array($0.utf8) }
    // A request may be far larger than the file.
    samples.reserveCapacity(min(count ?? 0, 1 << 16))
  }

  /// Whether no more rows are wanted.
  var isFull: Bool { samples.count == count }

  /// Counts a row, and says whether it is wanted.
  mutating func wantsRow() -> Bool {
    rows += 1
    return rows > skipping
  }

  /// Adds a row.
  mutating func add(text: ByteView, label: ByteView, line: Int) throws(DataError) {
    let value = try readLabel(label, line)
    guard Self.isText(text) else { throw DataError(.notUTF8, file: file, line: line) }
    samples.append(PrivateSample(text: Array(text), label: value))
  }

  /// The samples, if there are as many as are wanted.
  func finished() throws(DataError) -> [PrivateSample] {
    if let count, samples.count < count {
      throw DataError(.tooFewRows(found: rows, wanted: skipping + count), file: file)
    }
    return samples
  }

  private func readLabel(_ bytes: ByteView, _ line: Int) throws(DataError) -> Int {
    if let labels {
      guard let label = labels.firstIndex(where: { $0.elementsEqual(bytes) }) else {
        throw DataError(.unknownLabel(known: names), file: file, line: line)
      }
      return label
    }
    // Nine digits fit any integer.
    guard (1...9).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw DataError(.badLabel(classes: classes), file: file, line: line)
    }
    let label = bytes.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    if let classes, label >= classes {
      throw DataError(.badLabel(classes: classes), file: file, line: line)
    }
    return label
  }

  /// Whether bytes are UTF-8; most texts are ASCII, which is quickly seen.
  static func isText(_ bytes: ByteView) -> Bool {
    var bits: UInt8 = 0
    for byte in bytes { bits |= byte }
    return bits < 0x80 || String(validating: bytes, as: UTF8.self) != nil
  }
}

/// The lines of a file: LF or CRLF ends them, and the last one needs no end.
struct LineScanner {
  /// The number of the line that `next` gave last.
  private(set) var line = 0

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int

  /// Starts behind a byte order mark, if there is one.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    position = Self.markLength(bytes)
  }

  /// The length of a UTF-8 byte order mark at the start.
  static func markLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next line without its end.
  mutating func next() -> ByteView? {
    guard position < bytes.count, let start = bytes.baseAddress else { return nil }
    let rest = bytes.count - position
    var end = bytes.count
    if let found = memchr(start + position, 0x0A, rest) {
      end = UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }
    var line = bytes[position..<end]
    position = min(end + 1, bytes.count)
    self.line += 1
    if line.last == 0x0D { line = line.dropLast() }
    return line
  }
}
