import Determinism
import Foundation
import LeakCheck
import PrivateData
import TestSupport
import Testing
import Wire

@Suite struct NoiseBoundTests {
  /// Two balanced labels: Phi(1 / (sqrt(2) sigma)).
  @Test(arguments: [
    (1.0, 0.76025), (2, 0.63816), (4, 0.57016), (5.63, 0.54998), (0.2, 0.9997965), (0.05, 1),
  ])
  func twoBalancedLabelsFollowTheClosedForm(sigma: Double, accuracy: Double) {
    let bound = NoiseBound.accuracy(priors: [0.5, 0.5], sigma: sigma)
    #expect(abs(bound - accuracy) < 1e-5)
    let closed = 0.5 * erfc(-1 / (2 * sigma))
    #expect(abs(bound - closed) < 1e-9)
  }

  /// Two labels of shares p and 1 - p, at the distance D = sqrt(2): the likelihood ratio's
  /// threshold moves by sigma ln(p/(1-p)) / D.
  @Test func twoSkewedLabelsFollowTheLikelihoodRatio() {
    for share in [0.5, 0.6, 0.75, 0.9, 0.99] {
      for sigma in [0.3, 1, 2.5, 10] {
        let (half, shift) = (
          1 / (2.0.squareRoot() * sigma), sigma * log(share / (1 - share)) / 2.0.squareRoot()
        )
        func below(_ value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }
        let closed = share * below(half + shift) + (1 - share) * below(half - shift)
        let bound = NoiseBound.accuracy(priors: [share, 1 - share], sigma: sigma)
        #expect(abs(bound - closed) < 1e-9, "\(share) \(sigma)")
      }
    }
  }

  @Test func itLiesBetweenGuessingAndCertainty() {
    let priors = [0.4, 0.3, 0.2, 0.1]
    #expect(abs(NoiseBound.accuracy(priors: priors, sigma: 1_000) - 0.4) < 1e-3)
    #expect(abs(NoiseBound.accuracy(priors: priors, sigma: 0.001) - 1) < 1e-9)
    var last = 1.0
    for sigma in [0.2, 0.5, 1, 2, 5, 20] {
      let bound = NoiseBound.accuracy(priors: priors, sigma: sigma)
      #expect(bound < last && bound >= 0.4 - 1e-12)
      last = bound
    }
    // A label that never occurs changes nothing.
    #expect(
      NoiseBound.accuracy(priors: priors + [0], sigma: 1)
        == NoiseBound.accuracy(priors: priors, sigma: 1))
  }

  /// The best attacker, played: no guess does better than the bound says, and it reaches it.
  @Test func theBestAttackerReachesItAndNoMore() {
    let (priors, draws) = ([0.5, 0.3, 0.2], 20_000)
    for sigma in [0.5, 1.0, 2] {
      var stream = Seed(4).stream("attack", ledger: nil)
      var right = 0
      for _ in 0..<draws {
        let point = stream.nextUnit()
        let label = point < 0.5 ? 0 : point < 0.8 ? 1 : 2
        let scores = (0..<3).map { k in
          (k == label ? 1 : 0) + sigma * stream.nextNormal()
            + sigma * sigma * DeterministicMath.log(priors[k])
        }
        let guess = (0..<3).max { scores[$0] < scores[$1] }
        if guess == label { right += 1 }
      }
      let bound = NoiseBound.accuracy(priors: priors, sigma: sigma)
      // Four standard errors.
      #expect(abs(Double(right) / Double(draws) - bound) < 4 * 0.0036, "\(sigma)")
    }
  }

  @Test func normalProbabilitiesAreThoseOfTheErrorFunction() {
    for step in -400...400 {
      let value = Double(step) / 47
      let expected = 0.5 * erfc(-value / 2.0.squareRoot())
      #expect(abs(Statistics.normalProbability(value) - expected) < 1e-14, "\(value)")
    }
  }
}

@Suite struct NoiseVerdictTests {
  /// Balanced labels of which `right` are guessed right.
  private func score(
    right: Int, of total: Int, epsilon: Double? = nil, sigma: Double?
  ) -> CheckResult {
    var stream = Seed(1).stream("keys", ledger: nil)
    var records: [JudgeRecord] = []
    var guesses: [SampleKey: Int] = [:]
    for index in 0..<total {
      let key = SampleKey(drawnFrom: &stream)
      records.append(
        JudgeRecord(
          key: key.bytes, sample: index, label: Secret(index % 2), tokens: Secret([]),
          text: Secret([])))
      guesses[key] = index < right ? index % 2 : 1 - index % 2
    }
    return Judge(records: records, classes: 2).score(
      id: "label.sign", guesses: guesses, .init(epsilon: epsilon, sigma: sigma))
  }

  /// Sigma 1 allows 0.760 of balanced labels.
  @Test func noiseAtItsBoundPassesAndBeyondItLeaks() {
    let allowed = score(right: 760, of: 1_000, sigma: 1)
    #expect(allowed.verdict == .pass)
    #expect(allowed.evidence.contains("the declared noise allows 0.760"))
    #expect(score(right: 850, of: 1_000, sigma: 1).verdict == .leak)
    #expect(score(right: 1_000, of: 1_000, sigma: 1).verdict == .leak)
    // The same guesses without noise would be a leak.
    #expect(score(right: 760, of: 1_000, sigma: nil).verdict == .leak)
  }

  /// Of two mechanisms the better one counts; epsilon 1 spreads the labels by 2.16.
  @Test func twoMechanismsAllowNoMoreThanEither() {
    // Epsilon 1 allows 0.731, sigma 3 behind it Phi(2.164 / (sqrt(2) 3)) = 0.695.
    let both = score(right: 695, of: 1_000, epsilon: 1, sigma: 3)
    #expect(both.evidence.contains("the declared randomized response and noise allows 0.695"))
    #expect(both.verdict == .pass)
    let weak = score(right: 731, of: 1_000, epsilon: 1, sigma: 0.1)
    #expect(weak.evidence.contains("allows 0.731"))
  }
}
