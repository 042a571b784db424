import Determinism
import Wire

/// Frames as packets of made-up TCP connections, in a pcapng file that Wireshark opens.
///
/// Each flow is one connection from 10.0.0.0/8 to 10.0.0.1, port 50051, with its handshake,
/// segments of up to `segmentLimit` bytes, an acknowledgement for every frame, and its end. The
/// packets are synthetic: they carry the frames' bytes at the frames' times, and say nothing about
/// the packets of the simulated link. Source: draft-ietf-opsawg-pcapng, RFC 791, RFC 9293.
struct PcapngExporter: FrameExporter {
  private static let segmentLimit = 32_000
  private static let byteOrderMagic: UInt32 = 0x1A2B_3C4D
  /// Packets begin with an IP header.
  private static let rawLinkType: UInt16 = 101

  private enum Option {
    static let end: UInt16 = 0
    static let comment: UInt16 = 1
    static let application: UInt16 = 4
    static let interfaceName: UInt16 = 2
    static let timeResolution: UInt16 = 9
  }

  private let text: TextFile
  private let kinds: FrameKinds
  private var connections: [UInt32: SyntheticConnection] = [:]
  private var order: [UInt32] = []
  private var lastTime = SimInstant.zero

  init(text: TextFile, header: TraceHeader, kinds: FrameKinds) throws(TraceError) {
    self.text = text
    self.kinds = kinds
    var section: [UInt8] = []
    section.append(number: Self.byteOrderMagic)
    section.append(number: UInt16(1))
    section.append(number: UInt16(0))
    section.append(number: UInt64.max)  // The length of the section is not told.
    section += Self.option(Option.application, Array(header.program.utf8))
    section += Self.option(Option.end, [])
    try write(block: 0x0A0D_0D0A, section)
    var interface: [UInt8] = []
    interface.append(number: Self.rawLinkType)
    interface.append(number: UInt16(0))
    interface.append(number: UInt32(0))  // No limit on the length of packets.
    interface += Self.option(Option.interfaceName, Array("server edge".utf8))
    interface += Self.option(Option.timeResolution, [9])
    interface += Self.option(Option.end, [])
    try write(block: 1, interface)
  }

  mutating func append(_ frame: TraceFrame, number: UInt64) throws(TraceError) {
    lastTime = frame.time
    if connections[frame.flow] == nil {
      connections[frame.flow] = SyntheticConnection(flow: frame.flow)
      order.append(frame.flow)
      for packet in connections[frame.flow]?.open() ?? [] { try write(packet) }
    }
    var start = 0
    var comment: String? = "\(kinds.name(frame.kind)), frame \(number)"
    while start < frame.bytes.count {
      let end = min(start + Self.segmentLimit, frame.bytes.count)
      let packet = connections[frame.flow]?.send(
        frame.direction, frame.bytes[start..<end], isLast: end == frame.bytes.count)
      try write(packet ?? [], comment: comment)
      (start, comment) = (end, nil)
    }
    guard !frame.bytes.isEmpty else { return }
    try write(connections[frame.flow]?.acknowledge(frame.direction) ?? [])
  }

  mutating func finish() throws(TraceError) {
    for flow in order {
      for packet in connections[flow]?.close() ?? [] { try write(packet) }
    }
    try text.finish()
  }

  private func write(_ packet: [UInt8], comment: String? = nil) throws(TraceError) {
    var body: [UInt8] = []
    body.reserveCapacity(packet.count + 64)
    body.append(number: UInt32(0))
    body.append(number: UInt32(truncatingIfNeeded: lastTime.nanoseconds >> 32))
    body.append(number: UInt32(truncatingIfNeeded: lastTime.nanoseconds))
    body.append(number: UInt32(packet.count))
    body.append(number: UInt32(packet.count))
    body += Self.padded(packet)
    if let comment {
      body += Self.option(Option.comment, Array(comment.utf8)) + Self.option(Option.end, [])
    }
    try write(block: 6, body)
  }

  private func write(block type: UInt32, _ body: [UInt8]) throws(TraceError) {
    let length = UInt32(body.count + 12)
    var head: [UInt8] = []
    head.append(number: type)
    head.append(number: length)
    try text.write(head)
    try text.write(body)
    head.removeAll()
    head.append(number: length)
    try text.write(head)
  }

  private static func option(_ code: UInt16, _ value: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(number: code)
    bytes.append(number: UInt16(value.count))
    return bytes + padded(value)
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
  }
}
