internal import Determinism
internal import Wire

/// Tells labels apart along the direction in which deltas vary most: the first right singular
/// vector of the centred deltas (Sun et al., arXiv:2203.01451).
///
/// A rotation of the deltas rotates the direction with them. More classes than two are cut out of
/// one number, which the attack is not made for.
public enum SpectralAttack: GroupingAttack {
  /// `label.spectral`.
  public static let id = "label.spectral"
  private static let rounds = 200

  /// Groups by k-means on the scores <delta - mean, v>.
  public static func groups(_ observations: Observations, classes: Int) -> LabelGroups {
    let samples = observations.withDelta
    let rows = centred(samples.map { doubles($0.delta) })
    let direction = principalDirection(rows)
    let scores = zip(samples, rows).map { ($0.key, dot($1, direction)) }
    return LabelGroups(
      splitting: Dictionary(uniqueKeysWithValues: scores), order: samples.map(\.key),
      count: classes)
  }

  private static func centred(_ rows: [[Double]]) -> [[Double]] {
    guard let width = rows.first?.count else { return [] }
    var mean = [Double](repeating: 0, count: width)
    for row in rows { for column in 0..<width { mean[column] += row[column] } }
    for column in 0..<width { mean[column] /= Double(rows.count) }
    return rows.map { zip($0, mean).map(-) }
  }

  /// Power iteration on X^T X, [C, C].
  private static func principalDirection(_ rows: [[Double]]) -> [Double] {
    guard let width = rows.first?.count else { return [] }
    var covariance = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    for row in rows {
      for one in 0..<width { for two in 0..<width { covariance[one][two] += row[one] * row[two] } }
    }
    var stream = Seed(0).stream("adversary.spectral", ledger: nil)
    var direction = unit((0..<width).map { _ in stream.nextNormal() })
    for _ in 0..<rounds { direction = unit(covariance.map { dot($0, direction) }) }
    return direction
  }
}
