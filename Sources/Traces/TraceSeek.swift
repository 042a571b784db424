public import Determinism

/// A place to go to in a trace.
public enum TraceSeekTarget: Equatable, Sendable {
  /// The frame with this number, counted from zero.
  case frame(UInt64)
  /// The first entry at or after this moment.
  case time(SimInstant)
}

/// What a footer says, where its checksum is right.
struct TraceFooter {
  let frames: UInt64
  let blocks: UInt64
  let lastIndex: UInt64

  init?(_ bytes: [UInt8]) {
    let sum = TraceFormat.footerByteCount - TraceFormat.checksumByteCount
    guard bytes.count == TraceFormat.footerByteCount, bytes.starts(with: TraceFormat.footerMark),
      bytes.number(at: sum, UInt64.self) == TraceFormat.checksum(bytes[..<sum])
    else { return nil }
    frames = bytes.number(at: 4, UInt64.self)
    blocks = bytes.number(at: 12, UInt64.self)
    lastIndex = bytes.number(at: 28, UInt64.self)
  }
}

/// Finds a block through the index, from the end of the file backwards.
///
/// Reads the footer and one index block for every 1,024 data blocks behind the target.
struct TraceSeek {
  /// A data block as the index describes it.
  struct Place {
    let entry: TraceIndexEntry
    /// Number of the block among the data blocks.
    let block: UInt64
  }

  let file: InputFile

  /// The last data block that cannot lie behind `target`; nil where the file has no sound index.
  func place(for target: TraceSeekTarget) throws(TraceError) -> Place? {
    let start = file.offset
    defer { file.seek(to: start) }
    guard file.size >= start + UInt64(TraceFormat.footerByteCount) else { return nil }
    let end = file.size - UInt64(TraceFormat.footerByteCount)
    file.seek(to: end)
    guard let footer = TraceFooter(try file.read(TraceFormat.footerByteCount, of: .footer)) else {
      return nil
    }
    var offset = footer.lastIndex
    while offset >= start {
      guard let group = try group(at: offset) else { return nil }
      if let index = group.entries.lastIndex(where: { isBefore($0, target) }) {
        let entry = group.entries[index]
        let (first, overflow) = group.number.multipliedReportingOverflow(
          by: UInt64(TraceFormat.indexSpan))
        guard !overflow, first <= footer.blocks, (start..<end).contains(entry.offset),
          entry.framesBefore <= footer.frames
        else { return nil }
        return Place(entry: entry, block: first + UInt64(index))
      }
      // Offsets fall strictly, so a hostile index cannot lead in circles.
      guard group.previous < offset else { return nil }
      offset = group.previous
    }
    return nil
  }

  private func isBefore(_ entry: TraceIndexEntry, _ target: TraceSeekTarget) -> Bool {
    switch target {
    case .frame(let number): entry.framesBefore <= number
    // Entries of the very moment may lie in the block before.
    case .time(let moment): entry.time < moment
    }
  }

  private func group(at offset: UInt64) throws(TraceError) -> TraceIndexGroup? {
    let headByteCount = TraceFormat.blockHeadByteCount
    guard offset <= file.size, file.size - offset >= UInt64(headByteCount) else { return nil }
    file.seek(to: offset)
    let part = TraceError.Part.footer
    let head = try file.read(headByteCount, of: part)
    let length = head.number(at: 16, UInt64.self)
    let entries = head.number(at: 4, UInt32.self)
    guard head.starts(with: TraceFormat.indexMark), entries <= UInt32(TraceFormat.indexSpan),
      length <= file.remaining, length <= UInt64(1 << 20)
    else { return nil }
    let payload = try file.read(Int(length), of: part)
    guard head.number(at: 24, UInt64.self) == TraceFormat.checksum(payload[...]) else { return nil }
    return TraceIndexGroup(
      payload: payload[...], entries: entries, number: head.number(at: 8, UInt64.self))
  }
}
