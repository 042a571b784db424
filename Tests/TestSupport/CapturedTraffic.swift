/// Packets of TCP connections, and the capture files that hold them: what a capturing program
/// would write, made by hand.
public enum CapturedTraffic {
  /// A packet on the wire.
  public struct Packet: Sendable {
    /// Nanoseconds since the epoch.
    public var time: UInt64
    /// From the link's header on.
    public var bytes: [UInt8]
    /// Bytes that the capture keeps; nil for all.
    public var kept: Int?

    /// Makes a packet.
    public init(time: UInt64, bytes: [UInt8], kept: Int? = nil) {
      self.time = time
      self.bytes = bytes
      self.kept = kept
    }
  }

  /// The headers in front of IP, by the numbers of tcpdump.org.
  public enum Link: UInt32, CaseIterable, Sendable {
    /// All links that are read.
    case loopback = 0
    case ethernet = 1
    case raw = 101
    case cooked = 113
    case cooked2 = 276
  }

  /// Flags of TCP.
  public enum Flag {
    /// The sender has no more.
    public static let fin: UInt8 = 1
    /// The stream begins.
    public static let syn: UInt8 = 2
    /// The connection is cut off.
    public static let rst: UInt8 = 4
    /// The acknowledgement counts.
    public static let ack: UInt8 = 16
  }

  /// `value` in `count` bytes.
  public static func bigEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  private static func ordered(_ value: UInt64, _ count: Int, _ isBig: Bool) -> [UInt8] {
    isBig ? bigEndian(value, count) : bigEndian(value, count).reversed()
  }

  /// A pcapng file.
  public static func pcapng(
    _ packets: [Packet], link: Link = .ethernet, isBigEndian: Bool = false,
    resolution: UInt8 = 9, isSimple: Bool = false
  ) -> [UInt8] {
    func number(_ value: UInt64, _ count: Int) -> [UInt8] { ordered(value, count, isBigEndian) }
    func block(_ type: UInt64, _ body: [UInt8]) -> [UInt8] {
      let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
      let length = number(UInt64(padded.count + 12), 4)
      return number(type, 4) + length + padded + length
    }
    var file = block(
      0x0A0D_0D0A,
      number(0x1A2B_3C4D, 4) + number(1, 2) + number(0, 2) + number(UInt64.max, 8))
    let option = number(9, 2) + number(1, 2) + [resolution, 0, 0, 0] + number(0, 4)
    file += block(1, number(UInt64(link.rawValue), 2) + number(0, 2) + number(0, 4) + option)
    file += block(0x8000_0001, [1, 2, 3])  // Readers skip what they do not know.
    let tick = (0..<(9 - Int(min(resolution, 9)))).reduce(UInt64(1)) { product, _ in product * 10 }
    for packet in packets {
      let kept = Array(packet.bytes.prefix(packet.kept ?? .max))
      let original = number(UInt64(packet.bytes.count), 4)
      if isSimple {
        file += block(3, original + kept)
      } else {
        let ticks = packet.time / tick
        file += block(
          6,
          number(0, 4) + number(ticks >> 32, 4) + number(ticks & 0xFFFF_FFFF, 4)
            + number(UInt64(kept.count), 4) + original + kept)
      }
    }
    return file
  }

  /// A classic pcap file.
  public static func pcap(
    _ packets: [Packet], link: Link = .ethernet, isBigEndian: Bool = false,
    hasNanoseconds: Bool = true
  ) -> [UInt8] {
    func number(_ value: UInt64, _ count: Int) -> [UInt8] { ordered(value, count, isBigEndian) }
    var file = number(hasNanoseconds ? 0xA1B2_3C4D : 0xA1B2_C3D4, 4) + number(2, 2) + number(4, 2)
    file += number(0, 8) + number(262_144, 4) + number(UInt64(link.rawValue), 4)
    for packet in packets {
      let kept = packet.bytes.prefix(packet.kept ?? .max)
      let fraction = packet.time % 1_000_000_000 / (hasNanoseconds ? 1 : 1_000)
      file += number(packet.time / 1_000_000_000, 4) + number(fraction, 4)
      file += number(UInt64(kept.count), 4) + number(UInt64(packet.bytes.count), 4) + kept
    }
    return file
  }
}

/// One TCP connection, whose packets a test may shuffle before it writes them.
public struct CapturedConversation: Sendable {
  /// The server's port.
  public var serverPort: UInt16
  /// The client's port.
  public var clientPort: UInt16
  /// Whether addresses are of IPv6.
  public var isIPv6: Bool
  /// The link's header.
  public var link: CapturedTraffic.Link
  /// A VLAN tag in an Ethernet header.
  public var hasTag: Bool
  /// When the next packet is captured.
  public var clock: UInt64
  /// The packets so far.
  public private(set) var packets: [CapturedTraffic.Packet] = []

  private var next: [Bool: UInt32]

  /// Makes a connection; sequence numbers begin at `first` on both sides.
  public init(
    serverPort: UInt16 = 7_000, clientPort: UInt16 = 40_000, first: UInt32 = 1_000,
    isIPv6: Bool = false, link: CapturedTraffic.Link = .ethernet, hasTag: Bool = false,
    clock: UInt64 = 1_700_000_000_000_000_000
  ) {
    self.serverPort = serverPort
    self.clientPort = clientPort
    self.isIPv6 = isIPv6
    self.link = link
    self.hasTag = hasTag
    self.clock = clock
    next = [true: first, false: first]
  }

  /// The sequence number of the next byte of a side.
  public func sequence(fromClient: Bool) -> UInt32 { next[fromClient] ?? 0 }

  /// Three packets that open the connection.
  public mutating func open() {
    add(fromClient: true, CapturedTraffic.Flag.syn)
    next[true, default: 0] &+= 1
    add(fromClient: false, CapturedTraffic.Flag.syn | CapturedTraffic.Flag.ack)
    next[false, default: 0] &+= 1
    add(fromClient: true, CapturedTraffic.Flag.ack)
  }

  /// Sends bytes in segments of at most `segment` bytes; the other side acknowledges the last.
  public mutating func send(_ bytes: [UInt8], fromClient: Bool, segment: Int = 1_400) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(segment))
      add(fromClient: fromClient, CapturedTraffic.Flag.ack, part)
      next[fromClient, default: 0] &+= UInt32(part.count)
      rest = rest.dropFirst(part.count)
    }
    add(fromClient: !fromClient, CapturedTraffic.Flag.ack)
  }

  /// Ends both directions.
  public mutating func close() {
    for side in [true, false] {
      add(fromClient: side, CapturedTraffic.Flag.fin | CapturedTraffic.Flag.ack)
      next[side, default: 0] &+= 1
      add(fromClient: !side, CapturedTraffic.Flag.ack)
    }
  }

  /// A segment with any sequence number, such as a retransmission.
  public mutating func add(
    fromClient: Bool, _ flags: UInt8, _ payload: [UInt8] = [], sequence: UInt32? = nil
  ) {
    packets.append(
      CapturedTraffic.Packet(
        time: clock,
        bytes: packet(
          fromClient, flags, payload, sequence ?? self.sequence(fromClient: fromClient))))
    clock += 1_000_000
  }

  private func packet(
    _ fromClient: Bool, _ flags: UInt8, _ payload: [UInt8], _ sequence: UInt32
  ) -> [UInt8] {
    func number(_ value: UInt64, _ count: Int) -> [UInt8] {
      CapturedTraffic.bigEndian(value, count)
    }
    let ports = fromClient ? [clientPort, serverPort] : [serverPort, clientPort]
    var segment = ports.flatMap { number(UInt64($0), 2) } + number(UInt64(sequence), 4)
    let acknowledged =
      flags & CapturedTraffic.Flag.ack == 0 ? 0 : self.sequence(fromClient: !fromClient)
    segment += number(UInt64(acknowledged), 4) + [0x50, flags]
    segment += number(65_535, 2) + number(0, 4) + payload
    let hosts: [UInt8] = fromClient ? [1, 2] : [2, 1]
    let prefix: [UInt8] = isIPv6 ? [0xFD] + [UInt8](repeating: 0, count: 14) : [10, 0, 0]
    var packet: [UInt8]
    if isIPv6 {
      packet = [0x60, 0, 0, 0] + number(UInt64(segment.count), 2) + [6, 64]
    } else {
      packet = [0x45, 0] + number(UInt64(segment.count + 20), 2) + [0, 0, 0x40, 0, 64, 6, 0, 0]
    }
    for host in hosts { packet += prefix + [host] }
    packet += segment
    let type: [UInt8] = isIPv6 ? [0x86, 0xDD] : [0x08, 0x00]
    let zeros = { (count: Int) in [UInt8](repeating: 0, count: count) }
    switch link {
    case .loopback: return [isIPv6 ? 10 : 2, 0, 0, 0] + packet
    case .raw: return packet
    case .cooked: return zeros(14) + type + packet
    case .cooked2: return type + zeros(18) + packet
    case .ethernet:
      let tag: [UInt8] = hasTag ? [0x81, 0x00, 0, 5] : []
      let frame = zeros(12) + tag + type + packet
      // Short frames are padded behind what IP counts.
      return frame + [UInt8](repeating: 0xEE, count: max(0, 60 - frame.count))
    }
  }
}
