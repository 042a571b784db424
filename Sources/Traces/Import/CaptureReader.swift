internal import Determinism
public import Wire

/// Reads the frames of a real client from what was captured of it.
///
/// A capture is a pcapng or pcap file of a TCP port, or JSON Lines with a frame each; its content
/// decides which. Frames come in the order of time, and memory is needed only for what is not
/// whole yet.
public final class CaptureReader {
  private enum Source {
    case pcap(PcapReader)
    case pcapng(PcapngReader)
    case lines(FrameLines)
  }

  private let path: String
  private let tree: SchemaTree
  private let port: UInt16?
  private let source: Source
  private var connections: TCPConnections?
  private var ready: [TraceFrame] = []
  private var taken = 0
  private var firstTime: UInt64?
  private var lastTime = SimInstant.zero
  private var isOver = false

  /// Opens a capture of the clients that `tree` describes.
  ///
  /// The server is the side with `port`, which frames in JSON Lines do not need.
  ///
  /// - Throws: `TraceError` when the file cannot be read, `CaptureError` when it is no capture.
  public init(path: String, tree: SchemaTree, port: UInt16?) throws {
    self.path = path
    self.tree = tree
    self.port = port
    let file = try InputFile(opening: path)
    let mark = try file.read(Int(min(4, file.remaining)), of: .header)
    if let reader = try PcapngReader(file, mark: mark) {
      source = .pcapng(reader)
    } else if let reader = try PcapReader(file, mark: mark) {
      source = .pcap(reader)
    } else {
      guard mark.first(where: { ![0x20, 0x09, 0x0D, 0x0A].contains($0) }) == UInt8(ascii: "{")
      else { throw CaptureError(.unknownFormat, path: path, at: .file) }
      source = .lines(FrameLines(file, beginning: mark, tree: tree))
    }
    if case .lines = source { return }
    guard let port else { throw CaptureError(.noPort, path: path, at: .file) }
    connections = TCPConnections(port: port, framing: tree.schema.framing, path: path)
  }

  /// The next frame, or nil after the last.
  ///
  /// - Throws: `TraceError` or `CaptureError`; then what came before may be incomplete, too.
  public func next() throws -> TraceFrame? {
    if case .lines(let reader) = source { return try reader.next() }
    while taken == ready.count {
      guard !isOver else { return nil }
      ready.removeAll(keepingCapacity: true)
      taken = 0
      guard let packet = try nextPacket() else {
        isOver = true
        try finish()
        return nil
      }
      try read(packet)
    }
    taken += 1
    return ready[taken - 1]
  }

  private func nextPacket() throws -> CapturedPacket? {
    switch source {
    case .pcap(let reader): try reader.next()
    case .pcapng(let reader): try reader.next()
    case .lines: preconditionFailure("lines hold no packets")
    }
  }

  private func finish() throws {
    guard let connections, let port else { return }
    if connections.isEmpty {
      throw CaptureError(.noConnection(port: port), path: path, at: .file)
    }
    try connections.finish()
  }

  private func read(_ packet: CapturedPacket) throws {
    if let time = packet.time {
      let first = firstTime ?? time
      firstTime = first
      lastTime = max(lastTime, SimInstant(nanoseconds: time > first ? time - first : 0))
    }
    guard let port,
      let segment = try PacketDecoder.segment(in: packet, port: port, path: path)
    else { return }
    let pieces = try connections?.take(segment, packet: packet.number) ?? []
    for piece in pieces {
      let fromDevice = piece.direction == .toServer
      let kind =
        piece.isTransport
        ? WireSchema.opaqueKind(fromDevice: fromDevice)
        : tree.kind(of: piece.bytes, fromDevice: fromDevice)
      ready.append(
        TraceFrame(
          time: lastTime, direction: piece.direction, flow: piece.flow, kind: kind,
          bytes: piece.bytes))
    }
  }
}
