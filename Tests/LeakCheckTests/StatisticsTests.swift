import Determinism
import LeakCheck
import Testing

/// Agreement with SciPy 1.17.1, and with itself where the value is known in closed form.
private let goldenTolerance = 1e-9
/// The published tables have six decimals.
private let tableTolerance = 5.1e-7

@Suite struct StatisticsTests {
  @Test func clopperPearsonAgreesWithSciPy() {
    // scipy.stats.binomtest(k, n).proportion_ci(c, "exact")
    let goldens: [(k: Int, n: Int, confidence: Double, low: Double, high: Double)] = [
      (0, 1, 0.95, 0.0, 0.975),
      (0, 1, 0.999998, 0.0, 0.9999990000000001),
      (1, 1, 0.95, 0.025000000000000022, 1.0),
      (1, 1, 0.999998, 9.999999999732445e-07, 1.0),
      (0, 20, 0.95, 0.0, 0.16843347098308548),
      (0, 20, 0.999998, 0.0, 0.4988127663733982),
      (20, 20, 0.95, 0.8315665290169145, 1.0),
      (20, 20, 0.999998, 0.5011872336266018, 1.0),
      (5, 10, 0.95, 0.1870860284474045, 0.8129139715525955),
      (5, 10, 0.999998, 0.02125560140547474, 0.9787443985945252),
      (123, 200, 0.95, 0.5437613072169144, 0.6827754746371325),
      (123, 200, 0.999998, 0.4449923617805473, 0.7675650029169035),
      (100, 200, 0.95, 0.4286584309068121, 0.5713415690931879),
      (100, 200, 0.999998, 0.334460065717778, 0.665539934282222),
      (500, 1000, 0.95, 0.46854917297179194, 0.531450827028208),
      (500, 1000, 0.999998, 0.4247905072545523, 0.5752094927454477),
      (512, 512, 0.95, 0.9928210499737407, 1.0),
      (512, 512, 0.999998, 0.9733773809038694, 1.0),
      (731, 1000, 0.95, 0.7023620968226494, 0.7582707605480967),
      (731, 1000, 0.999998, 0.6606248842676112, 0.794238323107857),
      (5000, 10000, 0.95, 0.4901513805899749, 0.509848619410025),
      (5000, 10000, 0.999998, 0.4761969679384646, 0.5238030320615353),
      (5156, 10000, 0.95, 0.5057516053527953, 0.525439304706903),
      (5156, 10000, 0.999998, 0.4917844501520154, 0.5393673990647728),
      (1, 100000, 0.95, 2.5317842743932826e-07, 5.571516034432556e-05),
      (1, 100000, 0.999998, 9.508326948643821e-12, 0.0001668711178147414),
      (65432, 100000, 0.95, 0.6513628774649871, 0.6572681695847771),
      (65432, 100000, 0.999998, 0.6471427259080164, 0.66144970849135),
      (999999, 1000000, 0.95, 0.9999944283693444, 0.9999999746821948),
      (999999, 1000000, 0.999998, 0.9999833117101272, 0.999999999998418),
    ]
    for golden in goldens {
      let interval = Statistics.clopperPearson(
        successes: golden.k, trials: golden.n, confidence: golden.confidence)
      #expect(abs(interval.low - golden.low) < goldenTolerance, "\(golden)")
      #expect(abs(interval.high - golden.high) < goldenTolerance, "\(golden)")
    }
  }

  @Test func intervalMirrorsWhenSuccessAndFailureSwap() {
    for n in 1...40 {
      for k in 0...n {
        let interval = Statistics.clopperPearson(successes: k, trials: n, confidence: 0.95)
        let mirrored = Statistics.clopperPearson(successes: n - k, trials: n, confidence: 0.95)
        #expect(abs(interval.low - (1 - mirrored.high)) < goldenTolerance)
        #expect(interval.low <= Double(k) / Double(n) && Double(k) / Double(n) <= interval.high)
      }
    }
  }

  @Test func logGammaOfWholeNumbersIsTheLogarithmOfFactorials() {
    var logFactorial = 0.0
    for n in 1...60 {
      #expect(abs(Statistics.logGamma(Double(n)) - logFactorial) < goldenTolerance)
      logFactorial += DeterministicMath.log(Double(n))
    }
  }

  @Test func randomizedResponseMatchesClosedForm() {
    // a = e^eps / (e^eps + K - 1) under the uniform prior.
    let goldens: [(classes: Int, epsilon: Double, accuracy: Double)] = [
      (2, 0.1, 0.524979), (2, 1, 0.731059), (2, 4, 0.982014), (4, 1, 0.475367),
      (10, 1, 0.231969), (10, 2, 0.450853), (100, 1, 0.026724),
    ]
    for golden in goldens {
      let priors = [Double](repeating: 1 / Double(golden.classes), count: golden.classes)
      let bound = RandomizedResponseBound.accuracy(priors: priors, epsilon: golden.epsilon)
      #expect(abs(bound - golden.accuracy) < tableTolerance)
    }
  }

  @Test func boundIsNeverBelowTheLargestPriorNorAboveOne() {
    for seed in 0..<200 {
      var stream = Seed(UInt64(seed)).stream("priors", ledger: nil)
      let weights = (0..<2 + stream.next(below: 8)).map { _ in stream.nextUnit() + 1e-3 }
      let total = weights.reduce(0, +)
      let priors = weights.map { $0 / total }
      let epsilon = stream.nextUnit() * 800
      let bound = RandomizedResponseBound.accuracy(priors: priors, epsilon: epsilon)
      let prior = RandomizedResponseBound.accuracy(priors: priors, epsilon: nil)
      #expect(prior - goldenTolerance <= bound && bound <= 1)
      let none = RandomizedResponseBound.accuracy(priors: priors, epsilon: 0)
      #expect(abs(none - prior) < goldenTolerance)
    }
  }
}
