/// Counts the deltas with exactly one positive entry: the mark of onehot(y) - softmax(.).
///
/// It needs no secret, so it can only suspect. Two entries that sum to zero have that mark
/// whatever they say.
public struct PositiveEntries: Equatable, Sendable {
  /// `label.positive`.
  public static let id = "label.positive"
  /// A sum below this share of the entries counts as zero.
  private static let rounding: Float = 1e-4

  /// Deltas that were looked at.
  public private(set) var samples = 0
  /// Those with exactly one positive entry.
  public private(set) var single = 0
  /// Those of two entries that sum to zero.
  public private(set) var forced = 0

  /// Counts the first delta of every sample.
  public init(_ observations: Observations) {
    for sample in observations.withDelta {
      samples += 1
      if sample.delta.count(where: { $0 > 0 }) == 1 { single += 1 }
      let size = sample.delta.reduce(0) { max($0, abs($1)) }
      if sample.delta.count == 2, abs(sample.delta[0] + sample.delta[1]) <= Self.rounding * size {
        forced += 1
      }
    }
  }

  /// Share of the deltas with exactly one positive entry; 0 without any.
  public var share: Double { samples == 0 ? 0 : Double(single) / Double(samples) }

  /// Whether the mark says nothing, since nothing else can happen.
  public var isForced: Bool { forced == samples }
}
