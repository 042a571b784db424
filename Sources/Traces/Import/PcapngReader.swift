/// Reads pcapng files (draft-ietf-opsawg-pcapng): sections of both byte orders, their interfaces,
/// enhanced and simple packet blocks; whatever else they hold is skipped.
final class PcapngReader {
  /// The type of a section header, the same in both byte orders.
  static let mark: [UInt8] = [0x0A, 0x0D, 0x0D, 0x0A]

  private static let byteOrderMark: [UInt8] = [0x1A, 0x2B, 0x3C, 0x4D]
  private static let blockLimit = UInt64(PcapReader.packetLimit)
  private static let interfaceLimit = 1 << 16

  private enum BlockType: UInt64 {
    case interface = 1
    case simplePacket = 3
    case enhancedPacket = 6
  }

  private struct Interface {
    var link: UInt32
    var snapLength: Int
    var resolution = ClockResolution.microseconds
    /// Seconds to add to every time.
    var offset: Int64 = 0
  }

  private let file: InputFile
  private var isBigEndian = false
  private var interfaces: [Interface] = []
  private var packets = 0
  private var blockStart: UInt64 = 0

  /// Reads the head of the first section, whose type, `mark`, the caller has read.
  init?(_ file: InputFile, mark: [UInt8]) throws {
    guard mark == Self.mark else { return nil }
    self.file = file
    try readSection()
  }

  /// The next packet, or nil at the end.
  func next() throws -> CapturedPacket? {
    while file.remaining > 0 {
      blockStart = file.offset
      guard file.remaining >= 12 else { throw broken("it ends inside a block") }
      let type = try file.read(4, of: .header)
      if type == Self.mark {
        try readSection()
        continue
      }
      let body = try readBody()
      switch BlockType(
        rawValue: CaptureBytes(bytes: type, isBigEndian: isBigEndian).number(at: 0, 4))
      {
      case .interface: try readInterface(body)
      case .simplePacket: return try simplePacket(body)
      case .enhancedPacket: return try enhancedPacket(body)
      case nil: break
      }
    }
    return nil
  }

  private func broken(_ reason: String) -> CaptureError {
    CaptureError(.brokenBlock(reason: reason), path: file.path, at: .byte(blockStart))
  }

  /// Reads a section's head behind its type.
  private func readSection() throws {
    guard file.remaining >= 8 else { throw broken("it ends inside a section's head") }
    let head = try file.read(8, of: .header)
    let order = Array(head[4...])
    guard order == Self.byteOrderMark || order == Self.byteOrderMark.reversed() else {
      throw broken("a section without a byte order")
    }
    isBigEndian = order == Self.byteOrderMark
    interfaces = []
    let length = CaptureBytes(bytes: head, isBigEndian: isBigEndian).number(at: 0, 4)
    guard length >= 28, length % 4 == 0, length <= Self.blockLimit else {
      throw broken("a block of \(length) bytes")
    }
    try skipTail(length, alreadyRead: 12)
  }

  /// Reads the length, the body and the length once more of a block whose type has been read.
  private func readBody() throws -> CaptureBytes {
    let head = CaptureBytes(bytes: try file.read(4, of: .header), isBigEndian: isBigEndian)
    let length = head.number(at: 0, 4)
    guard length >= 12, length % 4 == 0, length <= Self.blockLimit else {
      throw broken("a block of \(length) bytes")
    }
    guard length - 8 <= file.remaining else { throw broken("it ends inside a block") }
    let body = try file.read(Int(length) - 12, of: .header)
    try checkTrailer(length)
    return CaptureBytes(bytes: body, isBigEndian: isBigEndian)
  }

  private func skipTail(_ length: UInt64, alreadyRead: UInt64) throws {
    guard length - alreadyRead <= file.remaining else { throw broken("it ends inside a block") }
    _ = try file.read(Int(length - alreadyRead) - 4, of: .header)
    try checkTrailer(length)
  }

  private func checkTrailer(_ length: UInt64) throws {
    let trailer = CaptureBytes(bytes: try file.read(4, of: .header), isBigEndian: isBigEndian)
    guard trailer.number(at: 0, 4) == length else { throw broken("a block with two lengths") }
  }

  private func readInterface(_ body: CaptureBytes) throws {
    guard body.bytes.count >= 8 else { throw broken("an interface without its fields") }
    guard interfaces.count < Self.interfaceLimit else { throw broken("too many interfaces") }
    var interface = Interface(
      link: UInt32(body.number(at: 0, 2)), snapLength: Int(body.number(at: 4, 4)))
    var position = 8
    while position + 4 <= body.bytes.count {
      let code = body.number(at: position, 2)
      let length = Int(body.number(at: position + 2, 2))
      position += 4
      guard position + length <= body.bytes.count else { throw broken("an option without its end") }
      switch (code, length) {
      case (0, _): position = body.bytes.count
      case (9, 1):
        guard let resolution = ClockResolution(option: body.bytes[position]) else {
          throw broken("an interface whose clock is finer than any")
        }
        interface.resolution = resolution
      case (14, 8): interface.offset = Int64(bitPattern: body.number(at: position, 8))
      default: break
      }
      position += (length + 3) / 4 * 4
    }
    interfaces.append(interface)
  }

  private func enhancedPacket(_ body: CaptureBytes) throws -> CapturedPacket {
    packets += 1
    guard body.bytes.count >= 20 else { throw broken("a packet without its fields") }
    let number = Int(body.number(at: 0, 4))
    guard interfaces.indices.contains(number) else { throw broken("a packet of no interface") }
    let interface = interfaces[number]
    let count = Int(body.number(at: 12, 4))
    guard count <= body.bytes.count - 20 else { throw broken("a packet longer than its block") }
    let ticks = body.number(at: 4, 4) << 32 | body.number(at: 8, 4)
    let time = interface.resolution.nanoseconds(ticks).flatMap { shifted($0, by: interface.offset) }
    guard let time else { throw broken("a time beyond all clocks") }
    return CapturedPacket(
      number: packets, time: time, link: interface.link, bytes: body.bytes[20..<20 + count],
      originalCount: Int(body.number(at: 16, 4)))
  }

  private func shifted(_ time: UInt64, by seconds: Int64) -> UInt64? {
    let (span, overflow) = seconds.magnitude.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return nil }
    let (sum, carry) =
      seconds < 0
      ? time.subtractingReportingOverflow(span) : time.addingReportingOverflow(span)
    return carry ? nil : sum
  }

  private func simplePacket(_ body: CaptureBytes) throws -> CapturedPacket {
    packets += 1
    guard body.bytes.count >= 4, let interface = interfaces.first else {
      throw broken("a packet of no interface")
    }
    let original = Int(body.number(at: 0, 4))
    var count = min(original, body.bytes.count - 4)
    if interface.snapLength > 0 { count = min(count, interface.snapLength) }
    return CapturedPacket(
      number: packets, time: nil, link: interface.link, bytes: body.bytes[4..<4 + count],
      originalCount: original)
  }
}
