import Determinism

/// Records frames into a new trace file, in constant memory.
///
/// Frames gather in blocks of about 64 KiB, each written in one piece. After an error, or a crash,
/// the file keeps all blocks that were written whole. Blocks are handed to the operating system
/// and not forced to the disk: a trace survives the end of the process, not a power failure.
public final class TraceWriter {
  private let file: OutputFile
  private var block: [UInt8] = []
  private var blockFrames: UInt32 = 0
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
  /// Frames must come in order of time.
  ///
  /// - Throws: when the file cannot be written; from then on every call throws the same error.
  public func append(_ frame: TraceFrame) throws(TraceError) {
    try checkUsable()
    precondition(frame.time >= lastTime, "frames must be recorded in order of time")
    let size = TraceFormat.frameHeadByteCount + frame.bytes.count
    if blockFrames > 0 && payloadByteCount + size > TraceFormat.blockTarget { try flush() }
    lastTime = frame.time
    block.append(number: frame.time.nanoseconds)
    block.append(number: frame.flow)
    block.append(number: UInt32(frame.bytes.count))
    block.append(frame.direction.rawValue)
    block.append(frame.kind)
    block.append(contentsOf: frame.bytes)
    blockFrames += 1
    totals.frames += 1
    totals.bytes += ByteCount(frame.bytes.count)
    if payloadByteCount >= TraceFormat.blockTarget { try flush() }
  }

  /// Writes out the frames gathered so far as a block of their own.
  ///
  /// Where blocks end is part of the digest: call this at simulated, never at real, times.
  public func checkpoint() throws(TraceError) {
    try checkUsable()
    if blockFrames > 0 { try flush() }
  }

  /// Writes the footer and closes the file.
  ///
  /// Without this call the trace stays incomplete.
  @discardableResult
  public func finish() throws(TraceError) -> TraceTotals {
    try checkpoint()
    do {
      try file.write(TraceFormat.encodeFooter(totals))
      try file.close()
    } catch {
      failure = error
      throw error
    }
    finished = true
    return totals
  }

  private var payloadByteCount: Int { block.count - TraceFormat.blockHeadByteCount }

  private func checkUsable() throws(TraceError) {
    precondition(!finished, "a finished trace takes no more frames")
    if let failure { throw failure }
  }

  private func startBlock() {
    // A frame far above the target must not keep its memory for the rest of the run.
    block.removeAll(keepingCapacity: block.capacity <= 4 * TraceFormat.blockTarget)
    block.append(contentsOf: repeatElement(0, count: TraceFormat.blockHeadByteCount))
    blockFrames = 0
  }

  private func flush() throws(TraceError) {
    precondition(blockFrames > 0, "a block must hold a frame")
    let payload = TraceFormat.blockHeadByteCount..<block.count
    precondition(
      UInt64(payload.count) <= TraceFormat.payloadByteLimit(frames: blockFrames),
      "a block must be readable again")
    var head = TraceFormat.blockMark
    head.append(number: blockFrames)
    head.append(number: totals.blocks)
    head.append(number: UInt64(payload.count))
    head.append(number: TraceFormat.checksum(block[payload]))
    let chain = TraceFormat.link(after: totals.digest, head: head[...], payload: block[payload])
    block.replace(at: 0, with: head + chain.bytes)
    do {
      try file.write(block)
    } catch {
      failure = error
      throw error
    }
    totals.blocks += 1
    totals.digest = chain
    startBlock()
  }
}
