internal import Determinism

/// A lower bound of epsilon from the guesses of an attacker in a single run.
///
/// Steinke, Nasr and Jagielski, "Privacy Auditing with One (1) Training Run", NeurIPS 2023
/// (arXiv 2305.08846), the bound for approximate privacy. For label privacy a canary is a sample
/// whose label is one of two values by a fair coin, and the attacker guesses from what the server
/// saw.
public enum OneRunAudit {
  /// The largest epsilon that the guesses refute; 0 if they refute none.
  ///
  /// Of `canaries` coins the attacker dared to make `guesses`, and `correct` of them are right. The
  /// bound holds with `confidence` at least, for a mechanism with this `delta`.
  ///
  /// Precondition: 0 <= correct <= guesses <= canaries, 0 <= delta <= 1.
  public static func epsilonLowerBound(
    canaries: Int, guesses: Int, correct: Int, delta: Double, confidence: Double = 0.95
  ) -> Double {
    precondition(
      0 <= correct && correct <= guesses && guesses <= canaries,
      "guesses are part of the canaries, and right ones of the guesses")
    precondition((0...1).contains(delta), "delta lies in [0, 1]")
    precondition(confidence > 0 && confidence < 1, "confidence lies strictly between 0 and 1")
    func isRefuted(_ epsilon: Double) -> Bool {
      probability(canaries, guesses, correct, epsilon, delta) < 1 - confidence
    }
    guard correct > 0, isRefuted(0) else { return 0 }
    // At 64 every guess of a pure mechanism may be right, to the last bit.
    var (low, high) = (0.0, 64.0)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return low }
      if isRefuted(middle) { low = middle } else { high = middle }
    }
  }

  /// A bound of the probability of that many right guesses under (epsilon, delta).
  private static func probability(
    _ canaries: Int, _ guesses: Int, _ correct: Int, _ epsilon: Double, _ delta: Double
  ) -> Double {
    let odds = DeterministicMath.exp(-epsilon)
    let share = 1 / (1 + odds)
    let (r, v) = (Double(guesses), Double(correct))
    let tail = Statistics.incompleteBeta(v, r - v + 1, share)
    guard delta > 0 else { return tail }
    // P[Bin >= v - i] - P[Bin >= v] is the sum of the i probabilities below v.
    var logTerm =
      Statistics.logGamma(r + 1) - Statistics.logGamma(v) - Statistics.logGamma(r - v + 2)
      + (v - 1) * DeterministicMath.log(share)
      + (r - v + 1) * (DeterministicMath.log(odds) + DeterministicMath.log(share))
    var sum = 0.0
    var largest = 0.0
    for below in 1...correct {
      sum += DeterministicMath.exp(logTerm)
      largest = max(largest, sum / Double(below))
      let count = v - Double(below)
      if count > 0 {
        logTerm += DeterministicMath.log(count / (r - count + 1) * odds)
      }
    }
    return min(1, tail + 2 * Double(canaries) * delta * largest)
  }
}
