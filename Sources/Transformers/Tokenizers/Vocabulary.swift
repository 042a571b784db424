/// A table from tokens, as UTF-8 bytes, to ids.
///
/// Open addressing over one arena: look-ups take a stretch of a buffer and a hash that the caller
/// may have built up byte by byte, so that all prefixes of a word are tried in one pass.
struct Vocabulary: Sendable {
  /// FNV-1a, 64 bits: it can be extended a byte at a time, and is the same in every process.
  struct Hash: Sendable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    mutating func add(_ byte: UInt8) {
      value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }
  }

  /// The number of tokens.
  let count: Int
  /// The length in bytes of the longest token.
  let longest: Int

  private let arena: [UInt8]
  /// Where each token starts in the arena, and where the last one ends.
  private let starts: [Int]
  private let ids: [Int32]
  /// Token numbers plus one; zero is free.
  private let slots: [Int32]
  private let mask: Int

  /// Makes a table, or returns the first token that occurs twice.
  static func make(
    _ entries: [(token: [UInt8], id: Int32)]
  ) -> Result<Vocabulary, DuplicateToken> {
    var table = Builder(entries.count)
    for (index, entry) in entries.enumerated() where !table.insert(entry.token, index) {
      return .failure(DuplicateToken(token: entry.token))
    }
    return .success(
      Vocabulary(
        count: entries.count, longest: entries.map(\.token.count).max() ?? 0, arena: table.arena,
        starts: table.starts, ids: entries.map(\.id), slots: table.slots,
        mask: table.slots.count - 1))
  }

  /// A token that occurs twice.
  struct DuplicateToken: Error {
    var token: [UInt8]
  }

  private struct Builder {
    var arena: [UInt8] = []
    var starts = [0]
    var slots: [Int32]

    init(_ count: Int) {
      // At most half full, so that a look-up that fails is short.
      var size = 16
      while size < count * 2 { size *= 2 }
      slots = [Int32](repeating: 0, count: size)
    }

    mutating func insert(_ token: [UInt8], _ index: Int) -> Bool {
      var hash = Hash()
      for byte in token { hash.add(byte) }
      var slot = Vocabulary.slot(hash) & (slots.count - 1)
      while slots[slot] != 0 {
        let other = Int(slots[slot]) - 1
        if arena[starts[other]..<starts[other + 1]].elementsEqual(token) { return false }
        slot = (slot + 1) & (slots.count - 1)
      }
      slots[slot] = Int32(index) + 1
      arena += token
      starts.append(arena.count)
      return true
    }
  }

  @inline(__always)
  private static func slot(_ hash: Hash) -> Int {
    // FNV's low bits are the weaker ones.
    let mixed = (hash.value ^ hash.value >> 32) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 20)
  }

  /// The id of the token `buffer[range]`, whose hash is `hash`.
  @inline(__always)
  func id(_ buffer: [UInt8], _ range: Range<Int>, _ hash: Hash) -> Int32? {
    var slot = Self.slot(hash) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      let start = starts[index]
      if starts[index + 1] - start == range.count {
        var offset = 0
        while offset < range.count, arena[start + offset] == buffer[range.lowerBound + offset] {
          offset += 1
        }
        if offset == range.count { return ids[index] }
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// The id of `token`.
  func id(_ token: [UInt8]) -> Int32? {
    var hash = Hash()
    for byte in token { hash.add(byte) }
    return id(token, token.indices, hash)
  }

  /// The tokens and ids in the order of the file.
  func forEach(_ body: (ArraySlice<UInt8>, Int32) -> Void) {
    for index in 0..<count { body(arena[starts[index]..<starts[index + 1]], ids[index]) }
  }
}
