public import Wire

/// Links uploads that belong to one sample or one text: by their key, and by equal activations
/// under different keys.
public struct LinkageAttack: Equatable, Sendable {
  /// `cache.linkage`.
  public static let id = "cache.linkage"

  /// Samples seen.
  public private(set) var samples = 0
  /// Uploads seen.
  public private(set) var uploads = 0
  /// Pairs of different keys with equal activations, each with the one before it.
  public private(set) var pairs: [(SampleKey, SampleKey)] = []

  /// Links what the server saw.
  public init(_ observations: Observations) {
    samples = observations.samples.count
    uploads = observations.samples.reduce(0) { $0 + $1.uploads }
    // Equal vectors lie side by side; the order of upload breaks ties.
    let seen = observations.withActivations
    let order = seen.indices.sorted { one, two in
      let (first, second) = (seen[one].activations, seen[two].activations)
      if first == second { return one < two }
      return first.lexicographicallyPrecedes(second)
    }
    for (one, two) in zip(order, order.dropFirst())
    where seen[one].activations == seen[two].activations {
      pairs.append((seen[one].key, seen[two].key))
    }
  }

  /// Whether two outcomes are the same.
  public static func == (left: LinkageAttack, right: LinkageAttack) -> Bool {
    left.samples == right.samples && left.uploads == right.uploads
      && left.pairs.elementsEqual(right.pairs, by: ==)
  }
}
