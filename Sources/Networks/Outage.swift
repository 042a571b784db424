public import Determinism

/// What becomes of packets while a link is out.
public enum OutageEffect: Hashable, Sendable {
  /// They wait in the queue; what is in flight still arrives.
  case holds
  /// Packets that wait or are handed over meanwhile are lost, as in a hand-over without forwarding.
  case drops
}

/// A time in which a link serves nothing.
public struct Outage: Hashable, Sendable {
  /// When it begins.
  public var start: SimInstant
  /// How long it lasts.
  public var duration: SimDuration
  /// What becomes of packets meanwhile.
  public var effect: OutageEffect

  /// Makes an outage.
  public init(start: SimInstant, duration: SimDuration, effect: OutageEffect) {
    self.start = start
    self.duration = duration
    self.effect = effect
  }
}

/// Outages that come again and again.
public struct RecurringOutages: Hashable, Sendable {
  /// How times are drawn.
  public enum Spacing: Hashable, Sendable {
    /// Always the same time, as hand-overs on a train.
    case regular
    /// Exponentially distributed times.
    case random
  }

  /// Mean time from the end of one to the start of the next, at least 1 us.
  public var interval: SimDuration
  /// Mean duration, at least 1 us.
  public var duration: SimDuration
  /// How both are drawn.
  public var spacing: Spacing
  /// What becomes of packets meanwhile.
  public var effect: OutageEffect

  /// Makes recurring outages; the first begins one interval after the start.
  public init(
    interval: SimDuration, duration: SimDuration, spacing: Spacing, effect: OutageEffect
  ) {
    precondition(
      interval.nanoseconds >= 1_000 && duration.nanoseconds >= 1_000,
      "outages and the times between them must last 1 us")
    self.interval = interval
    self.duration = duration
    self.spacing = spacing
    self.effect = effect
  }
}
