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
  private let mismatchLimit: UInt32
  private var seen: [Bool]
  private var fields: [TracePlace] = []
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
    mismatchLimit = UInt32(Double(recordOf.count) * ColumnTest.exceptions)
    seen = [Bool](repeating: false, count: records.count)
  }

  /// Takes in one uploaded sample: its fields with their paths, and which of them is the key.
  mutating func read(_ frame: [UInt8], fields parts: [TracePlace], key: Range<Int>?) {
    guard let key, let record = recordOf[SampleKey(naming: frame[key])], !seen[record]
    else { return }
    seen[record] = true
    samples += 1
    if alive == nil { start(parts) }
    guard var candidates = alive else { return }
    alive = nil  // One owner, so that the filter works in place.
    let places = fields.indices.map { index -> Range<Int>? in
      guard index < parts.count, parts[index].field == fields[index].field else { return nil }
      return parts[index].bytes
    }
    var kept = 0
    for index in candidates.indices {
      var candidate = candidates[index]
      let secret = candidate.kind == .text ? text[record] : tokens[record]
      let isMatch =
        Int(candidate.symbol) < secret.count
        && SymbolEncoding.all[Int(candidate.encoding)].matches(
          secret[Int(candidate.symbol)], frame, places[Int(candidate.field)],
          at: Int(candidate.offset))
      if !isMatch { candidate.mismatches += 1 }
      if candidate.mismatches <= mismatchLimit {
        candidates[kept] = candidate
        kept += 1
      }
    }
    candidates.removeLast(candidates.count - kept)
    alive = candidates
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
    let alive = alive ?? []
    var chains: [[Candidate]] = []
    for candidate in alive {
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

  /// Candidates in an order in which the symbols of a chain follow each other.
  private mutating func start(_ parts: [TracePlace]) {
    fields = Array(parts.prefix(Int(UInt16.max)))
    var all: [Candidate] = []
    for (field, place) in fields.enumerated() {
      let searched = min(place.bytes.count, Self.byteLimit)
      for kind in [SecretKind.text, .tokens] {
        for (index, encoding) in SymbolEncoding.all.enumerated() where encoding.width <= searched {
          for symbol in 0..<(kind == .text ? Self.textLimit : Self.tokenLimit) {
            for offset in 0...searched - encoding.width {
              all.append(
                Candidate(
                  field: UInt16(field), encoding: UInt8(index), kind: kind, symbol: UInt8(symbol),
                  offset: UInt16(offset), mismatches: 0))
            }
          }
        }
      }
    }
    candidates = all.count
    alive = all
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

  /// Whether the bytes `offset` behind the beginning of `place` encode `symbol`.
  func matches(_ symbol: Int, _ frame: [UInt8], _ place: Range<Int>?, at offset: Int) -> Bool {
    guard let place, place.count >= offset + width, let bits = bits(symbol) else { return false }
    let start = place.lowerBound + offset
    for index in 0..<width {
      let shift = UInt64(8 * (isBig ? width - 1 - index : index))
      guard frame[start + index] == UInt8(truncatingIfNeeded: bits >> shift) else { return false }
    }
    return true
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
          UInt64(Float(SecretEncoder.roundedToBrain($0)).bitPattern >> 16)
        })
    }
    return result
  }()
}
