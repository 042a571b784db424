internal import Transformers
internal import Wire

/// Reads a text token by token where the first layer's activations of all tokens travel.
///
/// `PivotAttack` explains the activation of one token whose position nobody tells. Here each
/// position is known, and each token is a pivot in turn, so no other token needs to be guessed with
/// it: the search is V candidates a token, whatever the length.
public struct TokenwiseAttack: Sendable {
  /// Samples that are attacked, at most.
  public static let samplesMax = 8

  private let pivot: PivotAttack
  private let levels: Int
  /// Where the first layer's states stand among the levels.
  private let place: Int

  /// Opens the public backbone, if it is one that `PivotAttack` inverts and all tokens travel.
  public init?(_ knowledge: PublicKnowledge) {
    guard knowledge.seesAllTokens, let levels = knowledge.activationLayers else { return nil }
    self.levels = levels
    place = 1 - knowledge.firstLevel
    var known = knowledge
    // Each token is the last one of what attention lets it see.
    known.pivot = .last
    guard let pivot = PivotAttack(known) else { return nil }
    self.pivot = pivot
  }

  /// The likeliest token at each position; nil where an activation has no explanation.
  public func text(of sample: Observations.Sample) -> [Int]? {
    let width = pivot.block.width
    let area = levels * width
    guard !sample.tokenActivations.isEmpty,
      sample.tokenActivations.count.isMultiple(of: area)
    else { return nil }
    var text: [Int] = []
    let tokens = sample.tokenActivations.count / area
    for position in 0..<tokens {
      let start = (place * tokens + position) * width
      let state = sample.tokenActivations[start..<start + width]
      let one = Observations.Sample(key: sample.key, delta: [], activations: Array(state))
      guard let mixed = pivot.mixed(one),
        let best = pivot.explanations(mixed, count: 1, lengths: { $0 == position + 1 }).first
      else { return nil }
      text.append(best.token)
    }
    return text
  }
}
