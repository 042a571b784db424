internal import CScan

/// Says which parts of the trace are worth reading, in one pass over the bytes.
///
/// Whatever a reader could accept lies within a region of its own kind; of noise hardly anything
/// does. Secrets in bytes and in 16-bit numbers are filtered by their grams of four bytes, of which
/// any match holds five in a row; wide numbers and text by the bytes they are made of.
struct ScanFilter: Sendable {
  /// Readers that share a filter.
  enum Reader: Int, CaseIterable {
    /// Secrets as bytes, and labels of one byte.
    case bytes
    /// 16-bit integers and floats.
    case pairs
    /// Integers and floats of 32 and 64 bits.
    case wide
    /// Digits, decimal lists, base64 and hexadecimal.
    case characters

    fileprivate var mark: UInt8 {
      switch self {
      case .bytes: UInt8(SL_BYTES)
      case .pairs: UInt8(SL_PAIRS)
      case .wide: UInt8(SL_WIDE)
      case .characters: UInt8(SL_CHARACTERS)
      }
    }
  }

  /// Bytes that a match has at least: a seed of bytes.
  private static let leastMatch = SecretCorpus.byteSeed
  /// Bytes that share a mark.
  private static let block = Int(SL_BLOCK)

  private let bytes: Grams
  private let pairs: Grams
  private let wholeMask: UInt8
  private let readsAll: Bool

  /// Makes the filter for what `corpus` holds.
  ///
  /// One that `readsAll` leaves nothing out; it is slow, and tests compare with it.
  init(corpus: SecretCorpus, readsAll: Bool) {
    self.readsAll = readsAll
    bytes = Self.byteGrams(corpus)
    pairs = Self.pairGrams(corpus)
    // A whole number below 2^k leaves the last 24 - k bits of a float32 zero. Integers below 2^24
    // begin with 0 or -1; what is larger passes altogether.
    let zeros = corpus.numberLimit.leadingZeroBitCount - 8
    wholeMask = zeros >= 8 ? 0xFF : UInt8(1) << UInt8(max(0, zeros)) - 1
  }

  /// The regions of `window` for each reader, by its number, in order.
  ///
  /// `least` is the length of the shortest match that bytes can show.
  func regions(
    of window: UnsafeBufferPointer<UInt8>, least: Int
  ) -> [[Range<Int>]] {
    guard !readsAll, let base = window.baseAddress else {
      return Reader.allCases.map { _ in [0..<window.count] }
    }
    let blocks = (window.count + Self.block - 1) / Self.block
    // Whole words of marks, so that most are passed over eight at a time.
    var marks = [UInt8](repeating: 0, count: (blocks + 7) / 8 * 8)
    bytes.withSet { bytes in
      pairs.withSet { pairs in
        var scan = sl_scan(
          bytes: bytes, pairs: pairs, gram_step: max(least, Self.leastMatch) - 3,
          whole_mask: wholeMask)
        marks.withUnsafeMutableBufferPointer { marks in
          sl_scan_mark(&scan, base, window.count, marks.baseAddress)
        }
      }
    }
    return Self.regions(marks, count: window.count)
  }

  /// Marked blocks in a row with one more on either side, for numbers that begin before their
  /// telling bytes.
  private static func regions(_ marks: [UInt8], count: Int) -> [[Range<Int>]] {
    var regions = Reader.allCases.map { _ in [Range<Int>]() }
    func add(_ reader: Reader, _ index: Int) {
      let lower = max(0, (index - 1) * block)
      let upper = min(count, (index + 2) * block)
      if let last = regions[reader.rawValue].last, last.upperBound >= lower {
        let whole = last.lowerBound..<upper
        regions[reader.rawValue][regions[reader.rawValue].count - 1] = whole
      } else {
        regions[reader.rawValue].append(lower..<upper)
      }
    }
    marks.withUnsafeBytes { marks in
      for start in stride(from: 0, to: marks.count, by: 8)
      where marks.loadUnaligned(fromByteOffset: start, as: UInt64.self) != 0 {
        for index in start..<start + 8 where marks[index] != 0 {
          for reader in Reader.allCases where marks[index] & reader.mark != 0 {
            add(reader, index)
          }
        }
      }
    }
    return regions
  }

  private static func byteGrams(_ corpus: SecretCorpus) -> Grams {
    let labels = corpus.labels.symbols.map { UInt8(truncatingIfNeeded: $0) }
    var grams = Grams(count: corpus.bytes.symbols.count + labels.count)
    corpus.bytes.symbols.withUnsafeBufferPointer { symbols in
      for sequence in corpus.bytes.sequences where sequence.count >= leastMatch {
        grams.add(UnsafeBufferPointer(rebasing: symbols[sequence.range]))
      }
    }
    labels.withUnsafeBufferPointer { labels in
      for sequence in corpus.labels.sequences {
        grams.add(UnsafeBufferPointer(rebasing: labels[sequence.range]))
      }
    }
    // One-hot labels.
    for bits in 0..<16 {
      let gram = (0..<4).map { UInt8(bits >> $0 & 1) }
      gram.withUnsafeBufferPointer { grams.add($0) }
    }
    grams.shrink()
    return grams
  }

  private static func pairGrams(_ corpus: SecretCorpus) -> Grams {
    // Texts have few different pairs of character codes, ids many.
    var count = corpus.labels.symbols.count
    for sequence in corpus.numbers.sequences where sequence.kind == .tokens {
      count += sequence.count
    }
    var grams = Grams(count: 2 * count)
    corpus.numbers.symbols.withUnsafeBufferPointer { symbols in
      for sequence in corpus.numbers.sequences {
        grams.add(
          UnsafeBufferPointer(rebasing: symbols[sequence.range]), isRounded: sequence.isRounded)
      }
    }
    corpus.labels.symbols.withUnsafeBufferPointer { labels in
      for sequence in corpus.labels.sequences {
        grams.add(UnsafeBufferPointer(rebasing: labels[sequence.range]))
      }
    }
    let oneHot: [Int32] = [0, 0, 1, 1, 0]
    oneHot.withUnsafeBufferPointer { grams.add($0) }
    grams.shrink()
    return grams
  }
}

/// A set of grams that answers yes to all it holds, and to few others.
private struct Grams: Sendable {
  private var words: [UInt64]
  private var shift: UInt32

  /// An empty set with 8 to 16 bits for each of `count` grams.
  init(count: Int) {
    // 16 MiB at most: beyond, every answer would wait for memory.
    let bits = min(21, max(4, Int.bitWidth - max(1, count / 8).leadingZeroBitCount))
    words = [UInt64](repeating: 0, count: 1 << bits)
    shift = UInt32(64 - bits)
  }

  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    words.withUnsafeMutableBufferPointer { words in
      sl_grams_add(words.baseAddress, shift, bytes.baseAddress, bytes.count)
    }
  }

  /// Adds 16-bit forms of `numbers` and their neighbours; only floats if they are rounded as such.
  mutating func add(_ numbers: UnsafeBufferPointer<Int32>, isRounded: Bool = false) {
    words.withUnsafeMutableBufferPointer { words in
      sl_grams_add_pairs(
        words.baseAddress, shift, numbers.baseAddress, numbers.count, isRounded ? 0 : 1)
    }
  }

  /// Halves the set while few of its bits are in use, so that it fits a cache.
  ///
  /// A gram is found where three of its bits are: with two bits of five, in one of 16 by accident.
  mutating func shrink() {
    while words.count > 2 {
      let folded = stride(from: 0, to: words.count, by: 2).map { words[$0] | words[$0 + 1] }
      let used = folded.reduce(0) { $0 + $1.nonzeroBitCount }
      guard 5 * used <= 2 * 64 * folded.count else { return }
      words = folded
      shift += 1
    }
  }

  func withSet(_ body: (sl_grams) -> Void) {
    words.withUnsafeBufferPointer { body(sl_grams(words: $0.baseAddress, shift: shift)) }
  }
}
