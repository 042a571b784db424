/// The pending events themselves, each in a slot that stays put while its key moves.
///
/// A slot is free, holds an event, or was cancelled and waits until its key leaves the heap.
@usableFromInline
struct EventSlots<Event>: ~Copyable {
  @usableFromInline var events: UnsafeMutablePointer<Event>
  /// The rank of the event in each slot; `vacant` where there is none.
  @usableFromInline var ranks: UnsafeMutablePointer<UInt64>
  @usableFromInline var capacity: Int
  /// Slots that were ever used.
  @usableFromInline var used = 0
  /// A stack of the slots that may be reused; never longer than `used`.
  @usableFromInline var free: UnsafeMutablePointer<UInt32>
  @usableFromInline var freeCount = 0
  /// Events held.
  @usableFromInline var count = 0

  @usableFromInline
  init() {
    capacity = 64
    events = .allocate(capacity: capacity)
    ranks = .allocate(capacity: capacity)
    free = .allocate(capacity: capacity)
  }

  @inlinable deinit {
    for slot in 0..<used where ranks[slot] != .max { (events + slot).deinitialize(count: 1) }
    events.deallocate()
    ranks.deallocate()
    free.deallocate()
  }

  @inlinable
  mutating func insert(_ event: Event, rank: UInt64) -> UInt32 {
    precondition(rank != .max, "the last rank marks vacant slots")
    let slot: UInt32
    if freeCount > 0 {
      freeCount &-= 1
      slot = free[freeCount]
    } else {
      if used == capacity { grow() }
      slot = UInt32(used)
      (ranks + used).initialize(to: .max)
      used += 1
    }
    (events + Int(slot)).initialize(to: event)
    ranks[Int(slot)] = rank
    count += 1
    return slot
  }

  /// Takes the event of a key that left the heap and frees its slot; nil when it was cancelled.
  @inlinable
  mutating func remove(_ slot: UInt32, rank: UInt64) -> Event? {
    pushFree(slot)
    guard ranks[Int(slot)] == rank else { return nil }
    ranks[Int(slot)] = .max
    count -= 1
    return (events + Int(slot)).move()
  }

  /// Whether the event with this rank is still in the slot.
  @inlinable
  func holds(_ slot: UInt32, rank: UInt64) -> Bool {
    Int(slot) < used && ranks[Int(slot)] == rank
  }

  /// Drops an event whose key stays in the heap; false when it is gone already.
  @inlinable
  mutating func cancel(_ slot: UInt32, rank: UInt64) -> Bool {
    guard holds(slot, rank: rank) else { return false }
    ranks[Int(slot)] = .max
    count -= 1
    (events + Int(slot)).deinitialize(count: 1)
    return true
  }

  /// Frees the slot of a cancelled event whose key left the heap.
  @inlinable
  mutating func release(_ slot: UInt32) {
    precondition(ranks[Int(slot)] == .max, "only a cancelled event's slot is released")
    pushFree(slot)
  }

  @inlinable
  mutating func pushFree(_ slot: UInt32) {
    precondition(freeCount < used, "a slot must not be freed twice")
    (free + freeCount).initialize(to: slot)
    freeCount &+= 1
  }

  @usableFromInline
  mutating func grow() {
    precondition(2 * capacity <= Int(UInt32.max), "slots are numbered in 32 bits")
    let moreEvents = UnsafeMutablePointer<Event>.allocate(capacity: 2 * capacity)
    let moreRanks = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * capacity)
    let moreFree = UnsafeMutablePointer<UInt32>.allocate(capacity: 2 * capacity)
    // Slots whose event is gone hold no value that could be moved.
    for slot in 0..<used where ranks[slot] != .max {
      (moreEvents + slot).moveInitialize(from: events + slot, count: 1)
    }
    moreRanks.moveInitialize(from: ranks, count: used)
    moreFree.moveInitialize(from: free, count: freeCount)
    events.deallocate()
    ranks.deallocate()
    free.deallocate()
    events = moreEvents
    ranks = moreRanks
    free = moreFree
    capacity *= 2
  }
}
