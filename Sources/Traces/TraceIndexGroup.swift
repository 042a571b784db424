import Determinism

/// What the index says about one data block.
struct TraceIndexEntry: Equatable {
  /// Where the block begins.
  var offset: UInt64
  /// Time of its first entry.
  var time: SimInstant
  /// Frames in all blocks before it.
  var framesBefore: UInt64
}

/// The data blocks since the last index block, and where that one lies.
struct TraceIndexGroup: Equatable {
  /// Index blocks before this one.
  private(set) var number: UInt64 = 0
  /// Offset of the previous index block; zero in the first.
  private(set) var previous: UInt64 = 0
  /// In the order of the file.
  var entries: [TraceIndexEntry] = []

  init(number: UInt64 = 0) { self.number = number }

  /// Reads an index block's payload; nil when its length does not fit `count` entries.
  init?(payload: ArraySlice<UInt8>, entries count: UInt32, number: UInt64) {
    let width = TraceFormat.indexEntryByteCount
    guard (1...TraceFormat.indexSpan).contains(Int(count)),
      payload.count == 8 + Int(count) * width
    else { return nil }
    let bytes = Array(payload)
    self.number = number
    previous = bytes.number(at: 0, UInt64.self)
    entries = (0..<Int(count)).map { entry in
      let start = 8 + entry * width
      return TraceIndexEntry(
        offset: bytes.number(at: start, UInt64.self),
        time: SimInstant(nanoseconds: bytes.number(at: start + 8, UInt64.self)),
        framesBefore: bytes.number(at: start + 16, UInt64.self))
    }
  }

  /// The payload of this index block.
  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(number: previous)
    for entry in entries {
      bytes.append(number: entry.offset)
      bytes.append(number: entry.time.nanoseconds)
      bytes.append(number: entry.framesBefore)
    }
    return bytes
  }

  /// This index block was written at `offset`; the next group begins.
  mutating func startNext(behind offset: UInt64) {
    previous = offset
    // A hostile number cannot trap; it is found when it is compared.
    number &+= 1
    entries.removeAll(keepingCapacity: true)
  }
}

extension [TraceIndexEntry] {
  /// Whether the last entries are these.
  func ends(with entries: [TraceIndexEntry]) -> Bool {
    count >= entries.count && suffix(entries.count).elementsEqual(entries)
  }
}
