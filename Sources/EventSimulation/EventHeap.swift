/// When an event fires, and where it waits.
@frozen @usableFromInline
struct EventKey {
  @usableFromInline var time: UInt64
  /// Decides among equal times; no two events share a rank.
  @usableFromInline var rank: UInt64
  @usableFromInline var slot: UInt32

  @inlinable init(time: UInt64, rank: UInt64, slot: UInt32) {
    self.time = time
    self.rank = rank
    self.slot = slot
  }

  @inlinable @inline(__always)
  static func < (left: EventKey, right: EventKey) -> Bool {
    left.time != right.time ? left.time < right.time : left.rank < right.rank
  }
}

/// A 4-ary min-heap of keys in memory of its own.
///
/// Four children share about one cache line and halve the depth of a binary heap. Taking the first
/// key leaves its place vacant: most events schedule a successor, which then sinks from there, and
/// one pass replaces two.
@usableFromInline
struct EventHeap: ~Copyable {
  @usableFromInline var keys: UnsafeMutablePointer<EventKey>
  @usableFromInline var capacity: Int
  /// Places in use, the vacant one included.
  @usableFromInline var used = 0
  /// Whether place 0 waits for a key.
  @usableFromInline var rootIsVacant = false

  @usableFromInline
  init() {
    capacity = 64
    keys = .allocate(capacity: capacity)
  }

  @inlinable deinit { keys.deallocate() }

  @inlinable var count: Int { rootIsVacant ? used - 1 : used }

  @inlinable
  mutating func insert(_ key: EventKey) {
    if rootIsVacant {
      rootIsVacant = false
      sink(key, from: 0)
    } else {
      append(key)
      rise(key, from: used - 1)
    }
  }

  @inlinable
  mutating func takeFirst() -> EventKey? {
    closeVacancy()
    guard used > 0 else { return nil }
    rootIsVacant = true
    return keys[0]
  }

  @inlinable
  mutating func first() -> EventKey? {
    closeVacancy()
    return used > 0 ? keys[0] : nil
  }

  /// Takes a key from the end, whatever its order; the heap must not be read in between.
  @inlinable
  mutating func takeAny() -> EventKey? {
    closeVacancy()
    guard used > 0 else { return nil }
    used -= 1
    return keys[used]
  }

  /// Adds a key without ordering it; `restoreOrder` must follow.
  @inlinable
  mutating func append(_ key: EventKey) {
    precondition(!rootIsVacant, "a vacant root must be filled first")
    if used == capacity { grow() }
    (keys + used).initialize(to: key)
    used += 1
  }

  /// Makes a heap of keys in any order, in O(n) (Floyd, 1964).
  @inlinable
  mutating func restoreOrder() {
    guard used > 1 else { return }
    for place in stride(from: (used - 2) / 4, through: 0, by: -1) { sink(keys[place], from: place) }
  }

  @inlinable
  mutating func closeVacancy() {
    guard rootIsVacant else { return }
    rootIsVacant = false
    used -= 1
    if used > 0 { sink(keys[used], from: 0) }
  }

  @usableFromInline
  mutating func grow() {
    let larger = UnsafeMutablePointer<EventKey>.allocate(capacity: 2 * capacity)
    larger.moveInitialize(from: keys, count: used)
    keys.deallocate()
    keys = larger
    capacity *= 2
  }

  /// Puts `key` at `place` or below.
  ///
  /// Indices stay below `used`, so arithmetic is unchecked.
  @inlinable
  func sink(_ key: EventKey, from start: Int) {
    let keys = keys
    let used = used
    var place = start
    while true {
      let child = 4 &* place &+ 1
      guard child < used else { break }
      var least = child
      let end = min(child &+ 4, used)
      var other = child &+ 1
      while other < end {
        if keys[other] < keys[least] { least = other }
        other &+= 1
      }
      guard keys[least] < key else { break }
      keys[place] = keys[least]
      place = least
    }
    keys[place] = key
  }

  /// Puts `key` at `place` or above.
  @inlinable
  func rise(_ key: EventKey, from start: Int) {
    let keys = keys
    var place = start
    while place > 0 {
      let parent = (place &- 1) / 4
      guard key < keys[parent] else { break }
      keys[place] = keys[parent]
      place = parent
    }
    keys[place] = key
  }
}
