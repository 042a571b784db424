internal import Determinism

/// Exact intervals for shares, with the same bits on every machine.
public enum Statistics {
  /// The Clopper-Pearson interval for a share (Biometrika 26, 1934): both tails hold at most half
  /// of what `confidence` leaves over.
  ///
  /// Precondition: 0 <= successes <= trials, trials > 0, 0 < confidence < 1.
  public static func clopperPearson(
    successes: Int, trials: Int, confidence: Double
  ) -> (low: Double, high: Double) {
    precondition(confidence > 0 && confidence < 1, "confidence lies strictly between 0 and 1")
    let tail = (1 - confidence) / 2
    return (
      lowEnd(successes: successes, trials: trials, tail: tail),
      highEnd(successes: successes, trials: trials, tail: tail)
    )
  }

  /// The largest share under which at least `successes` have at most the probability `tail`.
  public static func lowEnd(successes: Int, trials: Int, tail: Double) -> Double {
    precondition(trials > 0 && (0...trials).contains(successes), "successes are part of trials")
    precondition(tail > 0 && tail < 1, "a tail lies strictly between 0 and 1")
    guard successes > 0 else { return 0 }
    let a = Double(successes)
    let b = Double(trials - successes + 1)
    return bisect { incompleteBeta(a, b, $0) < tail }
  }

  /// The smallest share under which at most `successes` have at most the probability `tail`.
  public static func highEnd(successes: Int, trials: Int, tail: Double) -> Double {
    1 - lowEnd(successes: trials - successes, trials: trials, tail: tail)
  }

  /// The regularised incomplete beta function I_x(a, b), for a, b > 0.
  ///
  /// Continued fraction of the second kind (NIST DLMF 8.17.22), by Lentz's method.
  public static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    precondition(a > 0 && b > 0, "the beta function wants positive parameters")
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    // The fraction converges quickly on this side only.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(b, a, 1 - x) }
    let scale = DeterministicMath.exp(
      logGamma(a + b) - logGamma(a) - logGamma(b) + a * DeterministicMath.log(x) + b
        * DeterministicMath.log(1 - x))
    return scale * betaFraction(a, b, x) / a
  }

  /// The logarithm of the gamma function, for positive arguments.
  ///
  /// Stirling's series (NIST DLMF 5.11.1) above 15, the recurrence below.
  public static func logGamma(_ value: Double) -> Double {
    precondition(value > 0, "the logarithm of gamma wants a positive number")
    var shifted = value
    var product = 1.0
    while shifted < 15 {
      product *= shifted
      shifted += 1
    }
    let inverse = 1 / (shifted * shifted)
    var series = 0.0
    for coefficient in [-3617.0 / 122_400, 1.0 / 156, -691.0 / 360_360, 1.0 / 1188, -1.0 / 1680] {
      series = (series + coefficient) * inverse
    }
    series = ((series + 1.0 / 1260) * inverse - 1.0 / 360) * inverse + 1.0 / 12
    let halfLogTwoPi = 0.918938533204672741780
    return (shifted - 0.5) * DeterministicMath.log(shifted) - shifted + halfLogTwoPi + series
      / shifted - DeterministicMath.log(product)
  }

  /// The density of the standard normal distribution.
  static func normalDensity(_ value: Double) -> Double {
    0.398942280401432677940 * DeterministicMath.exp(-value * value / 2)
  }

  /// The probability that a standard normal number lies below `value`, within 1e-15.
  ///
  /// The series of Marsaglia, "Evaluating the Normal Distribution" (Journal of Statistical
  /// Software 11(4), 2004).
  public static func normalProbability(_ value: Double) -> Double {
    guard value.magnitude < 8.5 else { return value < 0 ? 0 : 1 }
    var (term, sum, denominator) = (value.magnitude, 0.0, 1.0)
    while sum + term != sum {
      sum += term
      denominator += 2
      term *= value * value / denominator
    }
    let half = sum * normalDensity(value)
    return value < 0 ? max(0, 0.5 - half) : min(1, 0.5 + half)
  }

  /// The exponent of Chernoff's bound in bits: at least `share` of n draws at `chance` has at most
  /// the probability 2^(-n * divergence).
  static func divergence(share: Double, chance: Double) -> Double {
    guard share > chance else { return 0 }
    guard chance > 0 else { return .infinity }
    var sum = share * logTwo(share / chance)
    if share < 1 { sum += (1 - share) * logTwo((1 - share) / (1 - chance)) }
    return sum
  }

  /// The logarithm to base 2.
  static func logTwo(_ value: Double) -> Double {
    DeterministicMath.log(value) / 0.693147180559945309417
  }

  private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var fraction = d
    // Converges in O(sqrt(max(a, b))) steps; the limit covers samples far beyond 10^9.
    for step in 1...100_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / kept(1 + even * d)
      c = kept(1 + even / c)
      fraction *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / kept(1 + odd * d)
      c = kept(1 + odd / c)
      let change = d * c
      fraction *= change
      if abs(change - 1) < 1e-15 { break }
    }
    return fraction
  }

  /// The point of [0, 1] where `isBelow` turns false, to the last bit.
  private static func bisect(_ isBelow: (Double) -> Bool) -> Double {
    var low = 0.0
    var high = 1.0
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return middle }
      if isBelow(middle) { low = middle } else { high = middle }
    }
  }
}
