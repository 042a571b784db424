public import Determinism

/// Names one message on its way through a direction of a link.
public struct TransferID: Hashable, Sendable {
  /// The number itself, chosen by the caller.
  public let value: UInt64

  /// Makes a name.
  public init(_ value: UInt64) { self.value = value }
}

/// A message that has arrived whole.
public struct Delivery: Equatable, Sendable {
  /// Which message.
  public var id: TransferID
  /// When its first byte went onto the wire.
  public var departed: SimInstant
  /// When its last byte arrived.
  public var delivered: SimInstant
  /// Segments that carry it, each counted once.
  public var segments: UInt64
  /// Bytes on the wire: the message, the overhead of each segment, and retransmissions, which a
  /// fluid model estimates.
  ///
  /// A segment that messages share counts for the first of them.
  public var wireBytes: ByteCount
}

/// What a direction has done so far.
public struct LinkCounters: Hashable, Sendable {
  /// Data segments sent, repetitions included.
  public var packets: UInt64 = 0
  /// Repetitions among them (expected ones in a fluid model).
  public var retransmissions: UInt64 = 0
  /// Retransmission timeouts.
  public var timeouts: UInt64 = 0
  /// Packets that a full queue or a hand-over dropped.
  public var drops: UInt64 = 0
  /// Packets lost at random, of data and acknowledgements.
  public var losses: UInt64 = 0
  /// Bytes on the wire in the direction of the data.
  public var wireBytes = ByteCount.zero
  /// Steps of the model.
  public var events: UInt64 = 0

  /// Makes counters of zero.
  public init() {}
}

/// One direction of a link, as a machine without clock or socket.
///
/// The owner offers messages, asks for `nextActivity`, and advances the direction to that time or
/// to an earlier one. A fluid model knows each delivery as soon as a message is offered; a model of
/// packets has activity in between that delivers nothing.
public protocol LinkDirection {
  /// Hands over a message of at least one byte. Time must not go back between calls.
  mutating func offer(_ id: TransferID, bytes: ByteCount, at now: SimInstant)

  /// When something happens next if nothing more is offered; nil when nothing is left to do.
  var nextActivity: SimInstant? { get }

  /// Moves on to `now` and returns what has arrived by then, in order of arrival.
  mutating func advance(to now: SimInstant) -> [Delivery]

  /// What the direction has done so far.
  var counters: LinkCounters { get }
}
