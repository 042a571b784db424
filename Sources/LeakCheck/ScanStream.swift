/// A place in the trace.
struct TracePlace: Equatable, Sendable {
  /// Index of the frame.
  var frame: Int
  /// Bytes of the frame.
  var bytes: Range<Int>
  /// Path of the field.
  var field: String
  /// Whether the frame leaves the field out, so that the bytes stand for its zero.
  var isAbsent = false
}

/// One way of reading the trace as a single string of bytes, scanned window by window.
///
/// Windows overlap, so that a secret is found wherever it is cut, up to the overlap's length. Some
/// are scanned at once; how many workers there are changes nothing but the time.
final class ScanStream {
  /// Bytes that are new in a full window.
  private static let windowByteCount = 1 << 20
  /// Windows that are scanned at once where fields are kept whole.
  private static let windowsAtOnce = 8
  /// Bytes of a long field that are kept at either end, in streams of joints.
  private static let edge = 512
  /// Stands for what was left out.
  ///
  /// No encoding of a secret holds it but by accident.
  private static let gap: [UInt8] = [
    0xA7, 0xF3, 0x8B, 0xE2, 0x9D, 0xFA, 0xB6, 0xC1, 0xA7, 0xF3, 0x8B, 0xE2, 0x9D, 0xFA, 0xB6, 0xC1,
  ]

  private struct Segment {
    var start: Int
    var place: TracePlace
  }

  /// Bytes taken in.
  private(set) var byteCount = 0
  private let keepsWhole: Bool
  private let scanner: SecretScanner
  private let together: RawCheck.Together
  private let report: (SecretMatch, TracePlace) -> Void
  private var held: [UInt8] = []
  private var segments: [Segment] = []

  /// Makes a stream.
  ///
  /// One that does not keep long fields whole is there for what crosses fields.
  init(
    scanner: SecretScanner, keepsWhole: Bool, together: @escaping RawCheck.Together,
    report: @escaping (SecretMatch, TracePlace) -> Void
  ) {
    self.scanner = scanner
    self.together = together
    self.keepsWhole = keepsWhole
    self.report = report
  }

  /// Takes in a part of a frame.
  func append(_ frame: [UInt8], _ place: TracePlace) {
    let range = place.bytes
    if keepsWhole || range.count <= 2 * Self.edge {
      add(frame, place)
    } else {
      let first = range.lowerBound..<range.lowerBound + Self.edge
      let last = range.upperBound - Self.edge..<range.upperBound
      add(frame, TracePlace(frame: place.frame, bytes: first, field: place.field))
      held += Self.gap
      add(frame, TracePlace(frame: place.frame, bytes: last, field: place.field))
    }
    let full = (keepsWhole ? Self.windowsAtOnce : 1) * Self.windowByteCount
    if held.count >= full + SecretScanner.overlap { drain(isLast: false) }
  }

  /// Scans what is left.
  func finish() { drain(isLast: true) }

  private func add(_ frame: [UInt8], _ place: TracePlace) {
    segments.append(Segment(start: held.count, place: place))
    held += frame[place.bytes]
    byteCount += place.bytes.count
  }

  private func drain(isLast: Bool) {
    for match in matches() { report(match, place(of: match.range)) }
    let kept = isLast ? 0 : min(held.count, SecretScanner.overlap)
    let dropped = held.count - kept
    held.removeFirst(dropped)
    // The segment that holds the first byte kept stays, with a start before the window.
    let firstKept = max(0, (segments.firstIndex { $0.start > dropped } ?? segments.count) - 1)
    segments =
      isLast
      ? []
      : segments[firstKept...].map { segment in
        Segment(start: segment.start - dropped, place: segment.place)
      }
  }

  /// The matches of all windows, in their order.
  private func matches() -> [SecretMatch] {
    let size = Self.windowByteCount
    let count = max(1, (held.count - SecretScanner.overlap + size - 1) / size)
    // Each piece of work writes its own element.
    nonisolated(unsafe) let found = UnsafeMutableBufferPointer<[SecretMatch]>.allocate(
      capacity: count)
    found.initialize(repeating: [])
    defer {
      found.deinitialize()
      found.deallocate()
    }
    let (held, scanner) = (held, scanner)
    together(count) { piece in
      let start = piece * size
      let end = min(held.count, start + size + SecretScanner.overlap)
      found[piece] = held.withUnsafeBufferPointer { bytes in
        scanner.scan(UnsafeBufferPointer(rebasing: bytes[start..<end])).map { match in
          var match = match
          match.range = match.range.lowerBound + start..<match.range.upperBound + start
          return match
        }
      }
    }
    return found.flatMap { $0 }
  }

  /// Where a match begins; its bytes are cut at the end of the field that it begins in.
  private func place(of range: Range<Int>) -> TracePlace {
    var low = 0
    var high = segments.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if segments[middle].start <= range.lowerBound { low = middle } else { high = middle }
    }
    let segment = segments[low]
    let whole = segment.place.bytes
    let first = min(whole.upperBound, whole.lowerBound + range.lowerBound - segment.start)
    var place = segment.place
    place.bytes = first..<min(whole.upperBound, first + range.count)
    return place
  }
}
