internal import Wire

/// Follows every connection of one port and hands out what its streams hold, piece by piece.
///
/// A connection is a flow; flows count from one in the order in which connections appear.
struct TCPConnections {
  /// Connections that one capture may hold.
  static let connectionLimit = 1 << 20

  /// Something that one packet has made whole.
  struct Piece {
    var flow: UInt32
    var direction: TraceDirection
    var bytes: [UInt8]
    /// Whether the bytes belong to the transport and hold no message.
    var isTransport: Bool
  }

  private struct Key: Hashable {
    var client: TCPEndpoint
    var server: TCPEndpoint
  }

  fileprivate struct Side {
    var stream = TCPStream()
    var content: Content
  }

  fileprivate enum Content {
    case messages(MessageSplitter)
    case http2(HTTP2Splitter)
  }

  fileprivate struct Connection {
    var toServer: Side
    var toDevice: Side
  }

  private let port: UInt16
  private let framing: Framing
  private let path: String
  /// For look-up only.
  private var current: [Key: Int] = [:]
  private var connections: [Connection] = []

  init(port: UInt16, framing: Framing, path: String) {
    self.port = port
    self.framing = framing
    self.path = path
  }

  /// Whether any connection was seen.
  var isEmpty: Bool { connections.isEmpty }

  /// Takes in a segment of packet `number`.
  mutating func take(_ segment: TCPSegment, packet number: Int) throws -> [Piece] {
    if segment.missing > 0 {
      let held = segment.payload.count
      throw CaptureError(
        .cutPacket(held: held, original: held + segment.missing), path: path, at: .packet(number))
    }
    let (key, direction) = orient(segment)
    guard let index = try connection(of: segment, key, direction) else { return [] }
    let flow = UInt32(index + 1)
    if segment.hasAcknowledgement, !segment.isReset {
      connections[index][direction.opposite].stream.acknowledge(segment.acknowledgement)
    }
    do {
      let readable: [ArraySlice<UInt8>]
      if segment.isSynchronizing {
        let early = try connections[index][direction].stream.begin(segment.sequence)
        readable =
          early
          + (try connections[index][direction].stream.take(
            segment.sequence &+ 1, segment.payload))
      } else {
        readable = try connections[index][direction].stream.take(
          segment.sequence, segment.payload)
      }
      guard !readable.isEmpty else { return [] }
      return try connections[index][direction].split(readable).map { bytes, isTransport in
        Piece(flow: flow, direction: direction, bytes: bytes, isTransport: isTransport)
      }
    } catch {
      throw located(error, flow, direction)
    }
  }

  /// Throws unless every connection is whole and ends between messages.
  func finish() throws {
    for index in connections.indices { try finish(index) }
  }

  private func finish(_ index: Int) throws {
    for direction in TraceDirection.allCases {
      let side = connections[index][direction]
      do { try side.stream.checkWhole() } catch {
        throw located(error, UInt32(index + 1), direction)
      }
      if side.rest > 0 {
        throw CaptureError(
          .cutMessage(held: side.rest), path: path, at: .flow(UInt32(index + 1), direction))
      }
    }
  }

  private func located(
    _ error: any Error, _ flow: UInt32, _ direction: TraceDirection
  ) -> any Error {
    let code: CaptureError.Code
    switch error {
    case TCPStream.Flaw.noBeginning: code = .noBeginning
    case TCPStream.Flaw.hole(let from, let to): code = .hole(from: from, to: to)
    case TCPStream.Flaw.tooFarAhead: code = .tooFarAhead
    case let thrown as CaptureError.Code.Thrown: code = thrown.code
    default: return error
    }
    return CaptureError(code, path: path, at: .flow(flow, direction))
  }

  /// The server is the side with the port; where both have it, the one that was there first.
  private func orient(_ segment: TCPSegment) -> (Key, TraceDirection) {
    let up = Key(client: segment.source, server: segment.destination)
    let down = Key(client: segment.destination, server: segment.source)
    guard segment.source.port == port else { return (up, .toServer) }
    guard segment.destination.port == port else { return (down, .toDevice) }
    return current[down] != nil ? (down, .toDevice) : (up, .toServer)
  }

  /// The connection that a segment belongs to, which it may begin; nil for what is left of one
  /// from before the capture.
  private mutating func connection(
    of segment: TCPSegment, _ key: Key, _ direction: TraceDirection
  ) throws -> Int? {
    if let index = current[key] {
      let stream = connections[index][direction].stream
      let isNew =
        segment.isSynchronizing && !segment.hasAcknowledgement && stream.hasBegun
        && !stream.began(with: segment.sequence)
      guard isNew else { return index }
      try finish(index)
    } else if segment.payload.isEmpty && !segment.isSynchronizing {
      return nil
    }
    guard connections.count < Self.connectionLimit else {
      throw CaptureError(
        .brokenBlock(reason: "it holds more connections than can be told apart"), path: path,
        at: .file)
    }
    connections.append(
      Connection(
        toServer: Side(content: content(fromClient: true)),
        toDevice: Side(content: content(fromClient: false))))
    current[key] = connections.count - 1
    return connections.count - 1
  }

  private func content(fromClient: Bool) -> Content {
    framing == .http2GRPC
      ? .http2(HTTP2Splitter(fromClient: fromClient)) : .messages(MessageSplitter(framing))
  }
}

extension TraceDirection {
  fileprivate var opposite: TraceDirection { self == .toServer ? .toDevice : .toServer }
}

extension TCPConnections.Connection {
  fileprivate subscript(direction: TraceDirection) -> TCPConnections.Side {
    get { direction == .toServer ? toServer : toDevice }
    _modify {
      if direction == .toServer { yield &toServer } else { yield &toDevice }
    }
  }
}

extension TCPConnections.Side {
  /// Bytes of what is not whole yet.
  fileprivate var rest: Int {
    switch content {
    case .messages(let splitter): splitter.rest
    case .http2(let splitter): splitter.rest
    }
  }

  /// What `parts` of the stream make whole, and whether it belongs to the transport.
  fileprivate mutating func split(
    _ parts: [ArraySlice<UInt8>]
  ) throws(CaptureError.Code.Thrown) -> [(bytes: [UInt8], isTransport: Bool)] {
    var result: [(bytes: [UInt8], isTransport: Bool)] = []
    switch content {
    case .messages(var splitter):
      // One owner, so that the stream is not copied for every packet.
      content = .messages(MessageSplitter(.grpc))
      for part in parts { splitter.append(part) }
      while let message = try splitter.next() { result.append((message, false)) }
      content = .messages(splitter)
    case .http2(var splitter):
      content = .messages(MessageSplitter(.grpc))
      for part in parts { splitter.append(part) }
      for piece in try splitter.pieces() {
        switch piece {
        case .transport(let bytes): result.append((bytes, true))
        case .message(let bytes): result.append((bytes, false))
        }
      }
      content = .http2(splitter)
    }
    return result
  }
}
