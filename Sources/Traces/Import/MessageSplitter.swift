internal import Wire

/// Cuts a stream of bytes into framed messages.
struct MessageSplitter {
  /// Most bytes of a message: far above any sample, and far below what a length can claim.
  static let messageLimit = 1 << 30

  private let framing: Framing
  private var bytes: [UInt8] = []
  private var start = 0

  init(_ framing: Framing) { self.framing = framing }

  /// Bytes of a message that is not whole yet.
  var rest: Int { bytes.count - start }

  /// Takes in more of the stream.
  mutating func append(_ part: some Collection<UInt8>) {
    if start > bytes.count / 2 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes.append(contentsOf: part)
  }

  /// The next whole message, prefix included.
  mutating func next() throws(CaptureError.Code.Thrown) -> [UInt8]? {
    guard let prefix = framing.prefix(of: bytes[start...]) else { return nil }
    guard prefix.promised <= Self.messageLimit else {
      throw .init(.tooLong(promised: prefix.promised, limit: Self.messageLimit))
    }
    let end = start + prefix.byteCount + Int(prefix.promised)
    guard end <= bytes.count else { return nil }
    defer { start = end }
    return Array(bytes[start..<end])
  }
}

extension CaptureError.Code {
  /// What is wrong, where the place is not known yet.
  struct Thrown: Error {
    let code: CaptureError.Code

    init(_ code: CaptureError.Code) { self.code = code }
  }
}
