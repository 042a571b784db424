import Determinism
import LeakCheck
import Testing

/// The published values have three to six digits.
private let tableTolerance = 6e-4
private let boundTolerance = 1e-4

/// Mechanisms with closed forms, and the one-run bound.
@Suite struct MechanismTests {
  @Test func normalProbabilitiesAgreeWithSciPy() {
    // scipy.stats.norm.cdf
    let goldens: [(Double, Double)] = [
      (0, 0.5), (1, 0.8413447460685429), (-1, 0.15865525393145707),
      (2.999, 0.9986456634662729), (-3, 0.0013498980316300933), (-3.001, 0.0013454728250849653),
      (-10, 7.619853024160583e-24), (-37, 5.725571222524576e-300), (8, 0.9999999999999993),
    ]
    for (value, expected) in goldens {
      #expect(abs(Statistics.normalCumulative(value) / expected - 1) < 1e-12, "\(value)")
    }
  }

  @Test func gaussianNoiseHasItsEpsilonAndItsBestAttacker() {
    // epsilon at delta 1e-5 by dp-accounting 0.6.0; the others are closed forms.
    let goldens: [(sigma: Double, epsilon: Double, accuracy: Double, area: Double, tv: Double)] = [
      (1, 6.573, 0.760, 0.841, 0.5205), (2, 2.943, 0.638, 0.691, 0.2763),
      (4, 1.356, 0.570, 0.599, 0.1403), (5.63, 0.931, 0.550, 0.570, 0.0999),
    ]
    for golden in goldens {
      let mechanism = GaussianMechanism(sensitivity: 2.0.squareRoot(), sigma: golden.sigma)
      #expect(abs(mechanism.epsilon(delta: 1e-5) - golden.epsilon) < tableTolerance)
      #expect(abs(mechanism.accuracy - golden.accuracy) < tableTolerance)
      #expect(abs(mechanism.areaUnderCurve - golden.area) < tableTolerance)
      #expect(abs(1 - mechanism.bayesSecurity - golden.tv) < tableTolerance)
    }
  }

  @Test func epsilonDeltaAndDeviationAreInverses() {
    for sigma in [0.05, 0.3, 1, 7, 200.0] {
      let mechanism = GaussianMechanism(sensitivity: 1, sigma: sigma)
      for delta in [1e-12, 1e-5, 0.01] {
        let epsilon = mechanism.epsilon(delta: delta)
        #expect(mechanism.delta(epsilon: epsilon) <= delta)
        if epsilon > 0 {
          #expect(abs(mechanism.delta(epsilon: epsilon) / delta - 1) < 1e-6)
          let back = GaussianMechanism.calibrated(sensitivity: 1, epsilon: epsilon, delta: delta)
          #expect(abs(back.sigma / sigma - 1) < 1e-6)
          #expect(back.delta(epsilon: epsilon) <= delta)
        }
      }
      // At epsilon 0, delta is the total variation.
      #expect(abs(mechanism.delta(epsilon: 0) - (1 - mechanism.bayesSecurity)) < 1e-14)
    }
    let fresh = GaussianMechanism(sensitivity: 1, sigma: 6).composed(times: 9)
    #expect(fresh == GaussianMechanism(sensitivity: 1, sigma: 2))
  }

  @Test func randomizedResponseHasItsClosedForms() {
    let goldens: [(classes: Int, epsilon: Double, keep: Double, security: Double)] = [
      (2, 0.1, 0.524979, 0.950042), (2, 1, 0.731059, 0.537883), (2, 4, 0.982014, 0.035972),
      (4, 1, 0.475367, 0.699511), (10, 1, 0.231969, 0.853367), (10, 2, 0.450853, 0.610163),
      (100, 1, 0.026724, 0.983107),
    ]
    for golden in goldens {
      let response = RandomizedResponse(classes: golden.classes, epsilon: golden.epsilon)
      #expect(abs(response.keepProbability - golden.keep) < 5.1e-7)
      #expect(abs(response.bayesSecurity - golden.security) < 5.1e-7)
      #expect(
        abs(1 - response.bayesSecurity - (response.keepProbability - response.turnProbability))
          < 1e-12)
      let back = RandomizedResponse(
        classes: golden.classes, keepProbability: response.keepProbability)
      #expect(abs(back.epsilon - golden.epsilon) < 1e-9)
    }
    let composed = RandomizedResponse(classes: 3, epsilon: 0.5).composed(times: 4)
    #expect(composed == RandomizedResponse(classes: 3, epsilon: 2))
    #expect(RandomizedResponse(classes: 2, epsilon: 900).bayesSecurity == 0)
  }

  @Test func oneRunBoundsAgreeWithTheirGoldens() {
    // Computed with SciPy from the paper's formula, at 95 %.
    let goldens: [(m: Int, r: Int, v: Int, pure: Double, approximate: Double)] = [
      (100, 100, 100, 3.4930, 3.4902), (1000, 1000, 1000, 5.8091, 5.7823),
      (1000, 1000, 731, 0.8806, 0.8803), (1000, 1000, 550, 0.0942, 0.0940),
      (1000, 1000, 520, 0, 0), (10000, 10000, 5100, 0.0069, 0.0067),
      (100, 50, 50, 2.7847, 2.7819), (1000, 100, 100, 3.4930, 3.4654),
    ]
    for golden in goldens {
      for (delta, expected) in [(0, golden.pure), (1e-5, golden.approximate)] {
        let found = OneRunAudit.epsilonLowerBound(
          canaries: golden.m, guesses: golden.r, correct: golden.v, delta: delta)
        #expect(abs(found - expected) < boundTolerance, "\(golden), \(delta): \(found)")
      }
    }
  }

  @Test func oneRunBoundsStayBelowWhatGuessesCanShow() {
    #expect(OneRunAudit.epsilonLowerBound(canaries: 5, guesses: 0, correct: 0, delta: 0) == 0)
    #expect(OneRunAudit.epsilonLowerBound(canaries: 4, guesses: 4, correct: 4, delta: 0) == 0)
    #expect(OneRunAudit.epsilonLowerBound(canaries: 9, guesses: 9, correct: 9, delta: 1) == 0)
    // All right: the bound solves (1 + e^-eps)^-r = 0.05.
    let found = OneRunAudit.epsilonLowerBound(canaries: 64, guesses: 64, correct: 64, delta: 0)
    let share = DeterministicMath.pow(0.05, 1.0 / 64)
    #expect(abs(found - DeterministicMath.log(share / (1 - share))) < 1e-9)
  }
}
