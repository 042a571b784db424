import Determinism

/// Reads a trace front to back, verifying as it goes, in memory bounded by the largest block.
///
/// A frame is handed out only after its whole block was verified.
public final class TraceReader {
  /// What the trace says about its run.
  public let header: TraceHeader

  /// Blocks, frames and bytes verified so far, with the chain up to there.
  private(set) var verified: TraceTotals
  private let file: InputFile
  private var payload: [UInt8] = []
  private var cursor = 0
  private var framesLeft: UInt32 = 0
  private var blockOffset: UInt64 = 0
  private var lastTime = SimInstant.zero
  private var end: Result<Void, TraceError>?

  /// Opens a trace and verifies its header.
  public init(path: String) throws(TraceError) {
    file = try InputFile(opening: path)
    let (header, bytes) = try readHeader(from: file)
    self.header = header
    verified = TraceTotals(
      frames: 0, blocks: 0, bytes: .zero, digest: Digest128(of: bytes))
  }

  /// The next frame, or nil after the last frame of a complete trace.
  ///
  /// - Throws: at the first fault, and again on every later call. A trace without a valid footer
  ///   ends in an error.
  public func next() throws(TraceError) -> TraceFrame? {
    while framesLeft == 0 {
      if let end {
        try end.get()
        return nil
      }
      do {
        if try !readBlock() { end = .success(()) }
      } catch {
        end = .failure(error)
      }
    }
    framesLeft -= 1
    return parseFrame()
  }

  /// The totals of a trace whose last frame was read, else nil.
  public var totals: TraceTotals? {
    if case .success = end { verified } else { nil }
  }

  /// Verifies and loads the next block; false behind a valid footer.
  func readBlock() throws(TraceError) -> Bool {
    blockOffset = file.offset
    let part = TraceError.Part.block(verified.blocks)
    guard file.remaining > 0 else { throw fault(.missingFooter) }
    let markByteCount = TraceFormat.blockMark.count
    guard file.remaining >= UInt64(markByteCount) else { throw fault(.truncated(part)) }
    let mark = try file.read(markByteCount, of: part)
    if mark == TraceFormat.footerMark {
      try readFooter(mark)
      return false
    }
    guard mark == TraceFormat.blockMark else { throw fault(.damaged(part, .mark)) }
    let restByteCount = TraceFormat.blockHeadByteCount - markByteCount
    guard file.remaining >= UInt64(restByteCount) else { throw fault(.truncated(part)) }
    let head = mark + (try file.read(restByteCount, of: part))
    let frames = head.number(at: 4, UInt32.self)
    guard head.number(at: 8, UInt64.self) == verified.blocks else {
      throw fault(.damaged(part, .sequence))
    }
    let length = head.number(at: 16, UInt64.self)
    // Checked before anything is allocated: a hostile length costs nothing.
    guard length <= file.remaining else { throw fault(.truncated(part)) }
    guard length <= TraceFormat.payloadByteLimit(frames: frames) else {
      throw fault(.damaged(part, .length))
    }
    let bytes = try file.read(Int(length), of: part)
    guard head.number(at: 24, UInt64.self) == TraceFormat.checksum(bytes[...]) else {
      throw fault(.damaged(part, .checksum))
    }
    let chain = TraceFormat.link(
      after: verified.digest, head: head[..<TraceFormat.chainedByteCount], payload: bytes[...])
    guard head.digest(at: TraceFormat.chainedByteCount) == chain else {
      throw fault(.damaged(part, .chain))
    }
    try accept(bytes, frames: frames, chain: chain, part)
    return true
  }

  /// Checks every frame of a block before the first one is handed out.
  private func accept(
    _ bytes: [UInt8], frames: UInt32, chain: Digest128, _ part: TraceError.Part
  ) throws(TraceError) {
    var position = 0
    var time = lastTime
    var frameBytes: UInt64 = 0
    var count: UInt32 = 0
    while position < bytes.count {
      guard bytes.count - position >= TraceFormat.frameHeadByteCount,
        TraceDirection(rawValue: bytes[position + 16]) != nil
      else { throw fault(.damaged(part, .frames)) }
      let length = Int(bytes.number(at: position + 12, UInt32.self))
      guard bytes.count - position - TraceFormat.frameHeadByteCount >= length else {
        throw fault(.damaged(part, .frames))
      }
      let next = SimInstant(nanoseconds: bytes.number(at: position, UInt64.self))
      guard next >= time else { throw fault(.damaged(part, .time)) }
      time = next
      frameBytes += UInt64(length)
      count += 1
      position += TraceFormat.frameHeadByteCount + length
    }
    guard count == frames, count > 0 else { throw fault(.damaged(part, .frames)) }
    lastTime = time
    payload = bytes
    cursor = 0
    framesLeft = frames
    verified.blocks += 1
    verified.frames += UInt64(frames)
    verified.bytes += ByteCount(frameBytes)
    verified.digest = chain
  }

  private func parseFrame() -> TraceFrame {
    let length = Int(payload.number(at: cursor + 12, UInt32.self))
    let start = cursor + TraceFormat.frameHeadByteCount
    guard let direction = TraceDirection(rawValue: payload[cursor + 16]) else {
      preconditionFailure("a block is checked before its frames are handed out")
    }
    defer { cursor = start + length }
    return TraceFrame(
      time: SimInstant(nanoseconds: payload.number(at: cursor, UInt64.self)),
      direction: direction, flow: payload.number(at: cursor + 8, UInt32.self),
      kind: payload[cursor + 17], bytes: Array(payload[start..<start + length]))
  }

  private func readFooter(_ mark: [UInt8]) throws(TraceError) {
    let rest = TraceFormat.footerByteCount - mark.count
    guard file.remaining >= UInt64(rest) else { throw fault(.truncated(.footer)) }
    let footer = mark + (try file.read(rest, of: .footer))
    let sum = TraceFormat.footerByteCount - TraceFormat.checksumByteCount
    guard footer.number(at: sum, UInt64.self) == TraceFormat.checksum(footer[..<sum]) else {
      throw fault(.damaged(.footer, .checksum))
    }
    guard footer.digest(at: 28) == verified.digest else {
      throw fault(.damaged(.footer, .chain))
    }
    guard footer == TraceFormat.encodeFooter(verified) else {
      throw fault(.damaged(.footer, .totals))
    }
    if file.remaining > 0 {
      throw TraceError(
        .trailingBytes(file.remaining), path: file.path, offset: file.offset)
    }
  }

  private func fault(_ code: TraceError.Code) -> TraceError {
    TraceError(code, path: file.path, offset: blockOffset)
  }
}
