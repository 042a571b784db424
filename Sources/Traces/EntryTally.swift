import Determinism

/// Walks over the entries of a data block, checks them and counts.
struct EntryTally {
  /// Time of the first entry.
  private(set) var firstTime = SimInstant.zero
  /// Time of the last entry; before the walk, of the one before the block.
  private(set) var lastTime: SimInstant
  /// Frames among the entries.
  private(set) var frames: UInt64 = 0
  /// Sum of their bytes.
  private(set) var frameBytes: UInt64 = 0

  init(lastTime: SimInstant) { self.lastTime = lastTime }

  /// Reads a payload that must hold exactly `entries` entries; says what is wrong with it.
  mutating func read(_ payload: UnsafeRawBufferPointer, entries: UInt32) -> TraceError.Damage? {
    var position = 0
    var count: UInt32 = 0
    while position < payload.count {
      guard payload.count - position >= TraceFormat.entryHeadByteCount else { return .frames }
      func number<Number: FixedWidthInteger>(_ offset: Int, _ type: Number.Type) -> Number {
        Number(littleEndian: payload.loadUnaligned(fromByteOffset: position + offset, as: type))
      }
      let length = Int(number(12, UInt32.self))
      guard payload.count - position - TraceFormat.entryHeadByteCount >= length else {
        return .frames
      }
      let way = payload[position + 16]
      if TraceDirection(rawValue: way) != nil {
        frames += 1
        frameBytes += UInt64(length)
      } else {
        guard way == TraceFormat.eventDirection, length == 0,
          TraceEvent.Kind(rawValue: payload[position + 17]) != nil
        else { return .frames }
      }
      let time = SimInstant(nanoseconds: number(0, UInt64.self))
      guard time >= lastTime else { return .time }
      if count == 0 { firstTime = time }
      lastTime = time
      count &+= 1
      position += TraceFormat.entryHeadByteCount + length
    }
    return count == entries && count > 0 ? nil : .frames
  }
}
