import Determinism
import Foundation
import LeakCheck
import Testing

/// F-BLEAU's example channel, `geometric-4.train.csv` and `.test.csv`, whose Bayes risk is 0.456.
@Suite struct GeometricChannelTests {
  static let folder = ProcessInfo.processInfo.environment["SIDELIGHT_FBLEAU"]

  @Test(.enabled(if: folder != nil, "SIDELIGHT_FBLEAU names no folder with geometric-4.*.csv"))
  func estimatesAgreeWithFBleauAndTheTruth() throws {
    let folder = try #require(Self.folder)
    func read(_ name: String) throws -> ObservationTable {
      let file = URL(fileURLWithPath: folder).appendingPathComponent("geometric-4.\(name).csv")
      return try ObservationTable(csv: [UInt8](Data(contentsOf: file)))
    }
    let (train, test) = (try read("train"), try read("test"))
    for seed in 1...5 {
      let estimate = try BayesRiskEstimator.estimate(
        train: train, test: test, seed: Seed(UInt64(seed)))
      func error(_ rule: GuessingRule) throws -> Double {
        try #require(estimate.errors.first { $0.rule == rule }).error
      }
      #expect(try error(.frequentist) == 0.5608)
      #expect(try abs(error(.neighboursLn) - 0.473) < 0.001)
      #expect(abs(estimate.randomGuess.estimate - 0.913) < 0.001)
      #expect((0.451...0.461).contains(estimate.bayesRisk.estimate))
      #expect(estimate.bayesRisk.low < 0.456 && 0.456 < estimate.bayesRisk.high)
    }
  }
}
