import Determinism

/// Simulated time in units of 2^-32 ns.
///
/// Sums of many transmission times are exact in these units, so that rounding to a nanosecond
/// happens once, at the end, and cannot turn a faster link into a later delivery.
struct FinePoint: Comparable, Sendable {
  static let fractionBits: UInt128 = 32

  var ticks: UInt128

  init(ticks: UInt128) { self.ticks = ticks }

  init(_ instant: SimInstant) {
    ticks = UInt128(instant.nanoseconds) << Self.fractionBits
  }

  /// The time of one byte, rounded up to a tick.
  static func perByte(_ rate: BitRate) -> FinePoint {
    let numerator = UInt128(8_000_000_000) << fractionBits
    let divisor = UInt128(rate.bitsPerSecond)
    return FinePoint(ticks: (numerator + divisor - 1) / divisor)
  }

  /// The time that lasts `seconds`, rounded up to a tick.
  init(seconds: Double) {
    precondition(seconds >= 0 && seconds < 1e10, "simulated time must stay below 2^64 ns")
    ticks = UInt128((seconds * 1e9 * 0x1p32).rounded(.up))
  }

  /// The first whole nanosecond that is not earlier.
  var roundedUp: SimInstant {
    let whole = (ticks + (1 << Self.fractionBits) - 1) >> Self.fractionBits
    precondition(whole <= UInt128(UInt64.max), "simulated time must stay below 2^64 ns")
    return SimInstant(nanoseconds: UInt64(whole))
  }

  var seconds: Double { Double(ticks) / (0x1p32 * 1e9) }

  static func < (left: FinePoint, right: FinePoint) -> Bool { left.ticks < right.ticks }
}
