/// Reads classic pcap files of both byte orders and both resolutions.
final class PcapReader {
  /// The marks of files with microseconds and nanoseconds, big-endian.
  static let marks: [(mark: [UInt8], resolution: ClockResolution)] = [
    ([0xA1, 0xB2, 0xC3, 0xD4], .microseconds), ([0xA1, 0xB2, 0x3C, 0x4D], .nanoseconds),
  ]
  /// Most bytes of one packet: the largest that any capturing program writes.
  static let packetLimit = 1 << 26

  private let file: InputFile
  private let isBigEndian: Bool
  private let resolution: ClockResolution
  private let link: UInt32
  private var packets = 0

  /// Reads the file's head; nil when the file does not begin as pcap files do.
  init?(_ file: InputFile, mark: [UInt8]) throws {
    let found = Self.marks.first { $0.mark == mark || $0.mark.reversed() == mark }
    guard let found else { return nil }
    isBigEndian = found.mark == mark
    resolution = found.resolution
    self.file = file
    guard file.remaining >= 20 else {
      throw CaptureError(
        .brokenBlock(reason: "it ends inside its head"), path: file.path, at: .byte(0))
    }
    let head = CaptureBytes(bytes: try file.read(20, of: .header), isBigEndian: isBigEndian)
    // The upper bits tell about check sequences, not about the link.
    link = UInt32(head.number(at: 16, 4) & 0xFFFF)
  }

  /// The next packet, or nil at the end.
  func next() throws -> CapturedPacket? {
    guard file.remaining > 0 else { return nil }
    packets += 1
    func broken(_ reason: String) -> CaptureError {
      CaptureError(.brokenBlock(reason: reason), path: file.path, at: .packet(packets))
    }
    guard file.remaining >= 16 else { throw broken("it ends inside a packet's head") }
    let head = CaptureBytes(bytes: try file.read(16, of: .header), isBigEndian: isBigEndian)
    let count = head.number(at: 8, 4)
    guard count <= Self.packetLimit else { throw broken("a packet of \(count) bytes") }
    guard count <= file.remaining else { throw broken("it ends inside a packet") }
    let bytes = try file.read(Int(count), of: .header)
    let fraction = head.number(at: 4, 4)
    let time = head.number(at: 0, 4) * 1_000_000_000 + (resolution.nanoseconds(fraction) ?? 0)
    return CapturedPacket(
      number: packets, time: time, link: link, bytes: bytes[...],
      originalCount: Int(head.number(at: 12, 4)))
  }
}
