public import Wire

/// What an attack made of the samples: a number for each.
///
/// Attacks read observations and public knowledge only; somebody else scores them.
public struct LabelGroups: Equatable, Sendable {
  /// The group of each sample; only the judge can give groups the names of classes.
  public var groups: [SampleKey: Int] = [:]
  /// The score behind the groups, where there is one.
  public var scores: [SampleKey: Double] = [:]

  /// Splits samples by k-means on one number each.
  init(splitting scores: [SampleKey: Double], order: [SampleKey], count: Int) {
    let values = order.map { [scores[$0] ?? 0] }
    self.scores = scores
    groups = Dictionary(uniqueKeysWithValues: zip(order, KMeans.groups(values, count: count)))
  }

  /// Bundles groups in the order of their samples.
  init(_ keys: [SampleKey], _ groups: [Int]) {
    self.groups = Dictionary(uniqueKeysWithValues: zip(keys, groups))
  }
}

/// An attack that needs nothing but deltas, and finds groups of equal labels.
public protocol GroupingAttack {
  /// Name of the attack, which is the name of the check that it decides.
  static var id: String { get }

  /// Groups the samples that have a delta, below `classes` groups.
  static func groups(_ observations: Observations, classes: Int) -> LabelGroups
}
