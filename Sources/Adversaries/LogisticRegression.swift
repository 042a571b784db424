internal import Determinism

/// Softmax regression with a bias and an L2 penalty, by gradient descent.
///
/// Few rows and many columns: the descent runs on one coefficient a row and class, over the rows'
/// inner products.
struct LogisticRegression {
  private static let penalty = 1e-3
  private static let rate = 1.0
  private static let rounds = 300

  /// Weights [C], each [d + 1] with the bias last.
  private let weights: [[Double]]

  /// Fits `rows` [n, d] of length about one.
  init(_ rows: [[Double]], labels: [Int], classes: Int) {
    precondition(rows.count == labels.count, "each row has a label")
    let kernel = rows.map { one in rows.map { dot(one, $0) + 1 } }
    var coefficients = [[Double]](
      repeating: [Double](repeating: 0, count: rows.count), count: classes)
    for _ in 0..<Self.rounds {
      let logits = coefficients.map { values in kernel.map { dot($0, values) } }
      for row in rows.indices {
        let shares = Self.softmax(logits.map { $0[row] })
        for label in 0..<classes {
          let error = shares[label] - (labels[row] == label ? 1 : 0)
          coefficients[label][row] -=
            Self.rate * (error / Double(rows.count) + Self.penalty * coefficients[label][row])
        }
      }
    }
    weights = coefficients.map { values in
      var sum = [Double](repeating: 0, count: (rows.first?.count ?? 0) + 1)
      for (row, value) in zip(rows, values) {
        for column in row.indices { sum[column] += value * row[column] }
        sum[row.count] += value
      }
      return sum
    }
  }

  /// The class with the greatest logit; the first of equal ones.
  func guess(_ row: [Double]) -> Int {
    let logits = weights.map { weights in dot(row, weights) + (weights.last ?? 0) }
    return logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
  }

  private static func softmax(_ logits: [Double]) -> [Double] {
    let largest = logits.reduce(-.infinity, max)
    let values = logits.map { DeterministicMath.exp($0 - largest) }
    let sum = values.reduce(0, +)
    return values.map { $0 / sum }
  }
}
