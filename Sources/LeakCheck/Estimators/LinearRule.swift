internal import Determinism

/// The nearest class mean in whitened coordinates, shifted by the priors: Fisher's linear
/// discriminant, which is the best rule for normal noise of one covariance.
struct LinearRule {
  /// Beyond this many multiplications the rule is left out.
  private static let workMax = 4_000_000_000

  private let width: Int
  private let classes: [Int]
  private let means: [Double]
  private let logPriors: [Double]

  /// Learns from cells whose whitened points are `points`.
  init(_ cells: ObservationCells, points: [Double], classCounts: [Int]) {
    width = cells.width
    let all = Whitening.classMeans(cells, points: points, classCounts: classCounts)
    let (width, rows) = (width, Double(classCounts.reduce(0, +)))
    classes = classCounts.indices.filter { classCounts[$0] > 0 }
    means = classes.flatMap { all[$0 * width..<($0 + 1) * width] }
    logPriors = classes.map { DeterministicMath.log(Double(classCounts[$0]) / rows) }
  }

  /// The guesses for whitened queries; nil where they would take too long.
  ///
  /// Complexity: O(queries * classes * width).
  func guesses(_ queries: [Double]) -> [Int]? {
    guard queries.count <= Self.workMax / classes.count else { return nil }
    return stride(from: 0, to: queries.count, by: width).map { query in
      var best = (score: -Double.infinity, label: -1)
      for (number, label) in classes.enumerated() {
        var square = 0.0
        for column in 0..<width {
          let difference = queries[query + column] - means[number * width + column]
          square += difference * difference
        }
        let score = logPriors[number] - square / 2
        if score > best.score { best = (score, label) }
      }
      return best.label
    }
  }
}
