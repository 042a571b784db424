/// A made-up TCP connection over IPv4: numbers, acknowledgements and checksums as they should be.
struct SyntheticConnection {
  private static let serverAddress: UInt32 = 10 << 24 | 1
  private static let serverPort: UInt16 = 50_051
  /// With a scale of 14, a window of 1 GiB: no frame fills it.
  private static let windowScale: UInt8 = 14

  private struct Flags {
    static let fin: UInt8 = 1
    static let syn: UInt8 = 2
    static let push: UInt8 = 8
    static let acknowledgement: UInt8 = 16
  }

  private let deviceAddress: UInt32
  private let devicePort: UInt16
  /// The next sequence number of each side.
  private var next: (device: UInt32, server: UInt32) = (1_000, 2_000)
  private var identification: UInt16 = 0

  init(flow: UInt32) {
    // 10.64.0.0 to 10.127.255.255, so that no device has the server's address; beyond these, ports
    // tell flows apart.
    deviceAddress = 10 << 24 | 0x40_0000 | flow & 0x3F_FFFF
    devicePort = 40_000 + UInt16(flow >> 22)
  }

  /// The handshake.
  mutating func open() -> [[UInt8]] {
    // Maximum segment size, no operation, window scale.
    let options: [UInt8] = [2, 4, 0xFF, 0xD7, 1, 3, 3, Self.windowScale]
    let first = packet(.toServer, Flags.syn, [], options: options)
    next.device &+= 1
    let second = packet(.toDevice, Flags.syn | Flags.acknowledgement, [], options: options)
    next.server &+= 1
    return [first, second, packet(.toServer, Flags.acknowledgement, [])]
  }

  /// A segment with bytes of a frame.
  mutating func send(
    _ direction: TraceDirection, _ bytes: ArraySlice<UInt8>, isLast: Bool
  ) -> [UInt8] {
    let flags = Flags.acknowledgement | (isLast ? Flags.push : 0)
    let result = packet(direction, flags, bytes)
    advance(direction, UInt32(bytes.count))
    return result
  }

  /// The acknowledgement for what went in `direction`.
  mutating func acknowledge(_ direction: TraceDirection) -> [UInt8] {
    packet(direction == .toServer ? .toDevice : .toServer, Flags.acknowledgement, [])
  }

  /// The end, which the device begins.
  mutating func close() -> [[UInt8]] {
    let first = packet(.toServer, Flags.fin | Flags.acknowledgement, [])
    next.device &+= 1
    let second = packet(.toDevice, Flags.fin | Flags.acknowledgement, [])
    next.server &+= 1
    return [first, second, packet(.toServer, Flags.acknowledgement, [])]
  }

  private mutating func advance(_ direction: TraceDirection, _ count: UInt32) {
    switch direction {
    case .toServer: next.device &+= count
    case .toDevice: next.server &+= count
    }
  }

  private mutating func packet(
    _ direction: TraceDirection, _ flags: UInt8, _ payload: ArraySlice<UInt8>,
    options: [UInt8] = []
  ) -> [UInt8] {
    let isUp = direction == .toServer
    let (from, to) =
      isUp ? (deviceAddress, Self.serverAddress) : (Self.serverAddress, deviceAddress)
    let ports = isUp ? (devicePort, Self.serverPort) : (Self.serverPort, devicePort)
    let hasAcknowledgement = flags & Flags.acknowledgement != 0
    var tcp: [UInt8] = []
    tcp.reserveCapacity(60 + payload.count)
    tcp.append(bigEndian: ports.0)
    tcp.append(bigEndian: ports.1)
    tcp.append(bigEndian: isUp ? next.device : next.server)
    tcp.append(bigEndian: hasAcknowledgement ? (isUp ? next.server : next.device) : 0)
    tcp.append(UInt8((20 + options.count) / 4) << 4)
    tcp.append(flags)
    tcp.append(bigEndian: UInt16.max)
    tcp.append(bigEndian: UInt32(0))  // Checksum, filled in below, and urgent pointer.
    tcp += options
    tcp += payload

    var ip: [UInt8] = [0x45, 0]
    ip.append(bigEndian: UInt16(20 + tcp.count))
    ip.append(bigEndian: identification)
    identification &+= 1
    ip += [0x40, 0, 64, 6, 0, 0]  // Do not fragment; 64 hops; TCP; checksum, filled in below.
    ip.append(bigEndian: from)
    ip.append(bigEndian: to)

    var pseudo = Array(ip[12..<20]) + [0, 6]
    pseudo.append(bigEndian: UInt16(tcp.count))
    let tcpSum = Self.checksum(Self.sum(pseudo) + Self.sum(tcp))
    (tcp[16], tcp[17]) = (UInt8(tcpSum >> 8), UInt8(tcpSum & 0xFF))
    let ipSum = Self.checksum(Self.sum(ip))
    (ip[10], ip[11]) = (UInt8(ipSum >> 8), UInt8(ipSum & 0xFF))
    return ip + tcp
  }

  /// The sum of 16-bit words (RFC 1071), not folded yet.
  private static func sum(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { raw in
      var sum: UInt64 = 0
      for word in 0..<raw.count / 2 {
        sum += UInt64(
          UInt16(bigEndian: raw.loadUnaligned(fromByteOffset: 2 * word, as: UInt16.self)))
      }
      if let last = raw.last, raw.count % 2 == 1 { sum += UInt64(last) << 8 }
      return sum
    }
  }

  private static func checksum(_ sum: UInt64) -> UInt16 {
    var sum = sum
    while sum > 0xFFFF { sum = sum >> 16 + sum & 0xFFFF }
    return ~UInt16(sum)
  }
}

extension [UInt8] {
  fileprivate mutating func append(bigEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
  }
}
