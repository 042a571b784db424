internal import Wire

/// Finds groups of equal labels by k-means on deltas of length one (Liu et al., arXiv:2203.05222).
///
/// Unit length helps: with skewed classes the norms differ more than the directions.
public enum ClusterAttack: GroupingAttack {
  /// `label.clusters`.
  public static let id = "label.clusters"

  /// Groups by k-means on the directions.
  public static func groups(_ observations: Observations, classes: Int) -> LabelGroups {
    let samples = observations.withDelta
    let points = samples.map { unit(doubles($0.delta)) }
    return LabelGroups(samples.map(\.key), KMeans.groups(points, count: classes))
  }
}
