internal import Tensors

/// How sequences share one matrix without padding between them.
///
/// OpenBLAS's Haswell kernel computes rows in blocks of twelve and rounds the first six of a block
/// otherwise than the last six. So a token's place in its sequence decides in which half it lands:
/// tokens of even and of odd index fill two streams of rows, the one all first halves and the
/// other all second halves. A row's bits then do not depend on the other sequences, and only the
/// last block of the whole matrix is padded.
struct InterleavedRows {
  /// Rows of half a block.
  private static let half = 6

  /// Sequence lengths.
  let lengths: [Int]
  /// All rows, padding included; a multiple of twelve.
  let rows: Int
  /// Where each sequence starts in its own two streams.
  private let starts: [(even: Int, odd: Int)]
  /// Which stream takes a sequence's first token.
  private let flips: [Bool]

  init(lengths: [Int]) {
    self.lengths = lengths
    var filled = (0, 0)
    var starts: [(even: Int, odd: Int)] = []
    var flips: [Bool] = []
    for length in lengths {
      // Odd lengths put one token more into one stream; every other odd length starts with the
      // other stream, so that both fill alike. It depends on the length alone.
      let flip = length % 4 == 3
      let (larger, smaller) = ((length + 1) / 2, length / 2)
      starts.append(flip ? (filled.1, filled.0) : filled)
      flips.append(flip)
      filled.0 += flip ? smaller : larger
      filled.1 += flip ? larger : smaller
    }
    self.starts = starts
    self.flips = flips
    rows = (max(filled.0, filled.1) + Self.half - 1) / Self.half * 2 * Self.half
  }

  /// The row of token `token` of sequence `sequence`.
  func row(_ sequence: Int, _ token: Int) -> Int {
    let isOdd = token & 1 == 1
    let place = (isOdd ? starts[sequence].odd : starts[sequence].even) + token / 2
    let isSecondHalf = isOdd != flips[sequence]
    return place / Self.half * 2 * Self.half + place % Self.half + (isSecondHalf ? Self.half : 0)
  }

  /// Cuts sequences of these lengths, in order, into groups of at least `target` tokens.
  ///
  /// Depends on the lengths alone, never on the number of workers.
  static func groups(lengths: [Int], target: Int) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var start = 0
    var tokens = 0
    for (index, length) in lengths.enumerated() {
      tokens += length
      if tokens >= target {
        groups.append(start..<index + 1)
        start = index + 1
        tokens = 0
      }
    }
    if start < lengths.count { groups.append(start..<lengths.count) }
    return groups
  }
}

extension MatrixBackend {
  /// The code for products with so many columns whose rows do not depend on the number of rows.
  ///
  /// Nehalem's kernel rounds columns beyond a multiple of four by that number. Real models have
  /// none.
  func independentOfRows(columns: Int) -> MatrixBackend { columns % 4 == 0 ? self : .reference }
}
