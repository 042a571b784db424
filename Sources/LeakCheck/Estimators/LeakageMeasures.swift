/// What a Bayes risk means beside guessing without any observation.
///
/// Formulas as in F-BLEAU's paper (arXiv 1902.01350): with the guessing error G and the
/// Bayes risk R, both for the same priors.
public struct LeakageMeasures: Equatable, Sendable {
  /// How many times more often the attacker is right: (1 - R) / (1 - G), at least 1.
  public let multiplicative: Double
  /// How much more often: G - R, at least 0.
  public let additive: Double
  /// The min-entropy leakage in bits: the logarithm of `multiplicative` to base 2.
  public let minEntropyBits: Double
  /// The Bayes security R / G of these priors: 1 is no leak, 0 a total one.
  ///
  /// The prior-free measure (Chatzikokolakis, Cherubin, Palamidessi, Troncoso, arXiv 2011.03396) is
  /// the smallest such ratio over all priors.
  public let bayesSecurity: Double

  /// The measures of a guessing error and a Bayes risk, both in 0...1.
  ///
  /// A risk above the guessing error counts as equal to it, since the attacker can ignore what was
  /// observed. Without anything to guess (G = 0) nothing leaks; what is never guessed right (G = 1)
  /// may leak without limit.
  public init(randomGuess: Double, bayesRisk: Double) {
    precondition((0...1).contains(randomGuess), "the guessing error lies in [0, 1]")
    precondition((0...1).contains(bayesRisk), "the Bayes risk lies in [0, 1]")
    let risk = min(bayesRisk, randomGuess)
    multiplicative = risk < randomGuess ? (1 - risk) / (1 - randomGuess) : 1
    additive = randomGuess - risk
    minEntropyBits = multiplicative.isFinite ? Statistics.logTwo(multiplicative) : .infinity
    bayesSecurity = randomGuess > 0 ? risk / randomGuess : 1
  }
}
