import Determinism
import Foundation
import LeakCheck
import Testing

/// How far an estimate may be from the truth at 100,000 + 100,000 rows.
private let evidenceTolerance = 0.005

/// The claims of Documentation/Leakage.md at full size; `make leakage` runs them.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["SIDELIGHT_LEAKAGE"] != nil,
    "takes a minute; `make leakage` sets SIDELIGHT_LEAKAGE"))
struct LeakageEvidenceTests {
  static let responses: [(classes: Int, epsilon: Double)] = [
    (2, 0.1), (2, 1), (2, 4), (4, 1), (10, 1), (10, 2), (100, 1),
  ]

  @Test(arguments: responses)
  func randomizedResponseAtFullSize(classes: Int, epsilon: Double) throws {
    let channel = DiscreteChannel.randomizedResponse(classes: classes, epsilon: epsilon)
    var stream = Seed(1).stream("channel", ledger: nil)
    let estimate = try BayesRiskEstimator.estimate(
      train: channel.sample(100_000, &stream), test: channel.sample(100_000, &stream),
      seed: Seed(1))
    #expect(abs(estimate.bayesRisk.estimate - channel.bayesRisk) < evidenceTolerance)
    #expect(estimate.bayesRisk.low <= channel.bayesRisk)
    #expect(channel.bayesRisk <= estimate.bayesRisk.high)
    let security = RandomizedResponse(classes: classes, epsilon: epsilon).bayesSecurity
    #expect(abs(estimate.measures.bayesSecurity - security) < 2 * evidenceTolerance)
  }

  @Test(arguments: [1, 2, 4, 5.63])
  func normalNoiseAtFullSize(sigma: Double) throws {
    let mechanism = GaussianMechanism(sensitivity: 2.0.squareRoot(), sigma: sigma)
    var stream = Seed(2).stream("noise", ledger: nil)
    func sample(_ count: Int) -> ObservationTable {
      let secrets = (0..<count).map { _ in stream.next(below: 2) }
      let observations = secrets.map {
        Double($0) * mechanism.sensitivity + sigma * stream.nextNormal()
      }
      return ObservationTable(secrets: secrets, observations: observations, width: 1)
    }
    let estimate = try BayesRiskEstimator.estimate(
      train: sample(100_000), test: sample(100_000), seed: Seed(2))
    let truth = 1 - mechanism.accuracy
    #expect(abs(estimate.bayesRisk.estimate - truth) < evidenceTolerance)
    #expect(estimate.bayesRisk.low <= truth && truth <= estimate.bayesRisk.high)
  }

  @Test(arguments: responses)
  func intervalsHoldForAThousandSeeds(classes: Int, epsilon: Double) throws {
    let channel = DiscreteChannel.randomizedResponse(classes: classes, epsilon: epsilon)
    var held = 0
    for seed in 0..<1_000 {
      var stream = Seed(UInt64(seed)).stream("channel", ledger: nil)
      let risk = try BayesRiskEstimator.estimate(
        train: channel.sample(1_000, &stream), test: channel.sample(1_000, &stream),
        seed: Seed(UInt64(seed))
      ).bayesRisk
      if risk.low <= channel.bayesRisk, channel.bayesRisk <= risk.high { held += 1 }
    }
    #expect(held >= 940, "\(held) of 1,000")
  }
}
