/// A packet as a capture file holds it.
struct CapturedPacket {
  /// Its number, counted from one.
  var number: Int
  /// When it was captured, in nanoseconds since the capture's epoch; nil where that is not noted.
  var time: UInt64?
  /// The link type of its interface, as tcpdump.org registers them.
  var link: UInt32
  /// The bytes that were captured.
  var bytes: ArraySlice<UInt8>
  /// Bytes that the packet had on the wire.
  var originalCount: Int

  /// Whether the capture holds a part of the packet only.
  var isCut: Bool { bytes.count < originalCount }
}

/// Numbers in a capture, in the order of bytes of the machine that wrote it.
struct CaptureBytes {
  let bytes: [UInt8]
  let isBigEndian: Bool

  func number(at offset: Int, _ width: Int) -> UInt64 {
    let part = bytes[offset..<offset + width]
    return isBigEndian
      ? part.reduce(0) { $0 << 8 | UInt64($1) } : part.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// How long a tick of a capture's clock is: 10^-n or 2^-n seconds.
struct ClockResolution {
  /// Microseconds, unless a capture says otherwise.
  static let microseconds = ClockResolution(ticksPerSecond: 1_000_000)
  static let nanoseconds = ClockResolution(ticksPerSecond: 1_000_000_000)

  let ticksPerSecond: UInt64

  private init(ticksPerSecond: UInt64) { self.ticksPerSecond = ticksPerSecond }

  /// Reads pcapng's `if_tsresol`; nil for a clock finer than any.
  init?(option: UInt8) {
    let exponent = Int(option & 0x7F)
    guard exponent <= (option & 0x80 == 0 ? 19 : 63) else { return nil }
    ticksPerSecond =
      option & 0x80 == 0
      ? (0..<exponent).reduce(1) { product, _ in product * 10 } : UInt64(1) << UInt64(exponent)
  }

  /// The nanoseconds in `ticks`, or nil beyond five centuries.
  func nanoseconds(_ ticks: UInt64) -> UInt64? {
    let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: ticksPerSecond)
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    // The rest is less than a second, so that its quotient fits.
    let part = ticksPerSecond.dividingFullWidth(rest.multipliedFullWidth(by: 1_000_000_000))
    let (sum, carry) = whole.addingReportingOverflow(part.quotient)
    return overflow || carry ? nil : sum
  }
}
