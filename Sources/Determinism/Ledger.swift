/// The rolling digest of a run: every random draw and every event, in order.
///
/// Two runs are the same run exactly when their ledgers agree. With an entry sink the ledger also
/// hands out each entry, so that the first difference between two runs can be named.
public final class Ledger {
  /// One line of the ledger.
  public struct Entry: Equatable, Sendable {
    /// What happened.
    public enum Kind: UInt8, Sendable { case draw = 1, event = 2 }

    /// What happened.
    public var kind: Kind
    /// The stream's or event's name, by number.
    public var name: UInt32
    /// Simulated time in nanoseconds at which it happened.
    public var time: UInt64
    /// The value drawn, or the digest of the event's content.
    public var value: UInt64
  }

  /// Receives names when they are first used, and entries in order.
  public protocol Sink: AnyObject {
    /// `name` is called `identifier` from now on.
    func define(identifier: UInt32, name: String)
    /// The next entry.
    func append(_ entry: Entry)
  }

  /// The simulated time that draws are stamped with.
  public private(set) var now = SimInstant.zero
  /// Events recorded so far.
  public private(set) var events: UInt64 = 0
  /// Draws recorded so far.
  public private(set) var draws: UInt64 = 0

  private let sink: (any Sink)?
  private let eventDigest = DigestBuilder()
  private var drawDigest: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var identifiers: [String: UInt32] = [:]

  /// Makes an empty ledger.
  public init(sink: (any Sink)? = nil) { self.sink = sink }

  /// The number that stands for `name` in this ledger; numbers follow first use.
  public func identifier(of name: String) -> UInt32 {
    if let known = identifiers[name] { return known }
    let identifier = UInt32(identifiers.count)
    identifiers[name] = identifier
    sink?.define(identifier: identifier, name: name)
    return identifier
  }

  /// Records one draw of 64 bits.
  public func recordDraw(stream: UInt32, value: UInt64) {
    draws += 1
    // A multiply-xorshift chain: order matters, and it costs one multiplication a draw.
    drawDigest = (drawDigest ^ value ^ UInt64(stream) << 32) &* 0xD6E8_FEB8_6659_FD93
    drawDigest ^= drawDigest >> 32
    sink?.append(Entry(kind: .draw, name: stream, time: now.nanoseconds, value: value))
  }

  /// Records an event at `time` whose content has the digest `value`.
  ///
  /// Time must not go back.
  public func recordEvent(_ name: String, at time: SimInstant, value: UInt64) {
    precondition(time >= now, "events must be recorded in order of time")
    now = time
    events += 1
    let identifier = identifier(of: name)
    eventDigest.update(UInt64(identifier))
    eventDigest.update(time.nanoseconds)
    eventDigest.update(value)
    sink?.append(Entry(kind: .event, name: identifier, time: time.nanoseconds, value: value))
  }

  /// The digest of everything recorded so far.
  public var digest: Digest128 {
    let total = DigestBuilder()
    total.update(eventDigest.digest.bytes)
    total.update(drawDigest)
    total.update(draws)
    return total.digest
  }
}
