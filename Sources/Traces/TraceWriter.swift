import Determinism

/// Records frames into a new trace file, in constant memory.
///
/// Frames gather in blocks of about 64 KiB, each written in one piece. After an error, or a crash,
/// the file keeps all blocks that were written whole. Blocks are handed to the operating system
/// and not forced to the disk: a trace survives the end of the process, not a power failure.
public final class TraceWriter {
  private let file: OutputFile
  private var block: [UInt8] = []
  private var blockEntries: UInt32 = 0
  /// What the index will say about the block under way.
  private var blockStart: (time: SimInstant, framesBefore: UInt64) = (.zero, 0)
  private var index = TraceIndexGroup()
  private var lastTime = SimInstant.zero
  private var totals: TraceTotals
  private var failure: TraceError?
  private var finished = false

  /// Creates the file and writes its header.
  ///
  /// - Throws: when the file exists already, or cannot be created; then nothing is left behind.
  public init(path: String, header: TraceHeader) throws(TraceError) {
    file = try OutputFile(creating: path)
    let bytes = TraceFormat.encode(header)
    totals = TraceTotals(
      frames: 0, blocks: 0, bytes: .zero, digest: Digest128(of: bytes))
    do {
      try file.write(bytes)
    } catch {
      file.discard()
      throw error
    }
    startBlock()
  }

  /// Records a frame.
  ///
  /// Entries must come in order of time.
  ///
  /// - Throws: when the file cannot be written; from then on every call throws the same error.
  public func append(_ frame: TraceFrame) throws(TraceError) {
    try append(
      time: frame.time, flow: frame.flow, direction: frame.direction.rawValue, kind: frame.kind,
      bytes: frame.bytes)
    totals.frames += 1
    totals.bytes += ByteCount(frame.bytes.count)
    if payloadByteCount >= TraceFormat.blockTarget { try flush() }
  }

  /// Records an event of the server's own, under the same rules.
  public func append(_ event: TraceEvent) throws(TraceError) {
    try append(
      time: event.time, flow: event.flow, direction: TraceFormat.eventDirection,
      kind: event.kind.rawValue, bytes: [])
  }

  /// Writes out the entries gathered so far as a block of their own.
  ///
  /// Where blocks end is part of the digest: call this at simulated, never at real, times.
  public func checkpoint() throws(TraceError) {
    try checkUsable()
    if blockEntries > 0 { try flush() }
  }

  /// Writes the footer and closes the file.
  ///
  /// Without this call the trace stays incomplete.
  @discardableResult
  public func finish() throws(TraceError) -> TraceTotals {
    try checkpoint()
    if !index.entries.isEmpty { try writeIndex() }
    try attempt { () throws(TraceError) in
      try file.write(TraceFormat.encodeFooter(totals, lastIndex: index.previous))
      try file.close()
    }
    finished = true
    return totals
  }

  private var payloadByteCount: Int { block.count - TraceFormat.blockHeadByteCount }

  private func append(
    time: SimInstant, flow: UInt32, direction: UInt8, kind: UInt8, bytes: [UInt8]
  ) throws(TraceError) {
    try checkUsable()
    precondition(time >= lastTime, "frames must be recorded in order of time")
    let size = TraceFormat.entryHeadByteCount + bytes.count
    if blockEntries > 0 && payloadByteCount + size > TraceFormat.blockTarget { try flush() }
    if blockEntries == 0 { blockStart = (time, totals.frames) }
    lastTime = time
    block.append(number: time.nanoseconds)
    block.append(number: flow)
    block.append(number: UInt32(bytes.count))
    block.append(direction)
    block.append(kind)
    block.append(contentsOf: bytes)
    blockEntries += 1
  }

  private func checkUsable() throws(TraceError) {
    precondition(!finished, "a finished trace takes no more frames")
    if let failure { throw failure }
  }

  private func attempt(_ body: () throws(TraceError) -> Void) throws(TraceError) {
    do {
      try body()
    } catch {
      failure = error
      throw error
    }
  }

  private func startBlock() {
    // A frame far above the target must not keep its memory for the rest of the run.
    block.removeAll(keepingCapacity: block.capacity <= 4 * TraceFormat.blockTarget)
    block.append(contentsOf: repeatElement(0, count: TraceFormat.blockHeadByteCount))
    blockEntries = 0
  }

  private func flush() throws(TraceError) {
    precondition(blockEntries > 0, "a block must hold an entry")
    let payload = TraceFormat.blockHeadByteCount..<block.count
    precondition(
      UInt64(payload.count) <= TraceFormat.payloadByteLimit(entries: blockEntries),
      "a block must be readable again")
    let (head, chain) = TraceFormat.encodeBlock(
      TraceFormat.blockMark, entries: blockEntries, number: totals.blocks,
      payload: block[payload], after: totals.digest)
    block.replace(at: 0, with: head)
    let offset = file.length
    try attempt { () throws(TraceError) in try file.write(block) }
    index.entries.append(
      TraceIndexEntry(
        offset: offset, time: blockStart.time, framesBefore: blockStart.framesBefore))
    totals.blocks += 1
    totals.digest = chain
    startBlock()
    if index.entries.count == TraceFormat.indexSpan { try writeIndex() }
  }

  private func writeIndex() throws(TraceError) {
    let payload = index.encoded
    let (head, chain) = TraceFormat.encodeBlock(
      TraceFormat.indexMark, entries: UInt32(index.entries.count), number: index.number,
      payload: payload[...], after: totals.digest)
    let offset = file.length
    try attempt { () throws(TraceError) in try file.write(head + payload) }
    totals.digest = chain
    index.startNext(behind: offset)
  }
}
