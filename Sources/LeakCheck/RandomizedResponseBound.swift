internal import Determinism

/// The best accuracy that any attacker can reach behind K-ary randomized response.
public enum RandomizedResponseBound {
  /// The Bayes accuracy of the channel that keeps a label with probability e^eps / (e^eps + K - 1)
  /// and turns it into each other one with 1 / (e^eps + K - 1), under the shares `priors`.
  ///
  /// For every outcome the best guess is the label of the largest joint probability. `epsilon` nil
  /// stands for a view without any information: the largest share.
  public static func accuracy(priors: [Double], epsilon: Double?) -> Double {
    precondition(!priors.isEmpty, "a label has at least one value")
    let largest = priors.reduce(0, max)
    guard let epsilon else { return largest }
    let response = RandomizedResponse(classes: priors.count, epsilon: epsilon)
    let (keep, turn) = (response.keepProbability, response.turnProbability)
    var sum = 0.0
    for outcome in priors.indices {
      var best = 0.0
      for label in priors.indices {
        best = max(best, priors[label] * (label == outcome ? keep : turn))
      }
      sum += best
    }
    return min(1, sum)
  }

  /// By how much the unbiased one-hot of a public label is wider than the plain one:
  /// (e^eps + K - 1) / (e^eps - 1), and 1 without randomized response.
  static func spread(classes: Int, epsilon: Double?) -> Double {
    guard let epsilon else { return 1 }
    let ratio = DeterministicMath.exp(-epsilon)
    return (1 + Double(classes - 1) * ratio) / (1 - ratio)
  }
}
