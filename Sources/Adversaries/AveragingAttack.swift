public import Wire

/// Averages the deltas of one sample over its uploads: noise of deviation sigma that is drawn anew
/// for each of E uploads shrinks to sigma / sqrt(E).
public enum AveragingAttack {
  /// `label.averaging`.
  public static let id = "label.averaging"

  /// Guesses for the samples that were uploaded with more than one delta: the place of the largest
  /// entry of their mean.
  public static func guesses(_ observations: Observations) -> [SampleKey: Int] {
    var guesses: [SampleKey: Int] = [:]
    for sample in observations.withDelta where sample.changes > 0 {
      guesses[sample.key] = SignAttack.largest(sample.deltaSum)
    }
    return guesses
  }
}
