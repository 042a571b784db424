internal import Determinism
internal import Layers

/// K-ary randomized response on labels (Warner 1965; Kairouz et al., arXiv 1407.1338).
///
/// The true label survives with probability e^eps / (e^eps + K - 1); otherwise another one is
/// drawn uniformly. The draw happens once a sample and is kept, so epochs do not compose.
struct RandomizedResponse {
  /// The label-DP parameter.
  let epsilon: Double
  /// Classes, K.
  let classes: Int

  private var growth: Double { DeterministicMath.exp(epsilon) }

  /// Draws a public label in place of `label`, in exactly two draws.
  func draw(_ label: Int, stream: inout RandomStream) -> Int {
    let keep = LabelFormulas.keepProbability(growth: growth, classes: Double(classes))
    let kept = stream.nextUnit() < keep
    let other = (label + 1 + stream.next(below: classes - 1)) % classes
    return kept ? label : other
  }

  /// The unbiased one-hot of a public label: ((e^eps + K - 1) onehot - 1) / (e^eps - 1).
  func debiasedOneHot(_ label: Int) -> [Float] {
    let entry = LabelFormulas.debiased(growth: growth, classes: Double(classes))
    return (0..<classes).map { Float($0 == label ? entry.high : entry.low) }
  }
}
