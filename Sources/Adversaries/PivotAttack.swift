internal import Transformers
internal import Wire

/// Finds the pivot token and its position from the first layer's activation alone.
///
/// The MLP is inverted by Newton's method. For the right token and position the rest, taken back
/// through Wo, is a convex mixture of values, and short; for any other one it is long, since the
/// inverse of Wo blows up what does not fit.
public struct PivotAttack: Sendable {
  /// `token.pivot`.
  public static let id = "token.pivot"
  /// Samples that are attacked, at most.
  public static let samplesMax = 20

  /// A token at a position that explains an activation.
  public struct Explanation: Equatable, Sendable {
    /// The token.
    public var token: Int
    /// The number of tokens of the text, the pivot being the last of them.
    public var length: Int
    /// What attention mixed, by the length of the vector; shorter is likelier.
    public var size: Double
    /// The mixture itself, [d].
    var mixture: [Double]
  }

  let block: FirstBlock
  private let tokens: [Int]
  private let lengths: ClosedRange<Int>
  private let format: ActivationFormat
  private let tokenRows: [[Double]]  // E Wo^-1 [V, d], at position 0
  private let positionRows: [[Double]]  // (P_t - P_0) Wo^-1 [T, d]

  /// Opens the public backbone, if it is one that this attack inverts: the embedded one of at least
  /// two layers, with the last token as its pivot.
  ///
  /// `tokens` are those that the pivot may be, `lengths` those that a text may have; nil for all.
  public init?(
    _ knowledge: PublicKnowledge, tokens: [Int]? = nil, lengths: ClosedRange<Int>? = nil
  ) {
    guard let backbone = knowledge.embedded, knowledge.isPivotLast,
      let block = FirstBlock(backbone)
    else { return nil }
    self.block = block
    self.tokens = tokens ?? Array(0..<backbone.vocabularySize)
    self.lengths = lengths ?? 1...block.positions
    precondition(
      self.lengths.lowerBound > 0 && self.lengths.upperBound <= block.positions,
      "lengths lie within the backbone")
    format = knowledge.format ?? .fp32
    tokenRows = self.tokens.map { block.beforeOut(block.input(token: $0, position: 0)) }
    let first = tokenRows.first ?? []
    let token = self.tokens.first ?? 0
    positionRows = self.lengths.map { length in
      zip(block.beforeOut(block.input(token: token, position: length - 1)), first).map(-)
    }
  }

  /// The likeliest explanations of a sample, best first; none where the MLP has no inverse.
  public func explanations(_ sample: Observations.Sample, count: Int) -> [Explanation] {
    mixed(sample).map { explanations($0, count: count) } ?? []
  }

  /// The input of the first block and what attention adds to it, taken back through Wo, [d].
  ///
  /// Nil where the MLP has no inverse.
  func mixed(_ sample: Observations.Sample) -> [Double]? {
    guard sample.activations.count >= block.width else { return nil }
    let output = doubles(Array(sample.activations.prefix(block.width)))
    let size = output.reduce(0) { max($0, abs($1)) }
    // A few units in the last place of what travels.
    let tolerance = size * (format == .fp32 ? 2e-6 : 1e-3)
    return block.beforeMLP(output, tolerance: tolerance).map(block.beforeOut)
  }

  /// The likeliest explanations of what `mixed` gives, best first, among texts of those `lengths`.
  func explanations(
    _ mixed: [Double], count: Int, lengths isConsidered: (Int) -> Bool = { _ in true }
  ) -> [Explanation] {
    var found: [Explanation] = []
    for (length, shift) in zip(lengths, positionRows) where isConsidered(length) {
      let rest = zip(mixed, shift).map(-)
      for (token, row) in zip(tokens, tokenRows) {
        let size = distance(rest, row)
        if found.count == count, let last = found.last, size >= last.size { continue }
        let place = found.firstIndex { $0.size > size } ?? found.count
        found.insert(
          Explanation(token: token, length: length, size: size, mixture: zip(rest, row).map(-)),
          at: place)
        if found.count > count { found.removeLast() }
      }
    }
    return found
  }
}
