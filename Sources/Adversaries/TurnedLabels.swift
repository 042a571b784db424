internal import Layers

/// Which labels a probe was fitted on in place of those that were sent.
///
/// A ridge regression is linear in its targets: weights that differ by `drift` were fitted on
/// targets that differ by D, [n, C], with X^T D = (X^T X + ridge I) drift / scale. A row of D is
/// zero, or leads from the label that was sent to another one. Each lead is a number from 0 to 1,
/// and projected gradient descent finds those that fit best. With fewer features than samples many
/// fit; the largest leads are then the likeliest turns.
struct TurnedLabels {
  private static let steps = 500

  /// How far each sample leads to each label, [n, C]; 0 for the one that was sent.
  private var leads: [[Double]]

  /// Explains `drift` [d, C] by other labels than `sent` for the rows of `features` [d].
  ///
  /// `gap` is the difference between the entries of a target.
  init(features: [[Double]], sent: [Int], drift: [Double], gap: Double, classes: Int) {
    let width = features.first?.count ?? 0
    leads = features.map { _ in [Double](repeating: 0, count: classes) }
    // X^T (X drift) + ridge drift.
    var wanted = Self.transposedProduct(
      features, features.map { Self.product($0, drift, classes) }, width, classes)
    for index in wanted.indices {
      wanted[index] = (wanted[index] + ProbeFit.ridge * drift[index]) / ProbeFit.scale
    }
    // A lead changes two entries, and all leads of a row change one: at most C together.
    let step = 1 / (Double(classes) * gap * gap * Self.largestEigenvalue(features, width))
    for _ in 0..<Self.steps {
      let differences = zip(leads, sent).map { lead, label in
        var row = lead.map { $0 * gap }
        row[label] = -gap * lead.reduce(0, +)
        return row
      }
      var rest = Self.transposedProduct(features, differences, width, classes)
      for index in rest.indices { rest[index] -= wanted[index] }
      for (place, row) in features.enumerated() {
        let slope = Self.product(row, rest, classes)
        for label in 0..<classes where label != sent[place] {
          let next = leads[place][label] - step * gap * (slope[label] - slope[sent[place]])
          leads[place][label] = min(1, max(0, next))
        }
      }
    }
  }

  /// The `count` samples that lead away farthest, with the labels that they lead to.
  func likeliest(_ count: Int) -> [(place: Int, label: Int)] {
    let best = leads.map { lead in
      lead.indices.reduce(0) { lead[$1] > lead[$0] ? $1 : $0 }
    }
    let order = leads.indices.sorted { left, right in
      let (one, two) = (leads[left][best[left]], leads[right][best[right]])
      return one == two ? left < right : one > two
    }
    return order.prefix(count).map { ($0, best[$0]) }
  }

  /// A row [d] times a matrix [d, C].
  private static func product(_ row: [Double], _ matrix: [Double], _ classes: Int) -> [Double] {
    var result = [Double](repeating: 0, count: classes)
    for (place, value) in row.enumerated() {
      for label in 0..<classes { result[label] += value * matrix[place * classes + label] }
    }
    return result
  }

  /// X^T Y, [d, C].
  private static func transposedProduct(
    _ x: [[Double]], _ y: [[Double]], _ width: Int, _ classes: Int
  ) -> [Double] {
    var result = [Double](repeating: 0, count: width * classes)
    for (row, values) in zip(x, y) {
      for place in 0..<width {
        for label in 0..<classes { result[place * classes + label] += row[place] * values[label] }
      }
    }
    return result
  }

  /// The largest eigenvalue of X^T X, by power iteration.
  private static func largestEigenvalue(_ x: [[Double]], _ width: Int) -> Double {
    var vector = [Double](repeating: 1, count: width)
    var size = 0.0
    for _ in 0..<100 {
      vector = transposedProduct(x, x.map { [dot($0, vector)] }, width, 1)
      size = norm(vector)
      guard size > 0 else { return 1 }
      vector = vector.map { $0 / size }
    }
    return size
  }
}
