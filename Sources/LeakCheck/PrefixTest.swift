internal import PrivateData
internal import Wire

/// Compares every place within an uploaded sample with the beginning of that sample's own text and
/// tokens, over all samples.
///
/// A few symbols are no evidence in one sample, and overwhelming evidence when the same place holds
/// them in all samples. This finds what is too short for the scan of stretches.
struct PrefixTest {
  /// Symbols of each text that are compared.
  static let textLimit = 8
  /// Symbols of each token sequence that are compared.
  ///
  /// One more, for a begin mark: where ids are the bytes of the text behind a mark, ids with their
  /// mark must be the longer reading, and text must not be longer read as ids.
  static let tokenLimit = textLimit + 1
  /// Bytes of each field that are searched, from its beginning.
  static let byteLimit = 256

  /// Places that hold the beginning of a secret.
  struct Hit {
    var kind: SecretKind
    /// Where they lie in the first sample.
    var place: TracePlace
    var encoding: String
    var symbols: Int
    var matches: Int
  }

  /// Samples seen at their first upload.
  private(set) var samples = 0
  /// Columns times symbols times encodings that were tested.
  private(set) var candidates = 0

  private struct Candidate: Equatable {
    var field: UInt16
    var encoding: UInt8
    var kind: SecretKind
    var symbol: UInt8
    var offset: UInt16
    var mismatches: UInt32
  }

  private let recordOf: [SampleKey: Int]
  private let text: [[Int]]
  private let tokens: [[Int]]
  private let mismatchLimit: Int
  private var seen: [Bool]
  private var fields: [TracePlace] = []
  private var counts = OffsetCounts()
  /// The symbols that the groups of `counts` are about.
  private var patterns: [Candidate] = []
  /// What is left once most places are ruled out.
  private var alive: [Candidate]?

  init(records: [JudgeRecord]) {
    var recordOf: [SampleKey: Int] = [:]
    for (index, record) in records.enumerated() {
      guard let key = SampleKey(bytes: record.key), recordOf[key] == nil else { continue }
      recordOf[key] = index
    }
    self.recordOf = recordOf
    text = records.map { record in
      record.text.withRevealed { $0.prefix(Self.textLimit).map(Int.init) }
    }
    tokens = records.map { record in
      record.tokens.withRevealed { Array($0.prefix(Self.tokenLimit)) }
    }
    mismatchLimit = min(
      OffsetCounts.limit, Int(Double(recordOf.count) * ColumnTest.exceptions))
    seen = [Bool](repeating: false, count: records.count)
  }

  /// Takes in one uploaded sample: its fields with their paths, and which of them is the key.
  mutating func read(_ frame: [UInt8], fields parts: [TracePlace], key: Range<Int>?) {
    guard let key, let record = recordOf[SampleKey(naming: frame[key])], !seen[record]
    else { return }
    seen[record] = true
    samples += 1
    if samples == 1 { start(parts) }
    let places = fields.ranges(in: parts)
    guard var candidates = alive else { return count(frame, places, record) }
    alive = nil  // One owner, so that the filter works in place.
    candidates.keep { candidate in
      let secret = candidate.kind == .text ? text[record] : tokens[record]
      let isMatch =
        Int(candidate.symbol) < secret.count
        && SymbolEncoding.all[Int(candidate.encoding)].matches(
          secret[Int(candidate.symbol)], frame, places[Int(candidate.field)],
          at: Int(candidate.offset))
      if !isMatch { candidate.mismatches += 1 }
      return candidate.mismatches <= mismatchLimit
    }
    alive = candidates
  }

  private mutating func count(_ frame: [UInt8], _ places: [Range<Int>?], _ record: Int) {
    for (index, group) in counts.groups.enumerated() {
      let pattern = patterns[group.pattern]
      let secret = pattern.kind == .text ? text[record] : tokens[record]
      let symbol = Int(pattern.symbol)
      let expected =
        symbol < secret.count
        ? SymbolEncoding.all[Int(pattern.encoding)].bytes(of: secret[symbol]) : nil
      counts.count(
        index, frame, places[group.field].map { $0.prefix(Self.byteLimit) }, expected, mask: 0xFF)
    }
    if samples % OffsetCounts.period == 0, counts.areFew(limit: mismatchLimit) {
      alive = candidatesLeft
      counts = OffsetCounts()
    }
  }

  /// Places that are not ruled out, in an order in which the symbols of a chain follow each other.
  private var candidatesLeft: [Candidate] {
    if let alive { return alive }
    var result: [Candidate] = []
    counts.forEach(limit: mismatchLimit) { group, offset, mismatches in
      var candidate = patterns[group.pattern]
      candidate.offset = UInt16(offset)
      candidate.mismatches = UInt32(mismatches)
      result.append(candidate)
    }
    return result
  }

  /// The beginnings found, longest readings only.
  var hits: [Hit] {
    guard samples > 0 else { return [] }
    let chains = chains()
    let matches = chains.map { chain in
      let encoding = SymbolEncoding.all[Int(chain[0].encoding)]
      let start = fields[Int(chain[0].field)].bytes.lowerBound + Int(chain[0].offset)
      return SecretMatch(
        kind: chain[0].kind, encoding: encoding.name, record: 0,
        range: start..<start + chain.count * encoding.width)
    }
    return MatchResolution.resolve(matches).compactMap { match in
      guard let index = matches.firstIndex(of: match) else { return nil }
      let chain = chains[index]
      var place = fields[Int(chain[0].field)]
      place.bytes = match.range
      return Hit(
        kind: match.kind, place: place, encoding: match.encoding, symbols: chain.count,
        matches: samples - Int(chain.map(\.mismatches).max() ?? 0))
    }
  }

  /// Symbols in a row, each behind the one before it, of which one at least is beyond chance.
  private func chains() -> [[Candidate]] {
    var chains: [[Candidate]] = []
    for candidate in candidatesLeft {
      let width = UInt16(SymbolEncoding.all[Int(candidate.encoding)].width)
      let open = chains.firstIndex { chain in
        guard let last = chain.last else { return false }
        return (last.field, last.encoding, last.kind)
          == (candidate.field, candidate.encoding, candidate.kind)
          && last.symbol + 1 == candidate.symbol && last.offset + width == candidate.offset
      }
      if let open { chains[open].append(candidate) } else { chains.append([candidate]) }
    }
    return chains.filter { chain in chain.contains(where: isBeyondChance) }
  }

  private func isBeyondChance(_ candidate: Candidate) -> Bool {
    let secrets = candidate.kind == .text ? text : tokens
    let symbol = Int(candidate.symbol)
    var counts: [Int: Int] = [:]
    for secret in secrets where symbol < secret.count { counts[secret[symbol], default: 0] += 1 }
    let largest = Double(counts.values.max() ?? 0) / Double(max(1, secrets.count))
    let share = Double(samples - Int(candidate.mismatches)) / Double(samples)
    let bits = Double(samples) * Statistics.divergence(share: share, chance: largest)
    let needed =
      Statistics.logTwo(Double(max(1, candidates)))
      - Statistics.logTwo(MatchThreshold.labelChance)
    return bits >= needed
  }

  private mutating func start(_ parts: [TracePlace]) {
    fields = Array(parts.prefix(Int(UInt16.max)))
    for (field, place) in fields.enumerated() {
      for kind in [SecretKind.text, .tokens] {
        for (index, encoding) in SymbolEncoding.all.enumerated() {
          for symbol in 0..<(kind == .text ? Self.textLimit : Self.tokenLimit) {
            counts.add(
              field: field, pattern: patterns.count, width: encoding.width,
              byteCount: min(place.bytes.count, Self.byteLimit))
            patterns.append(
              Candidate(
                field: UInt16(field), encoding: UInt8(index), kind: kind, symbol: UInt8(symbol),
                offset: 0, mismatches: 0))
          }
        }
      }
    }
    candidates = counts.count
  }
}

/// A literal encoding of one symbol in a fixed number of bytes.
struct SymbolEncoding: Sendable {
  /// Name for reports.
  var name: String
  /// Bytes of the encoding.
  var width: Int
  private var isBig: Bool
  /// The bits of a symbol, little-endian; nil when it does not fit.
  private var bits: @Sendable (Int) -> UInt64?

  /// The bytes of `symbol`; nil when it does not fit.
  func bytes(of symbol: Int) -> [UInt8]? {
    bits(symbol).map { bits in
      (0..<width).map { index in
        UInt8(truncatingIfNeeded: bits >> UInt64(8 * (isBig ? width - 1 - index : index)))
      }
    }
  }

  /// Whether the bytes `offset` behind the beginning of `place` encode `symbol`.
  func matches(_ symbol: Int, _ frame: [UInt8], _ place: Range<Int>?, at offset: Int) -> Bool {
    guard let place, place.count >= offset + width, let expected = bytes(of: symbol) else {
      return false
    }
    return frame[place.lowerBound + offset..<place.upperBound].starts(with: expected)
  }

  /// Integers of 8 to 64 bits, float64, float32, float16 and bfloat16, in both byte orders.
  static let all: [SymbolEncoding] = {
    var result: [SymbolEncoding] = []
    for width in [1, 2, 4, 8] {
      for isBig in width == 1 ? [false] : [false, true] {
        let order = width == 1 ? "" : isBig ? " big-endian" : " little-endian"
        result.append(
          SymbolEncoding(name: "\(8 * width)-bit\(order) numbers", width: width, isBig: isBig) {
            $0 >= 0 && (width == 8 || $0 < 1 << (8 * width)) ? UInt64($0) : nil
          })
      }
    }
    for isBig in [false, true] {
      let order = isBig ? "big-endian" : "little-endian"
      result.append(
        SymbolEncoding(name: "float32 \(order)", width: 4, isBig: isBig) {
          UInt64(Float($0).bitPattern)
        })
      result.append(
        SymbolEncoding(name: "float16 \(order)", width: 2, isBig: isBig) {
          UInt64(Float16($0).bitPattern)
        })
      result.append(
        SymbolEncoding(name: "float64 \(order)", width: 8, isBig: isBig) { Double($0).bitPattern })
      result.append(
        SymbolEncoding(name: "bfloat16 \(order)", width: 2, isBig: isBig) {
          UInt64(SecretEncoder.brainBits($0))
        })
    }
    return result
  }()
}
