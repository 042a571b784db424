public import Wire

/// Reads the label off delta: onehot(y) - softmax(.) has exactly one positive entry, the label
/// (iDLG, arXiv:2001.02610, for gradients at the logits).
///
/// The guess is the place of the largest entry of a sample's deltas, summed over all its uploads:
/// noise that is drawn anew for each upload would average out. Behind randomized response this is
/// still the best guess from one delta when the largest prior is not far from uniform: it names the
/// label that was sent. The smallest entry is a second guess, for a delta of the opposite sign.
public enum SignAttack {
  /// `label.sign`.
  public static let id = "label.sign"

  /// Which entry of delta names the label.
  public enum Sign: CaseIterable, Sendable {
    /// The largest.
    case positive
    /// The smallest.
    case negative
  }

  /// Guesses for the samples with a delta.
  public static func guesses(_ observations: Observations, _ sign: Sign) -> [SampleKey: Int] {
    var guesses: [SampleKey: Int] = [:]
    for sample in observations.withDelta {
      let sum = sample.deltaSum
      guesses[sample.key] = largest(sign == .positive ? sum : sum.map { -$0 })
    }
    return guesses
  }

  /// The place of the largest entry; the first of equal ones, and 0 when there is no number.
  static func largest(_ delta: [Float]) -> Int {
    var best = 0
    for index in delta.indices where delta[index] > delta[best] || delta[best].isNaN {
      best = index
    }
    return best
  }
}
