public import Determinism

/// Names a scheduled event, so that it can be cancelled.
@frozen public struct EventToken: Hashable, Sendable {
  @usableFromInline let slot: UInt32
  @usableFromInline let rank: UInt64

  @inlinable init(slot: UInt32, rank: UInt64) {
    self.slot = slot
    self.rank = rank
  }
}

/// The pending events of a simulation, in the total order (time, sequence).
///
/// Events at equal times fire in the order in which they were scheduled, so the order is the same
/// on every machine. The queue owns the clock: `now` moves only when an event is taken, and never
/// back.
///
/// A 4-ary heap of (time, rank, slot) orders the events; the events themselves stay in their slots.
/// Scheduling and taking cost O(log n), cancelling O(1) amortised.
public struct EventQueue<Event>: ~Copyable {
  /// What decides between events at the same time.
  public enum TieOrder: Sendable {
    /// The order of scheduling.
    case scheduled
    /// A random order that the seed decides, to find code that leans on the order of ties.
    case shuffled(Seed)
  }

  @usableFromInline var clock: UInt64 = 0
  @usableFromInline var heap = EventHeap()
  @usableFromInline var slots = EventSlots<Event>()
  @usableFromInline var sequence: UInt64 = 0
  /// Decides the ranks of ties when they are shuffled, else nil.
  @usableFromInline let tieKey: UInt64?

  /// Makes an empty queue at time zero.
  public init(ties: TieOrder) {
    switch ties {
    case .scheduled: tieKey = nil
    case .shuffled(let seed):
      var stream = seed.stream("events.ties", ledger: nil)
      tieKey = stream.next()
    }
  }

  /// The time of the event taken last.
  @inlinable public var now: SimInstant { SimInstant(nanoseconds: clock) }

  /// Events that are pending: scheduled, and neither taken nor cancelled.
  @inlinable public var count: Int { slots.count }

  /// Whether no event is pending.
  @inlinable public var isEmpty: Bool { slots.count == 0 }

  /// Schedules `event`.
  ///
  /// The time must not lie before `now`.
  @inlinable @discardableResult
  public mutating func schedule(_ event: Event, at time: SimInstant) -> EventToken {
    precondition(time.nanoseconds >= clock, "an event must not be scheduled before now")
    var rank = sequence
    sequence += 1
    if let tieKey { rank = mixed(rank ^ tieKey) }
    let slot = slots.insert(event, rank: rank)
    heap.insert(EventKey(time: time.nanoseconds, rank: rank, slot: slot))
    return EventToken(slot: slot, rank: rank)
  }

  /// Takes the next event and moves `now` to its time; nil when none is pending.
  @inlinable
  public mutating func popNext() -> (time: SimInstant, event: Event)? {
    while let key = heap.takeFirst() {
      guard let event = slots.remove(key.slot, rank: key.rank) else { continue }
      precondition(key.time >= clock, "simulated time must not go back")
      clock = key.time
      return (SimInstant(nanoseconds: key.time), event)
    }
    return nil
  }

  /// The time of the next event, without taking it.
  @inlinable
  public mutating func nextTime() -> SimInstant? {
    while let key = heap.first() {
      if slots.holds(key.slot, rank: key.rank) { return SimInstant(nanoseconds: key.time) }
      _ = heap.takeFirst()
      slots.release(key.slot)
    }
    return nil
  }

  /// Cancels a pending event; false when it was taken or cancelled before.
  @inlinable @discardableResult
  public mutating func cancel(_ token: EventToken) -> Bool {
    guard slots.cancel(token.slot, rank: token.rank) else { return false }
    // Cancelled keys stay in the heap until they surface. Sweeping them once they are the
    // majority keeps memory proportional to what is pending.
    if heap.count > 64 && heap.count > 2 * slots.count { sweep() }
    return true
  }

  /// Removes the keys of all cancelled events.
  @inlinable
  mutating func sweep() {
    var kept = EventHeap()
    while let key = heap.takeAny() {
      if slots.holds(key.slot, rank: key.rank) {
        kept.append(key)
      } else {
        slots.release(key.slot)
      }
    }
    kept.restoreOrder()
    heap = kept
  }

  /// A bijection of 64 bits (Stafford's variant 13), so that shuffled ranks stay distinct.
  @inlinable
  func mixed(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
