import Determinism
import LeakCheck
import TestSupport
import Testing

/// What the rules may lose at the sizes used here, and the noise of the test table.
private let estimateTolerance = 0.02

@Suite struct BayesRiskEstimatorTests {
  private func estimate(
    _ train: ObservationTable, _ test: ObservationTable, seed: UInt64 = 1
  ) throws -> LeakageEstimate {
    try BayesRiskEstimator.estimate(train: train, test: test, seed: Seed(seed))
  }

  private func error(_ rule: GuessingRule, _ estimate: LeakageEstimate) throws -> Double {
    try #require(estimate.errors.first { $0.rule == rule }).error
  }

  @Test func frequenciesAgreeWithFBleausExample() throws {
    // F-BLEAU's own unit test: 3 of 7 wrong, observation 8 unseen.
    let train = ObservationTable(
      secrets: [0, 1, 1, 2, 2, 1, 2, 2, 0, 1, 1, 1],
      observations: [0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 6], width: 1)
    let test = ObservationTable(
      secrets: [1, 1, 1, 1, 2, 1, 0], observations: [0, 0, 1, 2, 2, 8, 8], width: 1)
    let estimate = try estimate(train, test)
    #expect(try error(.frequentist, estimate) == 3.0 / 7)
    #expect(try error(.majority, estimate) == 2.0 / 7)
    #expect(estimate.randomGuess.estimate == 2.0 / 7)
    // The nearest neighbour of 8 is 6.
    #expect(try error(.nearest, estimate) == 3.0 / 7)
  }

  @Test(arguments: [
    (2, 0.1), (2, 1), (2, 4), (4, 1), (10, 1), (10, 2),
  ])
  func randomizedResponseMatchesItsClosedForm(classes: Int, epsilon: Double) throws {
    let channel = DiscreteChannel.randomizedResponse(classes: classes, epsilon: epsilon)
    var stream = Seed(UInt64(classes)).stream("channel", ledger: nil)
    let estimate = try estimate(channel.sample(10_000, &stream), channel.sample(10_000, &stream))
    let security = RandomizedResponse(classes: classes, epsilon: epsilon).bayesSecurity
    #expect(abs(estimate.bayesRisk.estimate - channel.bayesRisk) < estimateTolerance)
    #expect(abs(estimate.measures.bayesSecurity - security) < estimateTolerance)
    #expect(estimate.bayesRisk.low <= channel.bayesRisk)
    #expect(channel.bayesRisk <= estimate.bayesRisk.high)
    #expect(estimate.bayesRisk.high - estimate.bayesRisk.low < 2 * estimateTolerance)
  }

  /// Small tables on purpose: there the rules are far from the best one.
  @Test(arguments: [
    DiscreteChannel.randomizedResponse(classes: 2, epsilon: 1),
    DiscreteChannel.randomizedResponse(classes: 10, epsilon: 2),
    DiscreteChannel(priors: [0.9, 0.1], rows: [[0.7, 0.2, 0.1], [0.1, 0.2, 0.7]]),
    DiscreteChannel(priors: [0.5, 0.5], rows: [[1, 0], [0, 1]]),
    DiscreteChannel(priors: [0.5, 0.3, 0.2], rows: [[1], [1], [1]]),
  ])
  func intervalsHoldTheBayesRisk(_ channel: DiscreteChannel) throws {
    let seeds = 200
    var (held, guessHeld) = (0, 0)
    for seed in 0..<seeds {
      var stream = Seed(UInt64(seed)).stream("channel", ledger: nil)
      let estimate = try estimate(
        channel.sample(150, &stream), channel.sample(100, &stream), seed: UInt64(seed))
      let (risk, guess) = (estimate.bayesRisk, estimate.randomGuess)
      let guessing = 1 - channel.priors.reduce(0, max)
      // The exact sums above are rounded.
      if risk.low <= channel.bayesRisk + 1e-12, channel.bayesRisk - 1e-12 <= risk.high { held += 1 }
      if guess.low <= guessing, guessing <= guess.high { guessHeld += 1 }
      #expect(risk.low <= risk.estimate && risk.estimate <= risk.high)
    }
    // Above 95 % in truth; 180 of 200 allows for the noise of 200 seeds.
    #expect(held >= 180 && guessHeld >= 180, "\(held), \(guessHeld) of \(seeds)")
  }

  @Test func aShiftOfNormalNoiseMatchesItsClosedForm() throws {
    // Labels at distance sqrt(2) in the plane, noise of deviation 1: accuracy Phi(1 / sqrt 2).
    let mechanism = GaussianMechanism(sensitivity: 2.0.squareRoot(), sigma: 1)
    var stream = Seed(4).stream("noise", ledger: nil)
    func sample(_ count: Int) -> ObservationTable {
      let secrets = (0..<count).map { _ in stream.next(below: 2) }
      let observations = secrets.flatMap { secret in
        (0..<2).map { (secret == $0 ? 1 : 0) + stream.nextNormal() }
      }
      return ObservationTable(secrets: secrets, observations: observations, width: 2)
    }
    let estimate = try estimate(sample(6_000), sample(6_000))
    let truth = 1 - mechanism.accuracy
    #expect(abs(estimate.bayesRisk.estimate - truth) < estimateTolerance)
    #expect(try abs(error(.neighboursRoot, estimate) - truth) < estimateTolerance)
    // Cover and Hart: the bound lies below the truth, and above the nearest neighbour's half.
    #expect(estimate.coverHartBound < truth)
    #expect(estimate.coverHartBound > (try error(.nearest, estimate)) / 2)
    // Observations never repeat, so nothing rules out a total leak.
    #expect(estimate.bayesRisk.low == 0)
    #expect(estimate.bayesRisk.high > truth)
  }

  @Test func columnsOfUnlikeUnitsAndStrayNumbersHideNoLeak() throws {
    // The second column tells the secret, the first one is noise in a unit 10^6 times smaller, with
    // one stray number that would set a unit by itself.
    var stream = Seed(5).stream("noise", ledger: nil)
    func sample(_ count: Int) -> ObservationTable {
      let secrets = (0..<count).map { _ in stream.next(below: 2) }
      let observations = secrets.enumerated().flatMap { row, secret in
        [
          stream.nextNormal() * 1e6,
          Double(secret) + stream.nextNormal() / 4 + (row == 3 ? 1e12 : 0),
        ]
      }
      return ObservationTable(secrets: secrets, observations: observations, width: 2)
    }
    let estimate = try estimate(sample(2_000), sample(2_000))
    #expect(try error(.neighboursPower, estimate) > 0.4)
    #expect(try error(.whitened, estimate) < 0.05)
    #expect(try error(.linear, estimate) < 0.05)
    // Phi(-2) = 0.0228.
    #expect(abs(estimate.bayesRisk.estimate - 0.0228) < estimateTolerance)
  }

  /// Of 2,000 rows a rule asks log10 n, ln n, n^0.4 or sqrt n neighbours, and the more votes win.
  @Test(arguments: [
    (GuessingRule.nearest, 1), (.neighboursLog10, 3), (.neighboursLn, 7), (.neighboursPower, 21),
    (.neighboursRoot, 45),
  ])
  func everyRuleAsksItsNumberOfNeighbours(_ rule: GuessingRule, _ asked: Int) throws {
    for (votes, expected) in [(asked / 2, 0.5), (asked / 2 + 1, 0)] {
      // Zero has so many neighbours of secret 1 before all others; 1,000 has none.
      let train = ObservationTable(
        secrets: (1...2_000).map { $0 <= votes || $0 == 2_000 ? 1 : 0 },
        observations: (1...2_000).map(Double.init), width: 1)
      let test = ObservationTable(secrets: [1, 0], observations: [0, 1_000], width: 1)
      #expect(try error(rule, estimate(train, test)) == expected, "\(votes) votes")
    }
  }

  /// Normal noise at distance 1, 9 to 1: the best threshold lies ln 9 beyond the middle, and the
  /// error is 0.9 Phi(-0.5 - ln 9) + 0.1 Phi(ln 9 - 0.5) = 0.0987; without priors it is 0.3085.
  @Test func theLinearRuleKnowsHowFrequentSecretsAre() throws {
    var stream = Seed(9).stream("noise", ledger: nil)
    func sample(_ count: Int) -> ObservationTable {
      let secrets = (0..<count).map { _ in stream.next(below: 10) / 9 }
      return ObservationTable(
        secrets: secrets, observations: secrets.map { Double($0) + stream.nextNormal() }, width: 1)
    }
    let estimate = try estimate(sample(6_000), sample(6_000))
    #expect(try abs(error(.linear, estimate) - 0.0987) < estimateTolerance)
  }

  /// A rule that were chosen by its errors on the test table would look better than guessing.
  @Test func theRuleIsChosenWithoutTheTestTable() throws {
    let channel = DiscreteChannel(
      priors: [0.5, 0.5],
      rows: [[Double]](repeating: [Double](repeating: 0.05, count: 20), count: 2))
    let seeds = 200
    var sum = 0.0
    for seed in 0..<seeds {
      var stream = Seed(UInt64(seed)).stream("chance", ledger: nil)
      let estimate = try estimate(
        channel.sample(60, &stream), channel.sample(40, &stream), seed: UInt64(seed))
      sum += estimate.chosenError.estimate
    }
    // The mean of 200 shares of 40 has a deviation of 0.0056.
    #expect(abs(sum / Double(seeds) - 0.5) < estimateTolerance)
  }

  /// Two intervals hold together at 95 % where each holds at 97.5 %.
  @Test func measuresComeFromIntervalsThatHoldTogether() throws {
    var stream = Seed(8).stream("channel", ledger: nil)
    let channel = DiscreteChannel.randomizedResponse(classes: 4, epsilon: 1)
    let (train, test) = (channel.sample(500, &stream), channel.sample(500, &stream))
    let both = try estimate(train, test)
    let each = try BayesRiskEstimator.estimate(
      train: train, test: test, confidence: 0.975, seed: Seed(1))
    #expect(
      both.measuresLeast
        == LeakageMeasures(randomGuess: each.randomGuess.low, bayesRisk: each.bayesRisk.high))
    #expect(
      both.measuresMost
        == LeakageMeasures(randomGuess: each.randomGuess.high, bayesRisk: each.bayesRisk.low))
  }

  @Test func aOneTimePadLeaksNothing() throws {
    var stream = Seed(6).stream("pad", ledger: nil)
    func sample(_ count: Int) -> ObservationTable {
      let secrets = (0..<count).map { _ in stream.next(below: 4) }
      return ObservationTable(
        secrets: secrets,
        observations: secrets.map { Double(($0 + stream.next(below: 65_536)) & 65_535) },
        width: 1)
    }
    let estimate = try estimate(sample(4_000), sample(4_000))
    #expect(estimate.measures.bayesSecurity > 0.95)
    #expect(estimate.bayesRisk.high > 0.75)
  }

  @Test func theLargestAndTheLeastNumbersAreTold() throws {
    for unit in [Double.greatestFiniteMagnitude / 4, Double.leastNormalMagnitude, 1] {
      let secrets = (0..<200).map { $0 % 2 }
      let table = ObservationTable(
        secrets: secrets, observations: secrets.map { (Double($0) * 2 - 1) * unit }, width: 1)
      let estimate = try estimate(table, table)
      #expect(estimate.errors.filter { $0.rule != .majority }.allSatisfy { $0.error == 0 })
    }
  }

  @Test func secretsThatTrainingNeverSawAreWrong() throws {
    let train = ObservationTable(
      secrets: [0, 0, 1, 1, 0, 1], observations: [0, 0, 1, 1, 0, 1], width: 1)
    let test = ObservationTable(secrets: [7, 7, 0, -9], observations: [0, 1, 0, 5], width: 1)
    let estimate = try estimate(train, test)
    #expect(try error(.frequentist, estimate) == 0.75)
    #expect(try error(.nearest, estimate) == 0.75)
    #expect(estimate.measures.multiplicative == 1)
  }

  @Test func aConstantObservationIsGuessing() throws {
    var stream = Seed(7).stream("secrets", ledger: nil)
    func sample(_ count: Int) -> ObservationTable {
      ObservationTable(
        secrets: (0..<count).map { _ in stream.nextUnit() < 0.8 ? 0 : 1 },
        observations: [Double](repeating: 0.1, count: 3 * count), width: 3)
    }
    let estimate = try estimate(sample(1_000), sample(1_000))
    #expect(estimate.bayesRisk.estimate == estimate.randomGuess.estimate)
    #expect(estimate.measures.bayesSecurity == 1)
    #expect(estimate.measuresMost.bayesSecurity < 1)
  }

  @Test func tinyTablesClaimNothing() throws {
    let table = ObservationTable(secrets: [0, 1, 0, 1], observations: [0, 1, 0, 1], width: 1)
    let estimate = try estimate(table, table)
    #expect(estimate.bayesRisk.estimate == 0)
    #expect(estimate.bayesRisk.high > 0.6)
    #expect(estimate.measuresLeast.multiplicative == 1)
    #expect(estimate.measuresLeast.bayesSecurity == 1)
  }

  @Test func whatCannotBeEstimatedIsRefused() {
    let good = ObservationTable(secrets: [0, 1, 0, 1], observations: [0, 1, 0, 1], width: 1)
    let single = ObservationTable(secrets: [3, 3, 3, 3], observations: [0, 1, 0, 1], width: 1)
    let wide = ObservationTable(secrets: [0, 1], observations: [0, 1, 0, 1], width: 2)
    let tiny = ObservationTable(secrets: [0, 1], observations: [0, 1], width: 1)
    for (train, test, reason) in [
      (single, good, LeakageEstimateError.oneSecret(isTrain: true)),
      (good, single, .oneSecret(isTrain: false)),
      (good, wide, .widths(train: 1, test: 2)),
      (tiny, good, .tooFewRows(count: 2)),
    ] {
      #expect(throws: reason) {
        try BayesRiskEstimator.estimate(train: train, test: test, seed: Seed(1))
      }
    }
  }

  @Test func theOrderOfTestRowsDecidesNothing() throws {
    let channel = DiscreteChannel.randomizedResponse(classes: 5, epsilon: 1)
    var stream = Seed(8).stream("channel", ledger: nil)
    let (train, test) = (channel.sample(500, &stream), channel.sample(300, &stream))
    let order = stream.permutation(300)
    let shuffled = ObservationTable(
      secrets: order.map { test.secrets[$0] }, observations: order.map { test.observations[$0] },
      width: 1)
    #expect(try estimate(train, test) == estimate(train, shuffled))
  }

  @Test func measuresAreThoseOfTheClosedForms() {
    // K = 10, epsilon = 2 from the closed form of randomized response.
    let measures = LeakageMeasures(randomGuess: 0.9, bayesRisk: 0.549147)
    #expect(abs(measures.multiplicative - 4.508531) < 1e-5)
    #expect(abs(measures.minEntropyBits - 2.172657) < 1e-5)
    #expect(abs(measures.bayesSecurity - 0.610163) < 1e-5)
    #expect(abs(measures.additive - 0.350853) < 1e-9)
    #expect(LeakageMeasures(randomGuess: 0.5, bayesRisk: 0.6).bayesSecurity == 1)
    #expect(LeakageMeasures(randomGuess: 1, bayesRisk: 0.6).minEntropyBits == .infinity)
  }
}
