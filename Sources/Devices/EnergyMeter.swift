public import Determinism

/// Adds up what a device draws: waiting, computing, and its radio.
///
/// Times and bytes are kept as whole numbers and become joules only in a report, in a fixed order.
/// So the order in which transfers are told changes no bit, and overlapping transfers share one
/// base power.
public struct EnergyMeter: Hashable, Sendable {
  /// A direction of the link, seen from the device.
  public enum Direction: String, CaseIterable, Sendable {
    /// From the device.
    case up
    /// To the device.
    case down
  }

  /// What the device draws, its radio apart.
  public let power: PowerProfile
  /// What its radio draws.
  public let radio: RadioProfile
  /// When metering began.
  public let start: SimInstant

  private var computeNanoseconds: UInt64 = 0
  private var lastCompute: SimInstant
  private var bytesUp: UInt64 = 0
  private var bytesDown: UInt64 = 0
  private var active = IntervalSet()

  /// Makes a meter that begins at `start`.
  public init(power: PowerProfile, radio: RadioProfile, start: SimInstant = .zero) {
    self.power = power
    self.radio = radio
    self.start = start
    lastCompute = start
  }

  /// Charges work from `start` to `end`.
  ///
  /// `fullSpeed` is the time that the work takes without throttling: a device that is slowed down
  /// draws less, so the same work costs the same on top of waiting. Traps unless intervals come in
  /// order of time and do not overlap, since a device computes one thing at a time.
  public mutating func computed(
    from start: SimInstant, to end: SimInstant, fullSpeed: SimDuration? = nil
  ) {
    precondition(start >= lastCompute && end >= start, "a device computes one thing at a time")
    let span = end - start
    let work = fullSpeed ?? span
    precondition(work <= span, "no device is faster than at full speed")
    computeNanoseconds += work.nanoseconds
    lastCompute = end
  }

  /// Charges a transfer of `bytes` that keeps the radio active from `start` to `end`.
  ///
  /// Transfers may come in any order and overlap, in one direction or both.
  public mutating func transferred(
    _ direction: Direction, bytes: ByteCount, from start: SimInstant, to end: SimInstant
  ) {
    precondition(start >= self.start, "a transfer must not begin before the meter")
    switch direction {
    case .up: bytesUp += bytes.bytes
    case .down: bytesDown += bytes.bytes
    }
    active.insert(from: start, to: end)
  }

  /// The end of all that was charged.
  public var lastActivity: SimInstant {
    max(lastCompute, SimInstant(nanoseconds: active.end ?? 0))
  }

  /// Where the energy went until `end`, or until the last activity if that is later.
  ///
  /// Bytes count in full. The radio is promoted at the first transfer and at each one that begins
  /// after a tail is over; in shorter pauses it stays in its tail. A promotion's energy is charged;
  /// that it delays the transfer is the link's matter.
  public func report(until end: SimInstant) -> EnergyReport {
    let end = max(end, lastActivity)
    var (tail, promotions): (UInt64, UInt64) = (0, 0)
    var previous: UInt64?
    for interval in active.intervals {
      if let previous {
        let pause = interval.start - previous
        tail += min(pause, radio.tail.nanoseconds)
        if pause > radio.tail.nanoseconds { promotions += 1 }
      } else {
        promotions += 1
      }
      previous = interval.end
    }
    if let previous { tail += min(end.nanoseconds - previous, radio.tail.nanoseconds) }
    let transfer =
      Self.millijoules(radio.uplinkMillijoulesPerMegabit, bytes: bytesUp)
      + Self.millijoules(radio.downlinkMillijoulesPerMegabit, bytes: bytesDown)
      + Self.milli(radio.baseMilliwatts, active.length)
    let promotion = radio.promotion.nanoseconds * promotions
    return EnergyReport(
      idle: power.idleWatts * (end - start).seconds,
      compute: (power.loadWatts - power.idleWatts)
        * SimDuration(nanoseconds: computeNanoseconds).seconds,
      radioTransfer: transfer / 1000, radioTail: Self.milli(radio.tailMilliwatts, tail) / 1000,
      promotion: Self.milli(radio.promotionMilliwatts, promotion) / 1000)
  }

  /// When `battery` will be empty if nothing but waiting follows `moment`; nil for never.
  ///
  /// What was charged already counts in full, so a battery that is empty by then gives `moment`.
  /// Rounded up to a nanosecond, and nil beyond 2^63 of them.
  public func emptyAt(_ battery: Battery, waitingFrom moment: SimInstant) -> SimInstant? {
    let moment = max(moment, lastActivity)
    var left = battery.joules - report(until: moment).total
    guard left > 0 else { return moment }
    var seconds = 0.0
    if let last = active.end {
      let passed = min(moment.nanoseconds - last, radio.tail.nanoseconds)
      let tail = SimDuration(nanoseconds: radio.tail.nanoseconds - passed).seconds
      let watts = power.idleWatts + radio.tailMilliwatts / 1000
      if watts * tail >= left { return Self.moment(moment, left / watts) }
      left -= watts * tail
      seconds = tail
    }
    guard power.idleWatts > 0 else { return nil }
    return Self.moment(moment, seconds + left / power.idleWatts)
  }

  private static func moment(_ start: SimInstant, _ seconds: Double) -> SimInstant? {
    let nanoseconds = (seconds * 1e9).rounded(.up)
    guard nanoseconds + Double(start.nanoseconds) < 0x1p63 else { return nil }
    return start + SimDuration(nanoseconds: UInt64(nanoseconds))
  }

  private static func millijoules(_ perMegabit: Double, bytes: UInt64) -> Double {
    perMegabit * (Double(bytes) * 8 / 1e6)
  }

  private static func milli(_ milliwatts: Double, _ nanoseconds: UInt64) -> Double {
    milliwatts * SimDuration(nanoseconds: nanoseconds).seconds
  }
}
