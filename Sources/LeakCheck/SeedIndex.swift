/// A symbol of a secret in one of its forms.
protocol SeedSymbol: FixedWidthInteger & Sendable {
  /// A hash of the `length` symbols at `pointer`; its upper bits are the good ones.
  static func fingerprint(_ pointer: UnsafePointer<Self>, length: Int) -> UInt64
}

extension UInt8: SeedSymbol {
  /// Reads eight bytes at once; seeds of bytes have this length.
  @inline(__always)
  static func fingerprint(_ pointer: UnsafePointer<UInt8>, length: Int) -> UInt64 {
    UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self) &* 0x9E37_79B9_7F4A_7C15
  }
}

extension Int32: SeedSymbol {
  static func fingerprint(_ pointer: UnsafePointer<Int32>, length: Int) -> UInt64 {
    var hash: UInt64 = 0
    for index in 0..<length {
      hash = (hash ^ UInt64(UInt32(bitPattern: pointer[index]))) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
    }
    return hash &* 0x9E37_79B9_7F4A_7C15
  }
}

/// A sequence of symbols that a secret turns into under one form.
struct SecretSequence: Sendable {
  /// First symbol, in the flat array of its index.
  var start: Int
  /// Number of symbols.
  var count: Int
  /// Its symbols.
  var range: Range<Int> { start..<start + count }
  /// Whether only floats can hold it.
  var isRounded: Bool { SecretForm(rawValue: form)?.isRounded ?? false }
  /// The secret that it stands for.
  var kind: SecretKind
  /// The form's name, by number.
  var form: Int
  /// The record whose secret it is; for labels, the order in which they stand.
  var record: Int
  /// For labels: the first label that the first symbol holds.
  var labelStart = 0
  /// For labels: how many of them a symbol holds.
  var labelsPerSymbol = 1
  /// Distance between its seeds.
  ///
  /// Matches are extended to both sides, so that a stretch is seen when it is longer than a seed by
  /// one less than this.
  var seedStride = 1
}

/// Where in the secrets a run of symbols may come from.
///
/// Windows of `seedLength` symbols of every sequence are seeds; a match is a seed extended in
/// both directions as far as trace and sequence agree. Seeds lie in buckets by their fingerprints.
struct SeedIndex<Symbol: SeedSymbol>: Sendable {
  /// A stretch of a run that a sequence holds too.
  struct Hit {
    var sequence: Int
    /// Offset in the sequence.
    var offset: Int
    /// The stretch of the run.
    var range: Range<Int>
  }

  /// Symbols of a seed.
  let seedLength: Int
  /// All sequences, one behind the other.
  let symbols: [Symbol]
  /// The sequences, in the order of their symbols.
  let sequences: [SecretSequence]
  /// Seeds left out because they hold too little variety.
  let skippedSeeds: Int
  /// Whether only the first, middle and last seeds of every sequence were kept.
  let isSampled: Bool

  private let bucketStart: [UInt32]
  private let bucketShift: UInt64
  private let entries: [UInt32]

  /// Indexes `sequences` of `symbols`.
  ///
  /// At most about `budget` seeds are kept; `isUseful` says whether a seed is varied enough.
  init(
    symbols: [Symbol], sequences: [SecretSequence], seedLength: Int, budget: Int,
    isUseful: (UnsafePointer<Symbol>) -> Bool
  ) {
    precondition(symbols.count < UInt32.max, "an index holds less than 2^32 symbols")
    precondition(seedLength > 0 && budget > 0, "an index needs seeds")
    let total = sequences.reduce(0) {
      $0 + max(0, $1.count - seedLength + $1.seedStride) / $1.seedStride
    }
    let sampled = total > budget
    let share = max(1, budget / max(1, 3 * sequences.count))
    var positions: [UInt32] = []
    positions.reserveCapacity(min(total, budget))
    var skipped = 0
    symbols.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for sequence in sequences where sequence.count >= seedLength {
        let seeds = sequence.count - seedLength + 1
        for offset in stride(from: 0, to: seeds, by: sequence.seedStride) {
          if sampled, !Self.isSampled(offset, of: seeds, share) { continue }
          guard isUseful(base + sequence.start + offset) else {
            skipped += 1
            continue
          }
          positions.append(UInt32(sequence.start + offset))
        }
      }
    }
    self.symbols = symbols
    self.sequences = sequences
    self.seedLength = seedLength
    skippedSeeds = skipped
    isSampled = sampled
    // Some four seeds to a bucket: a table that is small enough to be filled fast.
    let bucketBits = UInt64(min(24, max(8, Self.bits(positions.count) - 2)))
    bucketShift = 64 - bucketBits
    (bucketStart, entries) = Self.build(symbols, positions, seedLength, bucketBits: bucketBits)
  }

  /// Seeds in the index.
  var seedCount: Int { entries.count }

  /// Calls `body` with the longest hit at every place of `run` where there is one, in order.
  ///
  /// Of several hits the one of the largest `weight`, by length and kind, counts. Complexity:
  /// the size of a bucket for every position.
  func scan(
    _ run: UnsafeBufferPointer<Symbol>, budget: inout Int,
    weight: (Int, SecretKind) -> Int, _ body: (Hit) -> Void
  ) {
    guard run.count >= seedLength, !entries.isEmpty, let base = run.baseAddress else { return }
    let length = seedLength
    var position = 0
    let last = run.count - length
    while position <= last {
      let hash = Symbol.fingerprint(base + position, length: length)
      if let hit = heaviest(run, position, hash, &budget, weight) {
        body(hit)
        position = max(position + 1, hit.range.upperBound - seedLength + 1)
      } else {
        position += 1
      }
    }
  }

  private func heaviest(
    _ run: UnsafeBufferPointer<Symbol>, _ position: Int, _ hash: UInt64, _ budget: inout Int,
    _ weight: (Int, SecretKind) -> Int
  ) -> Hit? {
    let bucket = Int(hash >> bucketShift)
    var best: Hit?
    var bestWeight = Int.min
    let first = Int(bucketStart[bucket])
    // Secrets that repeat each other make long buckets; once the budget is spent a few entries of
    // each must do, which shortens matches and loses none that the first entries show.
    let all = Int(bucketStart[bucket + 1])
    let end = budget > 0 ? all : min(all, first + 16)
    for entry in first..<end {
      budget -= 1
      let start = Int(entries[entry])
      guard (0..<seedLength).allSatisfy({ symbols[start + $0] == run[position + $0] }) else {
        continue
      }
      let hit = extended(start, run, position)
      let hitWeight = weight(hit.range.count, sequences[hit.sequence].kind)
      guard hitWeight > bestWeight else { continue }
      best = hit
      bestWeight = hitWeight
    }
    return best
  }

  private func extended(_ start: Int, _ run: UnsafeBufferPointer<Symbol>, _ position: Int) -> Hit {
    let index = sequenceIndex(of: start)
    let sequence = sequences[index]
    let end = sequence.start + sequence.count
    var left = 0
    while position - left > 0, start - left > sequence.start,
      symbols[start - left - 1] == run[position - left - 1]
    {
      left += 1
    }
    var right = seedLength
    while position + right < run.count, start + right < end,
      symbols[start + right] == run[position + right]
    {
      right += 1
    }
    return Hit(
      sequence: index, offset: start - left - sequence.start,
      range: position - left..<position + right)
  }

  /// The sequence that holds the symbol at `position`, by bisection.
  private func sequenceIndex(of position: Int) -> Int {
    var low = 0
    var high = sequences.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if sequences[middle].start <= position { low = middle } else { high = middle }
    }
    return low
  }

  private static func isSampled(_ offset: Int, of seeds: Int, _ share: Int) -> Bool {
    offset < share || offset >= seeds - share || abs(offset - seeds / 2) * 2 <= share
  }

  private static func bits(_ count: Int) -> Int {
    Int.bitWidth - max(1, count).leadingZeroBitCount
  }

  private static func build(
    _ symbols: [Symbol], _ positions: [UInt32], _ seedLength: Int, bucketBits: UInt64
  ) -> (starts: [UInt32], entries: [UInt32]) {
    let buckets = symbols.withUnsafeBufferPointer { buffer -> [UInt32] in
      guard let base = buffer.baseAddress else { return [] }
      return positions.map { position in
        let hash = Symbol.fingerprint(base + Int(position), length: seedLength)
        return UInt32(truncatingIfNeeded: hash >> (64 - bucketBits))
      }
    }
    var starts = [UInt32](repeating: 0, count: 1 << Int(bucketBits) + 1)
    for bucket in buckets { starts[Int(bucket) + 1] += 1 }
    for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
    var next = starts
    let entries = [UInt32](unsafeUninitializedCapacity: positions.count) { entries, count in
      for (bucket, position) in zip(buckets, positions) {
        entries[Int(next[Int(bucket)])] = position
        next[Int(bucket)] += 1
      }
      count = positions.count
    }
    return (starts, entries)
  }
}
