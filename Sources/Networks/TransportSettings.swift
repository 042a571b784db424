public import Determinism

/// How a TCP sender adapts its window.
public enum CongestionAlgorithm: String, Hashable, Sendable, CaseIterable {
  /// Additive increase, halving (RFC 5681), counted in segments as Linux does.
  case reno
  /// CUBIC (RFC 8312) with HyStart (Ha and Rhee, "Taming the elephants", 2011).
  case cubic
}

/// How both ends of a connection behave.
public struct TransportSettings: Hashable, Sendable {
  /// How the window adapts.
  public var control: CongestionAlgorithm
  /// Segments that may be sent before the first acknowledgement (RFC 6928).
  public var initialWindow = 10
  /// The least retransmission timeout (RFC 6298).
  public var minimumTimeout = SimDuration.milliseconds(1_000)
  /// The longest retransmission timeout.
  public var maximumTimeout = SimDuration.milliseconds(60_000)
  /// How long to wait for the answer to the first segment of a connection; doubles each time.
  public var connectTimeout = SimDuration.milliseconds(3_000)
  /// Segments that one acknowledgement answers.
  public var segmentsPerAcknowledgement = 2
  /// How long an acknowledgement may wait for another segment.
  public var acknowledgementDelay = SimDuration.milliseconds(200)
  /// Whether a sender that had nothing on its way for a timeout starts again with the initial
  /// window (RFC 5681, section 4.1).
  public var restartsAfterIdle = true
  /// Bytes that may be on their way at once.
  public var receiveWindow: UInt64 = 1 << 24

  /// Makes the settings that most stacks share.
  public init(control: CongestionAlgorithm) { self.control = control }
}
