/// The server's cache of uploaded samples: keyed, with a byte capacity, least recently used out
/// first.
///
/// The cache decides in the order in which batches are planned, never by arrival times: room is
/// reserved when a sample is asked for and filled when it arrives. So hits, misses and evictions do
/// not depend on the network's speed. Entries count with their bytes as they travelled; a sample
/// that exceeds the capacity by itself is never kept and throws nothing out.
final class ActivationCache {
  /// Accounts of the cache.
  struct Counters: Equatable, Sendable {
    var hits = 0
    var misses = 0
    var evictions = 0
  }

  /// What the cache keeps of one sample.
  private struct Slot {
    var sample = -1
    var bytes = 0
    var isFilled = false
    var values: UnsafeMutableBufferPointer<Float>
    // Doubly linked list over slots, most recent first; -1 ends it.
    var newer = -1
    var older = -1
  }

  private var table: Table

  /// Makes an empty cache.
  init(capacityBytes: UInt64) { table = Table(capacity: capacityBytes) }

  deinit { for slot in table.slots { slot.values.deallocate() } }

  /// Accounts so far.
  var counters: Counters { table.counters }
  /// Bytes of all entries that hold a sample or wait for one.
  var bytes: UInt64 { table.bytes }
  /// Entries that hold a sample or wait for one.
  var entries: Int { table.slotOfSample.count }

  /// Looks `sample` up for a batch; nil on a miss, which reserves `bytes` for it where they fit.
  ///
  /// A batch plan names each sample once and ends before the next one begins, so a sample is looked
  /// up while it is under way only behind a restart, which forgets what was asked for.
  func lookUp(_ sample: Int, bytes: Int) -> UnsafeBufferPointer<Float>? {
    table.lookUp(sample, bytes: bytes)
  }

  /// Stores a sample that arrives for the first time.
  func insert(_ sample: Int, bytes: Int, _ values: UnsafeBufferPointer<Float>) {
    table.insert(sample, bytes: bytes, values)
  }

  /// Fills the room that was reserved for `sample`, unless it has been evicted since.
  func fill(_ sample: Int, _ values: UnsafeBufferPointer<Float>) { table.fill(sample, values) }
}

extension ActivationCache {
  /// The entries, as a value, so that a look-up checks once that nobody else is at them.
  private struct Table {
    private(set) var counters = Counters()
    private(set) var bytes: UInt64 = 0
    let capacity: UInt64
    private(set) var slots: [Slot] = []
    private var free: [Int] = []
    private(set) var slotOfSample: [Int: Int] = [:]
    private var newest = -1
    private var oldest = -1

    init(capacity: UInt64) { self.capacity = capacity }

    mutating func lookUp(_ sample: Int, bytes: Int) -> UnsafeBufferPointer<Float>? {
      guard let slot = slotOfSample[sample] else {
        counters.misses += 1
        _ = reserve(sample, bytes)
        return nil
      }
      guard slots[slot].isFilled else {
        counters.misses += 1
        return nil
      }
      counters.hits += 1
      unlink(slot)
      linkNewest(slot)
      return UnsafeBufferPointer(slots[slot].values)
    }

    mutating func insert(_ sample: Int, bytes: Int, _ values: UnsafeBufferPointer<Float>) {
      precondition(slotOfSample[sample] == nil, "a sample is inserted once")
      guard let slot = reserve(sample, bytes) else { return }
      store(values, in: slot)
    }

    mutating func fill(_ sample: Int, _ values: UnsafeBufferPointer<Float>) {
      guard let slot = slotOfSample[sample], !slots[slot].isFilled else { return }
      store(values, in: slot)
    }

    private mutating func store(_ values: UnsafeBufferPointer<Float>, in slot: Int) {
      if slots[slot].values.count != values.count {
        slots[slot].values.deallocate()
        slots[slot].values = .allocate(capacity: values.count)
      }
      _ = slots[slot].values.initialize(fromContentsOf: values)
      slots[slot].isFilled = true
    }

    /// A slot for `sample`, for which the least recent ones make room.
    private mutating func reserve(_ sample: Int, _ bytes: Int) -> Int? {
      precondition(bytes > 0, "cache entries must not be empty")
      guard bytes <= capacity else { return nil }
      while self.bytes + UInt64(bytes) > capacity { evict(oldest) }
      if free.isEmpty {
        free.append(slots.count)
        slots.append(Slot(values: .allocate(capacity: 0)))
      }
      let slot = free.removeLast()
      slots[slot].sample = sample
      slots[slot].bytes = bytes
      slots[slot].isFilled = false
      self.bytes += UInt64(bytes)
      slotOfSample[sample] = slot
      linkNewest(slot)
      return slot
    }

    private mutating func evict(_ slot: Int) {
      counters.evictions += 1
      bytes -= UInt64(slots[slot].bytes)
      slotOfSample[slots[slot].sample] = nil
      unlink(slot)
      free.append(slot)
    }

    private mutating func unlink(_ slot: Int) {
      let (before, behind) = (slots[slot].newer, slots[slot].older)
      if before >= 0 { slots[before].older = behind } else { newest = behind }
      if behind >= 0 { slots[behind].newer = before } else { oldest = before }
    }

    private mutating func linkNewest(_ slot: Int) {
      slots[slot].newer = -1
      slots[slot].older = newest
      if newest >= 0 { slots[newest].newer = slot } else { oldest = slot }
      newest = slot
    }
  }
}
