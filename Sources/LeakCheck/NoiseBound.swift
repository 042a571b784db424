internal import Determinism

/// The best accuracy that any attacker can reach behind Gaussian noise on delta.
public enum NoiseBound {
  /// The Bayes accuracy of seeing onehot(y) + N(0, sigma^2 I), under the shares `priors`.
  ///
  /// The rest of delta, the prediction, is given to the attacker. The likeliest label has the
  /// largest v_k + sigma^2 ln prior_k, so that the accuracy is the sum over k of
  ///
  ///     prior_k * integral phi(z) prod_j Phi(z + 1/sigma + sigma ln(prior_k / prior_j)) dz
  ///
  /// over the other labels j; with two equal shares that is Phi(1 / (sqrt(2) sigma)).
  public static func accuracy(priors: [Double], sigma: Double) -> Double {
    precondition(!priors.isEmpty, "a label has at least one value")
    precondition(sigma > 0 && sigma.isFinite, "a deviation is a positive number")
    let groups = shares(priors)
    var sum = 0.0
    for own in groups {
      let logShare = DeterministicMath.log(own.share)
      var integral = 0.0
      for step in -reach...reach {
        let z = Double(step) * width
        var product = Statistics.normalDensity(z)
        for other in groups {
          let offset = 1 / sigma + sigma * (logShare - DeterministicMath.log(other.share))
          let below = Statistics.normalProbability(z + offset)
          let rivals = other.count - (other.share == own.share ? 1 : 0)
          for _ in 0..<rivals { product *= below }
        }
        integral += product * width
      }
      sum += Double(own.count) * own.share * integral
    }
    return min(1, max(sum, priors.reduce(0, max)))
  }

  /// The trapezoid rule, which converges faster than any power on such functions.
  private static let width = 1.0 / 32
  private static let reach = 9 * 32

  /// Labels that occur, grouped by their shares: most of many labels are equally frequent.
  private static func shares(_ priors: [Double]) -> [(share: Double, count: Int)] {
    var groups: [(share: Double, count: Int)] = []
    for prior in priors.sorted() where prior > 0 {
      if let last = groups.last, last.share == prior {
        groups[groups.count - 1].count += 1
      } else {
        groups.append((prior, 1))
      }
    }
    return groups
  }
}
