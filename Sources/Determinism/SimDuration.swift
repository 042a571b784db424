/// A span of simulated time in whole nanoseconds, never negative.
public struct SimDuration: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Length in nanoseconds.
  public let nanoseconds: UInt64

  /// No time at all.
  public static let zero = SimDuration(nanoseconds: 0)

  /// Makes a span of `nanoseconds`.
  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// Makes a span of `milliseconds`.
  public static func milliseconds(_ milliseconds: UInt64) -> SimDuration {
    SimDuration(nanoseconds: milliseconds * 1_000_000)
  }

  /// Length in seconds, for display only.
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  /// The time that `amount` units take at `rate` units a second, rounded up to a nanosecond.
  ///
  /// Exact: the product is formed in 128 bits. Traps when `rate` is zero or the result exceeds
  /// 2^64 ns.
  public static func taking(_ amount: UInt64, perSecond rate: UInt64) -> SimDuration {
    precondition(rate > 0, "a rate must be positive")
    let product = amount.multipliedFullWidth(by: 1_000_000_000)
    precondition(product.high < rate, "simulated time must stay below 2^64 ns")
    let (quotient, remainder) = rate.dividingFullWidth(product)
    return SimDuration(nanoseconds: quotient + (remainder > 0 ? 1 : 0))
  }

  /// Units that pass in this span at `rate` units a second, rounded down; saturates at 2^64 - 1.
  public func amount(atPerSecond rate: UInt64) -> UInt64 {
    let product = nanoseconds.multipliedFullWidth(by: rate)
    guard product.high < 1_000_000_000 else { return .max }
    return UInt64(1_000_000_000).dividingFullWidth(product).quotient
  }

  /// Shorter spans come first.
  public static func < (left: SimDuration, right: SimDuration) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The sum of two spans.
  ///
  /// Traps after 584 years.
  public static func + (left: SimDuration, right: SimDuration) -> SimDuration {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    precondition(!overflow, "simulated time must stay below 2^64 ns")
    return SimDuration(nanoseconds: sum)
  }

  /// Adds `right` to `left`.
  public static func += (left: inout SimDuration, right: SimDuration) { left = left + right }

  /// The span `count` times over.
  ///
  /// Traps after 584 years.
  public static func * (left: SimDuration, count: UInt64) -> SimDuration {
    let (product, overflow) = left.nanoseconds.multipliedReportingOverflow(by: count)
    precondition(!overflow, "simulated time must stay below 2^64 ns")
    return SimDuration(nanoseconds: product)
  }

  /// The span in seconds, as `0.025000000 s`.
  public var description: String {
    let fraction = String(nanoseconds % 1_000_000_000)
    let zeros = String(repeating: "0", count: 9 - fraction.count)
    return "\(nanoseconds / 1_000_000_000).\(zeros)\(fraction) s"
  }
}
