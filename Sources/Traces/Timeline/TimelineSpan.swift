public import Determinism

/// A stretch of simulated time in which one part of the world did one thing.
///
/// On one track spans never overlap. Unlike a trace, a timeline holds what the server cannot see.
public struct TimelineSpan: Equatable, Sendable {
  /// Where it happened.
  public enum Track: String, CaseIterable, Sendable {
    /// A device computed.
    case device
    /// A frame went to the server, from its first byte on the wire to its last byte's arrival.
    case uplink
    /// A frame went to the device.
    case downlink
    /// The server trained.
    case server
    /// An epoch of the training.
    case epoch
    /// Bytes in the server's cache from this moment on; start and end are the same.
    case cache
    /// A fault struck, and lasted.
    case fault
  }

  /// Where it happened.
  public var track: Track
  /// The device that is concerned, counted from one; zero for the server.
  public var member: Int
  /// What was done: a message's kind, `forward`, `train`.
  public var name: String
  /// When it began.
  public var start: SimInstant
  /// When it was over.
  public var end: SimInstant
  /// Samples computed, bytes carried or cached, number of the step or epoch.
  public var amount: Int

  /// Makes a span from its parts; the name is a word of Sidelight's own.
  public init(
    _ track: Track, member: Int = 0, name: String, start: SimInstant, end: SimInstant, amount: Int
  ) {
    precondition(start <= end, "a span does not end before it begins")
    self.track = track
    self.member = member
    self.name = name
    self.start = start
    self.end = end
    self.amount = amount
  }
}
