import Determinism
import LeakCheck

/// A channel with finitely many secrets and observations, whose Bayes risk is a sum.
struct DiscreteChannel {
  /// The probability of each secret.
  var priors: [Double]
  /// The probability of each observation, secret by secret.
  var rows: [[Double]]

  /// K-ary randomized response under the uniform prior.
  static func randomizedResponse(classes: Int, epsilon: Double) -> DiscreteChannel {
    let response = RandomizedResponse(classes: classes, epsilon: epsilon)
    return DiscreteChannel(
      priors: [Double](repeating: 1 / Double(classes), count: classes),
      rows: (0..<classes).map { secret in
        (0..<classes).map {
          $0 == secret ? response.keepProbability : response.turnProbability
        }
      })
  }

  /// The error of the best guess: 1 - sum over observations of the largest joint probability.
  var bayesRisk: Double {
    let observations = rows.first?.count ?? 0
    return 1
      - (0..<observations).reduce(0) { sum, observation in
        sum + priors.indices.map { priors[$0] * rows[$0][observation] }.reduce(0, max)
      }
  }

  /// Independent rows.
  func sample(_ count: Int, _ stream: inout RandomStream) -> ObservationTable {
    var secrets: [Int] = []
    var observations: [Double] = []
    for _ in 0..<count {
      let secret = Self.draw(priors, &stream)
      secrets.append(secret)
      observations.append(Double(Self.draw(rows[secret], &stream)))
    }
    return ObservationTable(secrets: secrets, observations: observations, width: 1)
  }

  private static func draw(_ shares: [Double], _ stream: inout RandomStream) -> Int {
    var rest = stream.nextUnit()
    for (index, share) in shares.enumerated() {
      rest -= share
      if rest < 0 { return index }
    }
    return shares.count - 1
  }
}
