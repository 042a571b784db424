internal import Wire

/// Finds groups of equal labels from inner products of deltas alone, which no rotation changes.
///
/// Equal labels always have a positive inner product, (1 - p_y)(1 - q_y) at least; two different
/// ones of two classes always have a negative one. Every sample goes to the group with the greatest
/// mean inner product, beginning with samples that are as unlike each other as possible.
public enum GramAttack: GroupingAttack {
  /// `label.gram`.
  public static let id = "label.gram"
  /// Samples whose pairs are looked at; the others are compared with the groups of these.
  static let pairedMax = 1_024
  private static let rounds = 20

  /// Groups by inner products.
  public static func groups(_ observations: Observations, classes: Int) -> LabelGroups {
    let samples = observations.withDelta
    let rows = samples.map { unit(doubles($0.delta)) }
    guard !rows.isEmpty else { return LabelGroups([], []) }
    let paired = Array(rows.prefix(pairedMax))
    var groups = exemplarGroups(paired, classes)
    for _ in 0..<rounds {
      let next = nearest(rows, means(rows, groups, classes))
      if next == groups { break }
      groups = next
    }
    return LabelGroups(samples.map(\.key), groups)
  }

  /// Groups around samples that are as unlike each other as possible.
  private static func exemplarGroups(_ rows: [[Double]], _ classes: Int) -> [Int] {
    var exemplars = [rows[0]]
    while exemplars.count < classes {
      func likeness(_ row: [Double]) -> Double {
        exemplars.map { dot($0, row) }.reduce(-.infinity, max)
      }
      let values = rows.map(likeness)
      let next = values.indices.reduce(0) { values[$1] < values[$0] ? $1 : $0 }
      exemplars.append(rows[next])
    }
    return nearest(rows, exemplars)
  }

  /// The mean vector of each group: <x, mean> is the mean of the inner products.
  private static func means(_ rows: [[Double]], _ groups: [Int], _ classes: Int) -> [[Double]] {
    let zero = [Double](repeating: 0, count: rows[0].count)
    var sums = [[Double]](repeating: zero, count: classes)
    var counts = [Double](repeating: 0, count: classes)
    for (row, group) in zip(rows, groups) {
      counts[group] += 1
      for column in row.indices { sums[group][column] += row[column] }
    }
    return zip(sums, counts).map { sum, count in count > 0 ? sum.map { $0 / count } : sum }
  }

  private static func nearest(_ rows: [[Double]], _ centres: [[Double]]) -> [Int] {
    rows.map { row in
      let likeness = centres.map { dot($0, row) }
      return likeness.indices.reduce(0) { likeness[$1] > likeness[$0] ? $1 : $0 }
    }
  }
}
