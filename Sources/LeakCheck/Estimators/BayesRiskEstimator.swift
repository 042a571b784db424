public import Determinism

/// Estimates the Bayes risk of a channel from two independent tables of its rows.
///
/// The rule is chosen on a part of the training table and scored on the test table, so its error is
/// not the smallest of many. Two facts give an interval for the Bayes risk itself:
/// - No rule is better than the best one, so the exact upper limit of the chosen rule's error is
///   one of the Bayes risk, too.
/// - The best rule's right guesses among N rows are binomial with 1 - R, and the most frequent
///   secret of every observation, read off the same rows, is right at least as often. So the exact
///   upper limit for that many right guesses is one of 1 - R.
///
/// Neither assumes anything but independent rows. Where observations hardly repeat the second one
/// is empty: without an assumption nothing can be said (no free lunch).
public enum BayesRiskEstimator {
  /// The fewest rows of a training table.
  public static let rowsMin = 4
  /// The most rows that the choice of a rule is made on: more tell little.
  static let heldMax = 20_000

  /// Estimates the leakage from `train`, scored on `test`.
  ///
  /// Each interval holds with `confidence` at least; `seed` decides which training rows (a quarter
  /// of them, at most 20,000) the choice of a rule is made on. Throws where there is nothing to
  /// guess or to learn.
  public static func estimate(
    train: ObservationTable, test: ObservationTable, confidence: Double = 0.95, seed: Seed
  ) throws(LeakageEstimateError) -> LeakageEstimate {
    precondition(confidence > 0 && confidence < 1, "confidence lies strictly between 0 and 1")
    guard train.width == test.width else {
      throw .widths(train: train.width, test: test.width)
    }
    guard train.count >= rowsMin else { throw .tooFewRows(count: train.count) }
    for (table, isTrain) in [(train, true), (test, false)]
    where table.secrets.allSatisfy({ $0 == table.secrets.first }) {
      throw .oneSecret(isTrain: isTrain)
    }
    return Estimation(train, test, confidence, seed).result()
  }

  /// The asymptotic lower bound of the Bayes risk from the nearest neighbour's error.
  ///
  /// Cover and Hart, IEEE Transactions on Information Theory 13 (1967), among `classes` secrets.
  public static func coverHartBound(nearestNeighbourError error: Double, classes: Int) -> Double {
    precondition(classes > 1 && (0...1).contains(error), "an error among at least two secrets")
    let ratio = Double(classes) / Double(classes - 1)
    return (1 - max(0, 1 - ratio * error).squareRoot()) / ratio
  }
}

/// One estimation at work.
private struct Estimation {
  let train: ObservationTable
  let test: ObservationTable
  let confidence: Double
  let seed: Seed
  /// The different secrets of both tables, in order; a class is its place.
  let secrets: [Int]

  init(_ train: ObservationTable, _ test: ObservationTable, _ confidence: Double, _ seed: Seed) {
    let scale = Self.scale(train, test)
    self.train = Self.scaled(train, scale)
    self.test = Self.scaled(test, scale)
    self.confidence = confidence
    self.seed = seed
    var different: [Int] = []
    for secret in (train.secrets + test.secrets).sorted() where secret != different.last {
      different.append(secret)
    }
    secrets = different
  }

  func result() -> LeakageEstimate {
    let testCells = cells(test)
    let errors = rulesErrors(train: cells(train), test: testCells)
    let chosen = choice(among: errors.map(\.rule))
    guard let wrong = errors.first(where: { $0.rule == chosen })?.errors,
      let nearest = errors.first(where: { $0.rule == .nearest })?.errors
    else { preconditionFailure("the choice is among these rules, and neighbours always apply") }
    let rows = Double(test.count)
    let resubstituted = rightAtBest(cells(train.appending(test)))
    func risk(_ confidence: Double) -> IntervalEstimate {
      let tail = (1 - confidence) / 2
      let high = Statistics.highEnd(successes: wrong, trials: test.count, tail: tail)
      let right = Statistics.highEnd(
        successes: resubstituted, trials: train.count + test.count, tail: tail)
      return IntervalEstimate(Double(wrong) / rows, low: 1 - right, high: high)
    }
    let own = Statistics.clopperPearson(
      successes: wrong, trials: test.count, confidence: confidence)
    let bayesRisk = risk(confidence)
    let guess = randomGuess(confidence)
    // Both intervals hold at once with the confidence asked for if each misses half as often.
    let (both, guessBoth) = (risk((1 + confidence) / 2), randomGuess((1 + confidence) / 2))
    return LeakageEstimate(
      randomGuess: guess, bayesRisk: bayesRisk, chosen: chosen,
      chosenError: IntervalEstimate(Double(wrong) / rows, low: own.low, high: own.high),
      errors: errors.map { .init(rule: $0.rule, error: Double($0.errors) / rows) },
      coverHartBound: BayesRiskEstimator.coverHartBound(
        nearestNeighbourError: Double(nearest) / rows, classes: secrets.count),
      confidence: confidence,
      measures: LeakageMeasures(
        randomGuess: guess.estimate, bayesRisk: bayesRisk.estimate),
      measuresLeast: LeakageMeasures(randomGuess: guessBoth.low, bayesRisk: both.high),
      measuresMost: LeakageMeasures(randomGuess: guessBoth.high, bayesRisk: both.low))
  }

  /// The rule with the fewest errors on a quarter of the training rows, learnt from the others.
  private func choice(among rules: [GuessingRule]) -> GuessingRule {
    var stream = seed.stream("leak.estimate.choice", ledger: nil)
    let order = stream.permutation(train.count)
    let held = min(train.count / 4, BayesRiskEstimator.heldMax)
    let errors = rulesErrors(
      train: cells(train.selecting(order[held...])), test: cells(train.selecting(order[..<held]))
    ).filter { rules.contains($0.rule) }
    return errors.reduce(errors[0]) { $1.errors < $0.errors ? $1 : $0 }.rule
  }

  private func rulesErrors(
    train: ObservationCells, test: ObservationCells
  ) -> [(rule: GuessingRule, errors: Int)] {
    RuleGuesses(train: train, test: test, classCount: secrets.count).all().map {
      ($0.rule, test.errors(of: $0.guesses))
    }
  }

  /// The guessing error: the same two facts for an observation that is always the same.
  private func randomGuess(_ confidence: Double) -> IntervalEstimate {
    let tail = (1 - confidence) / 2
    func counts(_ table: ObservationTable) -> [Int] {
      var counts = [Int](repeating: 0, count: secrets.count)
      for label in labels(table) { counts[label] += 1 }
      return counts
    }
    let (known, seen) = (counts(train), counts(test))
    let guess = known.indices.reduce(0) { known[$1] > known[$0] ? $1 : $0 }
    let pooled = zip(known, seen).map(+).reduce(0, max)
    let largest = seen.reduce(0, max)
    let right = Statistics.highEnd(
      successes: pooled, trials: train.count + test.count, tail: tail)
    let high = Statistics.highEnd(
      successes: test.count - seen[guess], trials: test.count, tail: tail)
    return IntervalEstimate(
      Double(test.count - largest) / Double(test.count), low: 1 - right, high: high)
  }

  /// The right guesses of the most frequent secret of every observation, on the same rows.
  private func rightAtBest(_ cells: ObservationCells) -> Int {
    (0..<cells.count).reduce(0) { $0 + cells.counts[cells.mostFrequent($1)] }
  }

  private func cells(_ table: ObservationTable) -> ObservationCells {
    ObservationCells(table, labels: labels(table), classCount: secrets.count)
  }

  /// The class of each row.
  private func labels(_ table: ObservationTable) -> [Int] {
    table.secrets.map { secret in
      var (low, high) = (0, secrets.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if secrets[middle] < secret { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  /// A power of two that keeps squares of all numbers within a double's range; one if they are.
  private static func scale(_ tables: ObservationTable...) -> Double {
    let largest = tables.flatMap(\.observations).reduce(0) { max($0, abs($1)) }
    guard largest > 0, abs(largest.exponent) > 300 else { return 1 }
    // The reciprocal of the least normal number still has an exponent below the largest one.
    return Double(sign: .plus, exponent: -max(largest.exponent, -1022), significand: 1)
  }

  private static func scaled(_ table: ObservationTable, _ scale: Double) -> ObservationTable {
    guard scale != 1 else { return table }
    return ObservationTable(
      secrets: table.secrets, observations: table.observations.map { $0 * scale },
      width: table.width)
  }
}
