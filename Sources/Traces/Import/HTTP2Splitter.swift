internal import Wire

/// Cuts one direction of a cleartext HTTP/2 connection (RFC 9113) into messages and the rest.
///
/// Messages lie in the DATA frames of a stream. All other bytes come out as they are, as frames of
/// the transport, so that nothing is lost.
struct HTTP2Splitter {
  /// A piece of the stream.
  enum Piece {
    /// Bytes that hold no message.
    case transport([UInt8])
    /// A message, prefix included.
    case message([UInt8])
  }

  private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  private static let headByteCount = 9
  private static let isPadded: UInt8 = 8

  private var expectsPreface: Bool
  private var bytes: [UInt8] = []
  private var start = 0
  private var streams: [UInt32: MessageSplitter] = [:]

  /// `fromClient` says that the direction begins with the client's preface.
  init(fromClient: Bool) { expectsPreface = fromClient }

  /// Bytes of frames and messages that are not whole yet.
  var rest: Int { streams.values.reduce(bytes.count - start) { $0 + $1.rest } }

  /// Takes in more of the stream.
  mutating func append(_ part: some Collection<UInt8>) {
    if start > bytes.count / 2 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes.append(contentsOf: part)
  }

  /// The pieces that have become whole.
  mutating func pieces() throws(CaptureError.Code.Thrown) -> [Piece] {
    var pieces: [Piece] = []
    if expectsPreface {
      let held = bytes[start...].prefix(Self.preface.count)
      guard Self.preface.starts(with: held) else {
        throw .init(.notHTTP2(reason: "the client does not begin with HTTP/2's preface"))
      }
      guard held.count == Self.preface.count else { return [] }
      pieces.append(.transport(Array(held)))
      start += held.count
      expectsPreface = false
    }
    while let frame = nextFrame() {
      if frame[3] == 0 {
        pieces += try data(frame)
      } else {
        pieces.append(.transport(frame))
      }
    }
    return pieces
  }

  private mutating func nextFrame() -> [UInt8]? {
    guard bytes.count - start >= Self.headByteCount else { return nil }
    let length = bytes[start..<start + 3].reduce(0) { $0 << 8 | Int($1) }
    let end = start + Self.headByteCount + length
    guard end <= bytes.count else { return nil }
    defer { start = end }
    return Array(bytes[start..<end])
  }

  /// The messages that a DATA frame completes, behind the bytes of it that belong to none.
  private mutating func data(_ frame: [UInt8]) throws(CaptureError.Code.Thrown) -> [Piece] {
    var first = Self.headByteCount
    var last = frame.count
    if frame[4] & Self.isPadded != 0 {
      guard frame.count > first, first + 1 + Int(frame[first]) <= frame.count else {
        throw .init(.notHTTP2(reason: "a DATA frame has more padding than bytes"))
      }
      last -= Int(frame[first])
      first += 1
    }
    let stream = frame[5..<9].reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    var pieces = [Piece.transport(Array(frame[..<first] + frame[last...]))]
    var splitter = streams.removeValue(forKey: stream) ?? MessageSplitter(.grpc)
    splitter.append(frame[first..<last])
    while let message = try splitter.next() { pieces.append(.message(message)) }
    if splitter.rest > 0 { streams[stream] = splitter }
    return pieces
  }
}
