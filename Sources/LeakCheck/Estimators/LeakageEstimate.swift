/// A measured number with its interval.
public struct IntervalEstimate: Equatable, Sendable {
  /// The best guess.
  public let estimate: Double
  /// The low end of the interval.
  public let low: Double
  /// The high end of the interval.
  public let high: Double

  /// Makes an interval that holds its estimate.
  init(_ estimate: Double, low: Double, high: Double) {
    self.estimate = estimate
    self.low = min(low, estimate)
    self.high = max(high, estimate)
  }
}

/// How much a channel leaks, seen as a black box.
public struct LeakageEstimate: Equatable, Sendable {
  /// The error of a rule on the test table.
  public struct RuleError: Equatable, Sendable {
    /// The rule.
    public let rule: GuessingRule
    /// Its share of wrong guesses among the test rows.
    public let error: Double
  }

  /// The error of guessing without an observation: 1 - the largest share of a secret in the test
  /// table.
  public let randomGuess: IntervalEstimate
  /// The Bayes risk: the test error of `chosen`, between ends that hold whatever the channel is.
  ///
  /// A high low end proves that observations reveal little; channels whose observations hardly
  /// repeat never have one.
  public let bayesRisk: IntervalEstimate
  /// The rule with the smallest error on a held-back part of the training table.
  public let chosen: GuessingRule
  /// The error of the chosen rule, which says nothing of better rules.
  public let chosenError: IntervalEstimate
  /// All rules that apply, in the order of `GuessingRule`.
  public let errors: [RuleError]
  /// What the nearest neighbour's error says of the Bayes risk as the table grows without limit.
  public let coverHartBound: Double
  /// How often each interval holds at least.
  public let confidence: Double
  /// The measures at `randomGuess` and `bayesRisk`.
  public let measures: LeakageMeasures
  /// The measures at the ends that leak least and most, both risks covered at once.
  public let measuresLeast: LeakageMeasures
  /// See `measuresLeast`.
  public let measuresMost: LeakageMeasures
}

/// Why two tables give no estimate.
public enum LeakageEstimateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The tables have observations of different width.
  case widths(train: Int, test: Int)
  /// The training table has fewer rows than an estimate needs.
  case tooFewRows(count: Int)
  /// A table has one secret, so that there is nothing to guess.
  case oneSecret(isTrain: Bool)

  /// The reason in words.
  public var description: String {
    switch self {
    case .widths(let train, let test):
      "the rows have \(test + 1) cells, those of the training table \(train + 1)"
    case .tooFewRows(let count):
      "the training table has \(count) rows; at least \(BayesRiskEstimator.rowsMin) are needed"
    case .oneSecret(let isTrain):
      "all rows of the \(isTrain ? "training" : "test") table have the same secret, so there is "
        + "nothing to guess"
    }
  }
}
