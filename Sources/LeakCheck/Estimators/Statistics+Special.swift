internal import Determinism

extension Statistics {
  /// The probability that a standard normal number is at most `value`.
  public static func normalCumulative(_ value: Double) -> Double {
    value <= 0 ? normalTail(-value) : 1 - normalTail(value)
  }

  /// The probability that a standard normal number is above `value`, accurate in the far tail.
  static func normalTail(_ value: Double) -> Double {
    guard value >= 0 else { return 1 - normalTail(-value) }
    return DeterministicMath.exp(-value * value / 2) * scaledNormalTail(value)
  }

  /// `normalTail(x) * exp(x^2 / 2)` for x >= 0, which neither underflows nor cancels.
  static func scaledNormalTail(_ value: Double) -> Double {
    precondition(value >= 0, "only the upper tail can be scaled")
    let density = 0.398942280401432677940
    guard value < 3 else {
      // Laplace's continued fraction (NIST DLMF 7.9.1), from its end; 100 terms suffice from 3 on.
      var fraction = value
      for term in stride(from: 100.0, through: 1, by: -1) { fraction = value + term / fraction }
      return density / fraction
    }
    // Phi(x) - 1/2 = density exp(-x^2 / 2) (x + x^3 / 3 + x^5 / (3 * 5) + ...).
    var term = value
    var sum = 0.0
    var odd = 1.0
    while term > sum * 1e-17 {
      sum += term
      odd += 2
      term *= value * value / odd
    }
    return 0.5 * DeterministicMath.exp(value * value / 2) - density * sum
  }

  /// The digamma function of a positive number.
  ///
  /// Asymptotic series (NIST DLMF 5.11.2) above 10, the recurrence below.
  static func digamma(_ value: Double) -> Double {
    precondition(value > 0, "digamma wants a positive number")
    var shifted = value
    var sum = 0.0
    while shifted < 10 {
      sum -= 1 / shifted
      shifted += 1
    }
    let inverse = 1 / (shifted * shifted)
    var series = 0.0
    for coefficient in [-691.0 / 32_760, 1.0 / 132, -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12] {
      series = (series + coefficient) * inverse
    }
    return sum + DeterministicMath.log(shifted) - 1 / (2 * shifted) - series
  }
}
