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
  /// Bytes on the wire: the message, the overhead of each segment, expected retransmissions.
  public var wireBytes: ByteCount
}

/// One direction of a link, as a machine without clock or socket.
///
/// The owner offers messages, asks for `nextActivity`, and advances the direction to that time or
/// to an earlier one. A fluid model knows each delivery as soon as a message is offered; a model of
/// packets has activity in between that delivers nothing.
public protocol LinkDirection {
  /// Hands over a message of at least one byte. Time must not go back between calls.
  mutating func offer(_ id: TransferID, bytes: ByteCount, at now: SimInstant)

  /// When something happens next if nothing more is offered; nil when all is delivered.
  var nextActivity: SimInstant? { get }

  /// Moves on to `now` and returns what has arrived by then, in order of arrival.
  mutating func advance(to now: SimInstant) -> [Delivery]
}
