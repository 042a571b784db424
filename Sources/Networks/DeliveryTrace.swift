/// Opportunities to send, as Mahimahi's mm-link replays them (Netravali et al., "Mahimahi: Accurate
/// Record-and-Replay for HTTP", USENIX ATC 2015).
///
/// Each number is the millisecond of one opportunity; the same number again is another opportunity
/// in the same millisecond. The trace repeats with a period of its last number.
public struct DeliveryTrace: Hashable, Sendable {
  /// The millisecond of each opportunity, never decreasing; the last one is above zero.
  public let milliseconds: [UInt32]

  /// Makes a trace.
  ///
  /// Traps when the numbers decrease or the last one is missing or zero.
  public init(milliseconds: [UInt32]) {
    precondition(milliseconds.last.map { $0 > 0 } == true, "a trace must last some time")
    precondition(
      zip(milliseconds, milliseconds.dropFirst()).allSatisfy { $0 <= $1 },
      "the opportunities of a trace must be in order of time")
    self.milliseconds = milliseconds
  }

  /// Takes times that were checked while they were read.
  init(checked milliseconds: [UInt32]) { self.milliseconds = milliseconds }

  /// The time after which the trace starts again.
  public var periodMilliseconds: UInt64 { UInt64(milliseconds[milliseconds.count - 1]) }

  /// When opportunity number `index` comes, over all repetitions, in nanoseconds.
  func nanoseconds(of index: UInt64) -> UInt64 {
    let (round, place) = index.quotientAndRemainder(dividingBy: UInt64(milliseconds.count))
    return (round * periodMilliseconds + UInt64(milliseconds[Int(place)])) * 1_000_000
  }

  /// The number of opportunities at or before `time`, over all repetitions.
  func count(upTo time: UInt64) -> UInt64 {
    let (round, rest) = (time / 1_000_000).quotientAndRemainder(dividingBy: periodMilliseconds)
    // The first of a period coincides with the last of the one before.
    var (low, high) = (0, milliseconds.count)
    while low < high {
      let middle = (low + high) / 2
      if UInt64(milliseconds[middle]) <= rest { low = middle + 1 } else { high = middle }
    }
    return round * UInt64(milliseconds.count) + UInt64(low)
  }

  /// The average rate.
  func meanBitsPerSecond(opportunityBytes: UInt64) -> UInt64 {
    UInt64(
      UInt128(milliseconds.count) * UInt128(opportunityBytes) * 8_000
        / UInt128(periodMilliseconds))
  }
}
