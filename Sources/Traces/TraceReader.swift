import Determinism

/// Reads a trace front to back, verifying as it goes, in memory bounded by the largest block.
///
/// An entry is handed out only after its whole block was verified.
public final class TraceReader {
  /// What the trace says about its run.
  public let header: TraceHeader
  /// The version of the file's format, such as `2.0`.
  public let formatVersion: String

  /// Blocks, frames and bytes verified so far, with the chain up to there.
  private(set) var verified: TraceTotals
  private let file: InputFile
  private var payload: [UInt8] = []
  private var cursor = 0
  private var blockOffset: UInt64 = 0
  private var lastTime = SimInstant.zero
  private var index = TraceIndexGroup()
  /// Where reading went on after a skip, as the index says; then what was skipped is not known.
  private var skipped: TraceIndexEntry?
  private var end: Result<Void, TraceError>?

  /// Opens a trace and verifies its header.
  public init(path: String) throws(TraceError) {
    file = try InputFile(opening: path)
    let (header, bytes, minor) = try readHeader(from: file)
    self.header = header
    formatVersion = "\(TraceFormat.majorVersion).\(minor)"
    verified = TraceTotals(
      frames: 0, blocks: 0, bytes: .zero, digest: Digest128(of: bytes))
  }

  /// The next frame, or nil after the last frame of a complete trace; events are passed over.
  ///
  /// - Throws: at the first fault, and again on every later call. A trace without a valid footer
  ///   ends in an error.
  public func next() throws(TraceError) -> TraceFrame? {
    while try advance() {
      if case .frame(let frame) = parseEntry() { return frame }
    }
    return nil
  }

  /// The next frame or event, or nil after the last entry of a complete trace.
  ///
  /// - Throws: as `next()` does.
  public func nextEntry() throws(TraceError) -> TraceEntry? {
    try advance() ? parseEntry() : nil
  }

  /// The totals of a trace whose last entry was read from the first one on, else nil.
  public var totals: TraceTotals? {
    if case .success = end, skipped == nil { verified } else { nil }
  }

  /// The number that the next frame has in the trace, counted from zero.
  public private(set) var frameNumber: UInt64 = 0

  /// Makes sure that an entry lies at the cursor; false behind the last one.
  private func advance() throws(TraceError) -> Bool {
    while cursor == payload.count {
      if let end {
        try end.get()
        return false
      }
      do {
        if try !readBlock() { end = .success(()) }
      } catch {
        end = .failure(error)
      }
    }
    return true
  }

  /// Goes to the last block that begins at or before `target`, where the file has an index.
  ///
  /// What is skipped is not verified, and `totals` stays nil. Without a footer nothing is skipped.
  public func skip(to target: TraceSeekTarget) throws(TraceError) {
    guard let place = try TraceSeek(file: file).place(for: target),
      place.entry.offset > file.offset
    else { return }
    file.seek(to: place.entry.offset)
    skipped = place.entry
    payload = []
    cursor = 0
    frameNumber = place.entry.framesBefore
    lastTime = place.entry.time
    index = TraceIndexGroup(number: place.block / UInt64(TraceFormat.indexSpan))
    verified.blocks = place.block
    verified.frames = place.entry.framesBefore
  }

  /// Verifies and loads the next block; false behind a valid footer.
  func readBlock() throws(TraceError) -> Bool {
    blockOffset = file.offset
    let part = TraceError.Part.block(verified.blocks)
    guard file.remaining > 0 else { throw fault(.missingFooter) }
    let markByteCount = TraceFormat.blockMark.count
    guard file.remaining >= UInt64(markByteCount) else { throw fault(.truncated(part)) }
    let mark = try file.read(markByteCount, of: part)
    switch mark {
    case TraceFormat.footerMark:
      try readFooter(mark)
      return false
    case TraceFormat.indexMark: try readIndex(mark)
    case TraceFormat.blockMark: try readData(mark, part)
    default: throw fault(.damaged(part, .mark))
    }
    return true
  }

  /// A block whose number, length, checksum and link are right.
  private struct Block {
    var entries: UInt32
    var payload: [UInt8]
    var chain: Digest128
  }

  private func readData(_ mark: [UInt8], _ part: TraceError.Part) throws(TraceError) {
    let block = try readBlock(mark, part, number: verified.blocks) {
      TraceFormat.payloadByteLimit(entries: $0)
    }
    try accept(block, part)
  }

  private func readIndex(_ mark: [UInt8]) throws(TraceError) {
    let part = TraceError.Part.index(index.number)
    let block = try readBlock(mark, part, number: index.number) {
      8 + UInt64($0) * UInt64(TraceFormat.indexEntryByteCount)
    }
    let group = TraceIndexGroup(
      payload: block.payload[...], entries: block.entries, number: index.number)
    // It must say what the blocks before it are; behind a skip, what is known of them.
    guard let group,
      skipped != nil ? group.entries.ends(with: index.entries) : group == index
    else { throw fault(.damaged(part, .index)) }
    verified.digest = block.chain
    index = group
    index.startNext(behind: blockOffset)
  }

  private func readBlock(
    _ mark: [UInt8], _ part: TraceError.Part, number: UInt64, limit: (UInt32) -> UInt64
  ) throws(TraceError) -> Block {
    let restByteCount = TraceFormat.blockHeadByteCount - mark.count
    guard file.remaining >= UInt64(restByteCount) else { throw fault(.truncated(part)) }
    let head = mark + (try file.read(restByteCount, of: part))
    let entries = head.number(at: 4, UInt32.self)
    let found = head.number(at: 8, UInt64.self)
    guard found == number else { throw fault(.damaged(part, .sequence)) }
    let length = head.number(at: 16, UInt64.self)
    // Checked before anything is allocated: a hostile length costs nothing.
    guard length <= file.remaining else { throw fault(.truncated(part)) }
    guard length <= limit(entries) else { throw fault(.damaged(part, .length)) }
    let bytes = try file.read(Int(length), of: part)
    guard head.number(at: 24, UInt64.self) == TraceFormat.checksum(bytes[...]) else {
      throw fault(.damaged(part, .checksum))
    }
    let written = head.digest(at: TraceFormat.chainedByteCount)
    if skipped?.offset != blockOffset {
      let chain = TraceFormat.link(
        after: verified.digest, head: head[..<TraceFormat.chainedByteCount], payload: bytes[...])
      guard written == chain else { throw fault(.damaged(part, .chain)) }
    }
    return Block(entries: entries, payload: bytes, chain: written)
  }

  /// Checks every entry of a block before the first one is handed out.
  private func accept(_ block: Block, _ part: TraceError.Part) throws(TraceError) {
    var tally = EntryTally(lastTime: lastTime)
    if let damage = block.payload.withUnsafeBytes({ tally.read($0, entries: block.entries) }) {
      throw fault(.damaged(part, damage))
    }
    let entry = TraceIndexEntry(
      offset: blockOffset, time: tally.firstTime, framesBefore: verified.frames)
    if let skipped, skipped.offset == blockOffset, skipped != entry {
      throw fault(.damaged(part, .index))
    }
    index.entries.append(entry)
    lastTime = tally.lastTime
    payload = block.payload
    cursor = 0
    verified.blocks += 1
    verified.frames &+= tally.frames
    verified.bytes += ByteCount(tally.frameBytes)
    verified.digest = block.chain
  }

  private func parseEntry() -> TraceEntry {
    let length = Int(payload.number(at: cursor + 12, UInt32.self))
    let start = cursor + TraceFormat.entryHeadByteCount
    let time = SimInstant(nanoseconds: payload.number(at: cursor, UInt64.self))
    let flow = payload.number(at: cursor + 8, UInt32.self)
    let (way, kind) = (payload[cursor + 16], payload[cursor + 17])
    cursor = start + length
    if let direction = TraceDirection(rawValue: way) {
      frameNumber &+= 1
      return .frame(
        TraceFrame(
          time: time, direction: direction, flow: flow, kind: kind,
          bytes: Array(payload[start..<start + length])))
    }
    guard let kind = TraceEvent.Kind(rawValue: kind) else {
      preconditionFailure("a block is checked before its entries are handed out")
    }
    return .event(TraceEvent(time: time, kind: kind, flow: flow))
  }

  private func readFooter(_ mark: [UInt8]) throws(TraceError) {
    let rest = TraceFormat.footerByteCount - mark.count
    guard file.remaining >= UInt64(rest) else { throw fault(.truncated(.footer)) }
    let footer = mark + (try file.read(rest, of: .footer))
    guard let said = TraceFooter(footer) else { throw fault(.damaged(.footer, .checksum)) }
    guard footer.digest(at: 36) == verified.digest else { throw fault(.damaged(.footer, .chain)) }
    guard index.entries.isEmpty, said.lastIndex == index.previous else {
      throw fault(.damaged(.footer, .index))
    }
    // Behind a skip only the bytes are not known.
    guard said.frames == verified.frames, said.blocks == verified.blocks,
      skipped != nil || footer == TraceFormat.encodeFooter(verified, lastIndex: index.previous)
    else { throw fault(.damaged(.footer, .totals)) }
    if file.remaining > 0 {
      throw TraceError(
        .trailingBytes(file.remaining), path: file.path, offset: file.offset)
    }
  }

  private func fault(_ code: TraceError.Code) -> TraceError {
    TraceError(code, path: file.path, offset: blockOffset)
  }
}
