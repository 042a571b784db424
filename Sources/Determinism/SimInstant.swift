/// A moment of simulated time: nanoseconds since the run began.
///
/// Simulated time is an integer, so that equal moments are equal on every machine.
public struct SimInstant: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Nanoseconds since the run began.
  public let nanoseconds: UInt64

  /// The moment at which a run begins.
  public static let zero = SimInstant(nanoseconds: 0)

  /// Makes the moment that lies `nanoseconds` after the start.
  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// Seconds since the run began, for display only: rounding makes it unfit for comparisons.
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  /// Earlier moments come first.
  public static func < (left: SimInstant, right: SimInstant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The moment `duration` later.
  ///
  /// Traps after 584 simulated years.
  public static func + (instant: SimInstant, duration: SimDuration) -> SimInstant {
    let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration.nanoseconds)
    precondition(!overflow, "simulated time must stay below 2^64 ns")
    return SimInstant(nanoseconds: sum)
  }

  /// The time from `earlier` to `later`.
  ///
  /// Traps when they are in the wrong order.
  public static func - (later: SimInstant, earlier: SimInstant) -> SimDuration {
    precondition(later >= earlier, "a duration must not be negative")
    return SimDuration(nanoseconds: later.nanoseconds - earlier.nanoseconds)
  }

  /// The moment in seconds, as `1.250000000 s`.
  public var description: String { SimDuration(nanoseconds: nanoseconds).description }
}
