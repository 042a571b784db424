/// The server's cache of uploaded samples: keyed, with a byte capacity, least recently used out
/// first.
///
/// The cache decides in the order in which batches are planned, never by arrival times: a slot is
/// reserved when a sample is asked for and filled when it arrives. So hits, misses and evictions do
/// not depend on the network's speed.
final class ActivationCache {
  /// Accounts of the cache.
  struct Counters: Equatable, Sendable {
    var hits = 0
    var misses = 0
    var evictions = 0
  }

  private(set) var counters = Counters()
  /// Bytes of one entry as the server stores it.
  let entryBytes: Int
  private let elements: Int
  private let slots: Int
  private var storage: [UnsafeMutableBufferPointer<Float>] = []
  private var slotOfSample: [Int: Int] = [:]
  private var sampleOfSlot: [Int] = []
  private var filled: [Bool] = []
  // Doubly linked list over slots, most recent first; -1 ends it.
  private var newer: [Int] = []
  private var older: [Int] = []
  private var newest = -1
  private var oldest = -1

  /// Makes a cache for entries of `elements` floats that count as `entryBytes` each.
  init(capacityBytes: UInt64, entryBytes: Int, elements: Int) {
    precondition(entryBytes > 0 && elements >= 0, "cache entries must not be empty")
    self.entryBytes = entryBytes
    self.elements = elements
    slots = Int(min(capacityBytes / UInt64(entryBytes), UInt64(Int32.max)))
  }

  deinit { for buffer in storage { buffer.deallocate() } }

  /// Entries that hold a sample or wait for one.
  var entries: Int { slotOfSample.count }

  /// Looks `sample` up for a batch; nil on a miss, which reserves a slot where there are any.
  ///
  /// A batch plan names each sample once and ends before the next one begins, so a sample is looked
  /// up while it is under way only behind a restart, which forgets what was asked for.
  func lookUp(_ sample: Int) -> UnsafeMutablePointer<Float>? {
    guard let slot = slotOfSample[sample] else {
      counters.misses += 1
      _ = reserve(sample)
      return nil
    }
    guard filled[slot] else {
      counters.misses += 1
      return nil
    }
    counters.hits += 1
    unlink(slot)
    linkNewest(slot)
    return storage[slot].baseAddress
  }

  /// Stores a sample that arrives for the first time.
  func insert(_ sample: Int, _ values: (UnsafeMutablePointer<Float>) -> Void) {
    precondition(slotOfSample[sample] == nil, "a sample is inserted once")
    guard let slot = reserve(sample), let base = storage[slot].baseAddress else { return }
    values(base)
    filled[slot] = true
  }

  /// Fills the slot that was reserved for `sample`, unless it has been evicted since.
  func fill(_ sample: Int, _ values: (UnsafeMutablePointer<Float>) -> Void) {
    guard let slot = slotOfSample[sample], !filled[slot], let base = storage[slot].baseAddress
    else { return }
    values(base)
    filled[slot] = true
  }

  private func reserve(_ sample: Int) -> Int? {
    guard slots > 0 else { return nil }
    let slot: Int
    if storage.count < slots {
      slot = storage.count
      let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(elements, 1))
      storage.append(buffer)
      sampleOfSlot.append(sample)
      filled.append(false)
      newer.append(-1)
      older.append(-1)
    } else {
      slot = oldest
      counters.evictions += 1
      slotOfSample[sampleOfSlot[slot]] = nil
      unlink(slot)
      sampleOfSlot[slot] = sample
      filled[slot] = false
    }
    slotOfSample[sample] = slot
    linkNewest(slot)
    return slot
  }

  private func unlink(_ slot: Int) {
    if newer[slot] >= 0 { older[newer[slot]] = older[slot] } else { newest = older[slot] }
    if older[slot] >= 0 { newer[older[slot]] = newer[slot] } else { oldest = newer[slot] }
  }

  private func linkNewest(_ slot: Int) {
    newer[slot] = -1
    older[slot] = newest
    if newest >= 0 { newer[newest] = slot } else { oldest = slot }
    newest = slot
  }
}
