/// Byte pair encoding (Sennrich et al., ACL 2016), over characters or stand-ins of bytes.
struct BytePairModel: Sendable {
  /// A symbol of a word while pairs are merged: a doubly linked list in an array.
  struct Symbol {
    var id: Int32
    var previous: Int32
    var next: Int32
    var isRemoved = false
  }

  /// The options of `tokenizer.json`.
  struct Options: Sendable {
    var unknown: Int32?
    var fusesUnknown = false
    /// The tokens `<0x00>` to `<0xFF>`, where the model falls back to them.
    var byteTokens: [Int32?]?
    /// Whether a word that is a token is taken whole.
    var ignoresMerges = false
  }

  /// Code points below this have their symbols in a flat table.
  private static let flatCount = 0x800

  private let vocabulary: Vocabulary
  private let merges: MergeTable
  private let options: Options
  private let flat: [Int32]

  /// Makes a model.
  init(vocabulary: Vocabulary, merges: MergeTable, options: Options) {
    self.vocabulary = vocabulary
    self.merges = merges
    self.options = options
    flat = (0..<UInt32(Self.flatCount)).map { vocabulary.id(UTF8Text.bytes([$0])) ?? -1 }
  }

  /// Appends the ids of one word.
  func encode(_ word: ArraySlice<UInt32>, _ scratch: inout ModelScratch, to ids: inout [Int]) {
    if options.ignoresMerges, let id = whole(word, &scratch) {
      ids.append(Int(id))
      return
    }
    scratch.symbols.removeAll(keepingCapacity: true)
    appendSymbols(word, &scratch)
    if scratch.symbols.count > 1 { merge(&scratch) }
    for symbol in scratch.symbols where !symbol.isRemoved { ids.append(Int(symbol.id)) }
  }

  private func whole(_ word: ArraySlice<UInt32>, _ scratch: inout ModelScratch) -> Int32? {
    // No token has fewer bytes than code points.
    guard word.count <= vocabulary.longest else { return nil }
    scratch.bytes.removeAll(keepingCapacity: true)
    for scalar in word { UTF8Text.append(scalar, to: &scratch.bytes) }
    var hash = Vocabulary.Hash()
    for byte in scratch.bytes { hash.add(byte) }
    return vocabulary.id(scratch.bytes, scratch.bytes.indices, hash)
  }

  private func symbol(_ scalar: UInt32, _ bytes: inout [UInt8]) -> Int32? {
    if scalar < Self.flatCount { return flat[Int(scalar)] >= 0 ? flat[Int(scalar)] : nil }
    bytes.removeAll(keepingCapacity: true)
    UTF8Text.append(scalar, to: &bytes)
    return vocabulary.id(bytes)
  }

  /// The word as single characters, with stand-ins for what the vocabulary lacks.
  private func appendSymbols(_ word: ArraySlice<UInt32>, _ scratch: inout ModelScratch) {
    // As in `tokenizers`, an unknown symbol is held back until a known one or another unknown one
    // follows; bytes that stand in for a character may so overtake it.
    var hasUnknown = false
    func append(_ id: Int32, to symbols: inout [Symbol]) {
      let index = Int32(symbols.count)
      symbols.append(Symbol(id: id, previous: index - 1, next: index + 1))
    }
    for scalar in word {
      if let id = symbol(scalar, &scratch.bytes) {
        if hasUnknown, let unknown = options.unknown { append(unknown, to: &scratch.symbols) }
        hasUnknown = false
        append(id, to: &scratch.symbols)
        continue
      }
      if let tokens = options.byteTokens {
        let ids = UTF8Text.bytes([scalar]).map { tokens[Int($0)] }
        if ids.allSatisfy({ $0 != nil }) {
          for case .some(let id) in ids { append(id, to: &scratch.symbols) }
          continue
        }
      }
      guard let unknown = options.unknown else { continue }
      if hasUnknown, !options.fusesUnknown { append(unknown, to: &scratch.symbols) }
      hasUnknown = true
    }
    if hasUnknown, let unknown = options.unknown { append(unknown, to: &scratch.symbols) }
  }

  /// Merges pairs, the one of lowest rank first and, among equals, the leftmost.
  ///
  /// A heap of candidates makes this n log n in the length of the word.
  private func merge(_ scratch: inout ModelScratch) {
    let count = scratch.symbols.count
    precondition(count < Int(Int32.max), "a word must have fewer than 2^31 symbols")
    for index in 0..<(count - 1) {
      if let merge = merges[scratch.symbols[index].id, scratch.symbols[index + 1].id] {
        scratch.heap.push(UInt64(merge.rank) << 32 | UInt64(index))
      }
    }
    while let top = scratch.heap.pop() {
      let rank = UInt32(truncatingIfNeeded: top >> 32)
      let index = Int(top & 0xFFFF_FFFF)
      let left = scratch.symbols[index]
      guard !left.isRemoved, Int(left.next) < count else { continue }
      let next = Int(left.next)
      // The pair may have changed since it was put on the heap.
      guard let merge = merges[left.id, scratch.symbols[next].id],
        merge.id == merges.product(ofRank: rank)
      else { continue }
      scratch.symbols[index].id = merge.id
      scratch.symbols[index].next = scratch.symbols[next].next
      scratch.symbols[next].isRemoved = true
      let following = Int(scratch.symbols[index].next)
      if following < count {
        scratch.symbols[following].previous = Int32(index)
        if let merge = merges[merge.id, scratch.symbols[following].id] {
          scratch.heap.push(UInt64(merge.rank) << 32 | UInt64(index))
        }
      }
      if left.previous >= 0 {
        let previous = Int(left.previous)
        if let merge = merges[scratch.symbols[previous].id, merge.id] {
          scratch.heap.push(UInt64(merge.rank) << 32 | UInt64(previous))
        }
      }
    }
  }
}

/// Ranks and products of mergeable pairs.
struct MergeTable: Sendable {
  /// What becomes of a pair.
  struct Merge: Sendable {
    var rank: UInt32
    var id: Int32
  }

  private static let free = UInt64.max

  private var keys: [UInt64]
  private var values: [Merge]
  private let products: [Int32]
  private let mask: Int

  /// Makes the table; the rank of a merge is its index, and of equal pairs the last one counts.
  init(_ merges: [(left: Int32, right: Int32, product: Int32)]) {
    var size = 16
    while size < merges.count * 2 { size *= 2 }
    mask = size - 1
    keys = [UInt64](repeating: Self.free, count: size)
    values = [Merge](repeating: Merge(rank: 0, id: 0), count: size)
    products = merges.map(\.product)
    for (rank, merge) in merges.enumerated() {
      let key = Self.key(merge.left, merge.right)
      var slot = Self.slot(key) & mask
      while keys[slot] != Self.free, keys[slot] != key { slot = (slot + 1) & mask }
      keys[slot] = key
      values[slot] = Merge(rank: UInt32(rank), id: merge.product)
    }
  }

  @inline(__always)
  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  @inline(__always)
  private static func slot(_ key: UInt64) -> Int {
    let mixed = (key ^ key >> 29) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 24)
  }

  /// What becomes of the pair.
  @inline(__always)
  subscript(left: Int32, right: Int32) -> Merge? {
    let key = Self.key(left, right)
    var slot = Self.slot(key) & mask
    while keys[slot] != Self.free {
      if keys[slot] == key { return values[slot] }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// The token that the merge of a rank makes.
  func product(ofRank rank: UInt32) -> Int32 { products[Int(rank)] }
}
