internal import Determinism

/// K-ary randomized response: a label stays with one probability and turns into each other one with
/// another, e^epsilon times smaller.
///
/// It is epsilon-label-differentially private; drawn once a record it does not compose over epochs.
public struct RandomizedResponse: Equatable, Sendable {
  /// The number of classes, K.
  public let classes: Int
  /// The privacy parameter.
  public let epsilon: Double

  /// Randomized response among `classes` >= 1 classes at a finite `epsilon` >= 0.
  public init(classes: Int, epsilon: Double) {
    precondition(classes > 0, "a label has at least one value")
    precondition(epsilon >= 0 && epsilon.isFinite, "epsilon must be a finite number of at least 0")
    self.classes = classes
    self.epsilon = epsilon
  }

  /// Randomized response that keeps a label with the probability `keep`, from 1/K to below 1, among
  /// at least two classes.
  public init(classes: Int, keepProbability keep: Double) {
    precondition(classes > 1, "a label that stays or turns has at least two values")
    precondition(keep * Double(classes) >= 1 && keep < 1, "a label stays with 1/K to below 1")
    let odds = keep / (1 - keep) * Double(classes - 1)
    self.init(classes: classes, epsilon: max(0, DeterministicMath.log(odds)))
  }

  /// The probability that a label stays: e^epsilon / (e^epsilon + K - 1).
  public var keepProbability: Double { 1 / (1 + Double(classes - 1) * ratio) }

  /// The probability of each other label: 1 / (e^epsilon + K - 1).
  public var turnProbability: Double { ratio * keepProbability }

  /// The Bayes security K / (e^epsilon + K - 1), which no prior falls below
  /// (arXiv 2011.03396).
  ///
  /// The smallest ratio of all priors is reached between two labels: it is one less the total
  /// variation, keep - turn.
  public var bayesSecurity: Double { Double(classes) * turnProbability }

  /// Fresh draws for the same record, `times` times: their epsilons add up.
  public func composed(times: Int) -> RandomizedResponse {
    precondition(times > 0, "a mechanism runs at least once")
    return RandomizedResponse(classes: classes, epsilon: epsilon * Double(times))
  }

  /// e^-epsilon: it does not overflow where e^epsilon does.
  private var ratio: Double { DeterministicMath.exp(-epsilon) }
}
