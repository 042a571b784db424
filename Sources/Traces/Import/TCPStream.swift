/// One direction of a connection, put together from its segments (RFC 9293, section 3.10.7.4).
struct TCPStream {
  /// Segments that may wait for the bytes before them.
  static let waitingLimit = 1 << 16

  private struct Segment {
    var start: Int64
    var bytes: ArraySlice<UInt8>

    var end: Int64 { start + Int64(bytes.count) }
  }

  /// What keeps the stream from being whole.
  enum Flaw: Error, Equatable {
    case noBeginning
    case hole(from: UInt64, to: UInt64)
    case tooFarAhead
  }

  /// Sequence number of the first byte; nil until the beginning was seen.
  private var first: UInt32?
  /// Bytes delivered so far.
  private var delivered: Int64 = 0
  /// Segments ahead of the delivered bytes, in the order of their starts.
  private var waiting: [Segment] = []
  /// Segments from before the beginning was seen.
  private var early: [(sequence: UInt32, bytes: ArraySlice<UInt8>)] = []
  /// Bytes that the receiver says it has, and perhaps the end.
  private var acknowledged: Int64 = 0

  /// Whether the beginning was seen.
  var hasBegun: Bool { first != nil }

  /// Whether `sequence` is the number that the stream began with.
  func began(with sequence: UInt32) -> Bool { first == sequence &+ 1 }

  /// The stream begins: `sequence` is its SYN's number.
  ///
  /// Returns what becomes readable.
  mutating func begin(_ sequence: UInt32) throws(Flaw) -> [ArraySlice<UInt8>] {
    guard first == nil else { return [] }
    first = sequence &+ 1
    var readable: [ArraySlice<UInt8>] = []
    for segment in early { readable += try take(segment.sequence, segment.bytes) }
    early = []
    return readable
  }

  /// Takes in a segment and returns what becomes readable.
  mutating func take(
    _ sequence: UInt32, _ bytes: ArraySlice<UInt8>
  ) throws(Flaw) -> [ArraySlice<UInt8>] {
    guard !bytes.isEmpty else { return [] }
    guard let start = place(of: sequence) else {
      guard early.count < Self.waitingLimit else { throw .noBeginning }
      early.append((sequence, bytes))
      return []
    }
    let segment = Segment(start: start, bytes: bytes)
    guard segment.end > delivered else { return [] }
    guard segment.start > delivered else {
      return deliver(segment)
    }
    guard waiting.count < Self.waitingLimit else { throw .tooFarAhead }
    waiting.insert(segment, at: insertionIndex(start))
    return []
  }

  /// The receiver has everything before `sequence`.
  mutating func acknowledge(_ sequence: UInt32) {
    if let place = place(of: sequence) { acknowledged = max(acknowledged, place) }
  }

  /// Throws unless every byte up to the last one known of has been delivered.
  func checkWhole() throws(Flaw) {
    guard hasBegun else {
      if early.isEmpty { return }
      throw .noBeginning
    }
    if let next = waiting.first {
      throw .hole(from: UInt64(delivered), to: UInt64(next.start))
    }
    // The end of a stream counts as a byte.
    if acknowledged > delivered + 1 {
      throw .hole(from: UInt64(delivered), to: UInt64(acknowledged))
    }
  }

  /// Where in the stream a sequence number lies, which wraps every 4 GiB: nearest to what was
  /// delivered.
  private func place(of sequence: UInt32) -> Int64? {
    guard let first else { return nil }
    let expected = first &+ UInt32(truncatingIfNeeded: delivered)
    return delivered + Int64(Int32(bitPattern: sequence &- expected))
  }

  private mutating func deliver(_ segment: Segment) -> [ArraySlice<UInt8>] {
    var readable = [segment.bytes.dropFirst(Int(delivered - segment.start))]
    delivered = segment.end
    var used = 0
    while used < waiting.count, waiting[used].start <= delivered {
      let next = waiting[used]
      if next.end > delivered {
        readable.append(next.bytes.dropFirst(Int(delivered - next.start)))
        delivered = next.end
      }
      used += 1
    }
    waiting.removeFirst(used)
    return readable
  }

  private func insertionIndex(_ start: Int64) -> Int {
    var (low, high) = (0, waiting.count)
    while low < high {
      let middle = (low + high) / 2
      if waiting[middle].start <= start { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
