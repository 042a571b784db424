internal import Determinism

/// Normal noise of deviation `sigma` on a vector that one record moves by at most `sensitivity`.
///
/// For the prediction difference of a label the sensitivity is sqrt(2), the distance of two one-hot
/// vectors.
public struct GaussianMechanism: Equatable, Sendable {
  /// The largest Euclidean distance between the vectors of two secrets, D.
  public let sensitivity: Double
  /// The noise's standard deviation a coordinate.
  public let sigma: Double

  /// Makes the mechanism; both numbers are positive and finite.
  public init(sensitivity: Double, sigma: Double) {
    precondition(sensitivity > 0 && sensitivity.isFinite, "the sensitivity is positive and finite")
    precondition(sigma > 0 && sigma.isFinite, "the deviation is positive and finite")
    self.sensitivity = sensitivity
    self.sigma = sigma
  }

  /// Fresh noise for the same record, `times` times: as one release with sigma / sqrt(times).
  ///
  /// Noise that is drawn once and sent again does not compose.
  public func composed(times: Int) -> GaussianMechanism {
    precondition(times > 0, "a mechanism runs at least once")
    return GaussianMechanism(sensitivity: sensitivity, sigma: sigma / Double(times).squareRoot())
  }

  /// The smallest delta at which the mechanism is (epsilon, delta)-private.
  ///
  /// Balle and Wang, ICML 2018 (arXiv 1805.06530, theorem 8), for `epsilon` >= 0.
  public func delta(epsilon: Double) -> Double {
    precondition(epsilon >= 0, "epsilon is at least 0")
    let half = sensitivity / (2 * sigma)
    let shift = epsilon * sigma / sensitivity
    let (far, near) = (half + shift, shift - half)
    // e^epsilon Phi(-far) is exp(-near^2 / 2) scaledNormalTail(far): far^2 - near^2 is 2 epsilon.
    let density = DeterministicMath.exp(-near * near / 2)
    let second = Statistics.scaledNormalTail(far)
    if near < 0 { return max(0, Statistics.normalTail(near) - density * second) }
    return max(0, density * (Statistics.scaledNormalTail(near) - second))
  }

  /// The smallest epsilon at which the mechanism is (epsilon, delta)-private, for 0 < `delta` < 1.
  public func epsilon(delta target: Double) -> Double {
    precondition(target > 0 && target < 1, "delta lies strictly between 0 and 1")
    guard delta(epsilon: 0) > target else { return 0 }
    var (low, high) = (0.0, 1.0)
    while delta(epsilon: high) > target { (low, high) = (high, 2 * high) }
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return high }
      if delta(epsilon: middle) > target { low = middle } else { high = middle }
    }
  }

  /// The smallest deviation at which the mechanism is (epsilon, delta)-private.
  ///
  /// Precondition: `epsilon` >= 0, 0 < `delta` < 1.
  public static func calibrated(
    sensitivity: Double, epsilon: Double, delta target: Double
  ) -> GaussianMechanism {
    precondition(target > 0 && target < 1, "delta lies strictly between 0 and 1")
    func suffices(_ sigma: Double) -> Bool {
      GaussianMechanism(sensitivity: sensitivity, sigma: sigma).delta(epsilon: epsilon) <= target
    }
    var high = sensitivity
    while !suffices(high) { high *= 2 }
    var low = high
    while suffices(low) { low /= 2 }
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if suffices(middle) { high = middle } else { low = middle }
    }
    return GaussianMechanism(sensitivity: sensitivity, sigma: high)
  }

  /// How often the best attacker tells two equally likely secrets apart: Phi(D / (2 sigma)).
  public var accuracy: Double { Statistics.normalCumulative(sensitivity / (2 * sigma)) }

  /// The area under the best attacker's ROC curve: Phi(D / (sqrt(2) sigma)).
  public var areaUnderCurve: Double {
    Statistics.normalCumulative(sensitivity / (sigma * 2.0.squareRoot()))
  }

  /// The Bayes security 2 Phi(-D / (2 sigma)): one less the total variation.
  public var bayesSecurity: Double { 2 * Statistics.normalTail(sensitivity / (2 * sigma)) }
}
