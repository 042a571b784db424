/// One end of a connection.
struct TCPEndpoint: Hashable {
  var address: [UInt8]
  var port: UInt16
}

/// A TCP segment taken out of a packet.
struct TCPSegment {
  var source: TCPEndpoint
  var destination: TCPEndpoint
  var sequence: UInt32
  var acknowledgement: UInt32
  var isSynchronizing: Bool
  var isReset: Bool
  var hasAcknowledgement: Bool
  var payload: ArraySlice<UInt8>
  /// Bytes of the payload that the capture left out.
  var missing: Int
}

/// Takes the headers off packets, from the link up to TCP.
struct PacketDecoder {
  private let packet: CapturedPacket
  private let path: String
  private var rest: ArraySlice<UInt8>

  /// The segment in a packet, or nil where it holds something else.
  ///
  /// `port` is the one that matters: packets of other ports may be cut or in fragments.
  static func segment(
    in packet: CapturedPacket, port: UInt16, path: String
  ) throws -> TCPSegment? {
    var decoder = PacketDecoder(packet: packet, path: path, rest: packet.bytes)
    guard try decoder.takeLink() else { return nil }
    return try decoder.internetPacket(port)
  }

  private func broken(_ reason: String) -> CaptureError {
    if packet.isCut {
      return CaptureError(
        .cutPacket(held: packet.bytes.count, original: packet.originalCount), path: path,
        at: .packet(packet.number))
    }
    return CaptureError(.brokenPacket(reason: reason), path: path, at: .packet(packet.number))
  }

  private func number(_ offset: Int, _ width: Int) -> Int {
    rest.dropFirst(offset).prefix(width).reduce(0) { $0 << 8 | Int($1) }
  }

  private mutating func drop(_ count: Int, of part: String) throws {
    guard rest.count >= count else { throw broken("it ends inside its \(part) header") }
    rest = rest.dropFirst(count)
  }

  private static let vlanTypes = [0x8100, 0x88A8, 0x9100]
  private static let internetTypes = [0x0800, 0x86DD]

  /// Drops the link's header; false when what follows is not IP.
  private mutating func takeLink() throws -> Bool {
    let type: Int
    switch packet.link {
    case 0, 108:  // Loopback: an address family, whose numbers differ between systems.
      try drop(4, of: "loopback")
      return true
    case 12, 14, 101, 228, 229: return true  // Raw IP.
    case 1: type = try ethernetType(behind: 12, of: "Ethernet")
    case 113: type = try ethernetType(behind: 14, of: "Linux cooked")
    case 276:
      type = number(0, 2)
      try drop(20, of: "Linux cooked")
    default:
      throw CaptureError(.unknownLink(packet.link), path: path, at: .packet(packet.number))
    }
    return Self.internetTypes.contains(try behindTags(type))
  }

  private mutating func ethernetType(behind count: Int, of link: String) throws -> Int {
    try drop(count, of: link)
    let type = number(0, 2)
    try drop(2, of: link)
    return type
  }

  private mutating func behindTags(_ type: Int) throws -> Int {
    var type = type
    while Self.vlanTypes.contains(type) { type = try ethernetType(behind: 2, of: "VLAN") }
    return type
  }

  private mutating func internetPacket(_ port: UInt16) throws -> TCPSegment? {
    switch (rest.first ?? 0) >> 4 {
    case 4: return try internetPacket4(port)
    case 6: return try internetPacket6(port)
    default: return nil
    }
  }

  private mutating func internetPacket4(_ port: UInt16) throws -> TCPSegment? {
    guard rest.count >= 20 else { throw broken("it ends inside its IPv4 header") }
    let head = number(0, 1) & 0xF
    guard head >= 5 else { throw broken("an IPv4 header of \(4 * head) bytes") }
    let isTCP = number(9, 1) == 6
    let isFragment = number(6, 2) & 0x3FFF != 0
    let source = Array(rest.dropFirst(12).prefix(4))
    let destination = Array(rest.dropFirst(16).prefix(4))
    let total = number(2, 2)
    guard isTCP else { return nil }
    if isFragment { throw CaptureError(.fragment, path: path, at: .packet(packet.number)) }
    // Offloading hardware leaves the length open.
    let length = total == 0 ? originalRest : total
    guard length >= 4 * head else { throw broken("an IPv4 packet of \(length) bytes") }
    try drop(4 * head, of: "IPv4")
    return try segment(source, destination, length - 4 * head, port)
  }

  private mutating func internetPacket6(_ port: UInt16) throws -> TCPSegment? {
    guard rest.count >= 40 else { throw broken("it ends inside its IPv6 header") }
    let source = Array(rest.dropFirst(8).prefix(16))
    let destination = Array(rest.dropFirst(24).prefix(16))
    var next = number(6, 1)
    let stated = number(4, 2)
    try drop(40, of: "IPv6")
    var length = stated == 0 ? originalRest : stated
    while [0, 43, 44, 60].contains(next) {
      guard rest.count >= 8 else { throw broken("it ends inside an IPv6 extension") }
      if next == 44, number(2, 2) & 0xFFF9 != 0 {
        throw CaptureError(.fragment, path: path, at: .packet(packet.number))
      }
      let size = next == 44 ? 8 : 8 * (number(1, 1) + 1)
      next = number(0, 1)
      try drop(size, of: "IPv6")
      length -= size
    }
    guard next == 6 else { return nil }
    return try segment(source, destination, length, port)
  }

  /// Bytes from here to the packet's end on the wire.
  private var originalRest: Int { rest.count + packet.originalCount - packet.bytes.count }

  /// Reads the segment of `length` bytes, header included; the link may have padded behind it.
  private mutating func segment(
    _ source: [UInt8], _ destination: [UInt8], _ length: Int, _ port: UInt16
  ) throws -> TCPSegment? {
    if rest.count >= 4, !(number(0, 2) == Int(port) || number(2, 2) == Int(port)) { return nil }
    guard rest.count >= 20 else { throw broken("it ends inside its TCP header") }
    let head = 4 * (number(12, 1) >> 4)
    guard head >= 20, length >= head else { throw broken("a TCP segment of \(length) bytes") }
    let flags = number(13, 1)
    var segment = TCPSegment(
      source: TCPEndpoint(address: source, port: UInt16(number(0, 2))),
      destination: TCPEndpoint(address: destination, port: UInt16(number(2, 2))),
      sequence: UInt32(number(4, 4)), acknowledgement: UInt32(number(8, 4)),
      isSynchronizing: flags & 2 != 0, isReset: flags & 4 != 0,
      hasAcknowledgement: flags & 16 != 0, payload: [], missing: 0)
    try drop(head, of: "TCP")
    segment.payload = rest.prefix(length - head)
    segment.missing = length - head - segment.payload.count
    return segment
  }
}
