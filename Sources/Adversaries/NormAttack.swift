internal import Wire

/// Tells labels apart by the length of delta: ||delta||^2 = 1 - 2 p_y + ||p||^2, so samples whose
/// label the backbone finds unlikely have a longer one (Li et al., ICLR 2022, arXiv:2102.08504).
public enum NormAttack: GroupingAttack {
  /// `label.norm`.
  public static let id = "label.norm"

  /// Groups by k-means on the norms.
  public static func groups(_ observations: Observations, classes: Int) -> LabelGroups {
    let samples = observations.withDelta
    let scores = samples.map { ($0.key, norm(doubles($0.delta))) }
    return LabelGroups(
      splitting: Dictionary(uniqueKeysWithValues: scores), order: samples.map(\.key),
      count: classes)
  }
}
