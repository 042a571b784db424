public import Wire

/// Names every label after the known sample whose delta points the most alike (Li et al., ICLR
/// 2022, arXiv:2102.08504: the cosine attack with one known example a class).
public enum DirectionAttack {
  /// `label.direction`.
  public static let id = "label.direction"

  /// Guesses for all samples but those whose label is `known`.
  public static func guesses(
    _ observations: Observations, known: [SampleKey: Int]
  ) -> [SampleKey: Int] {
    let samples = observations.withDelta
    let hints = samples.compactMap { sample in
      known[sample.key].map { (label: $0, direction: unit(doubles(sample.delta))) }
    }
    var guesses: [SampleKey: Int] = [:]
    for sample in samples where known[sample.key] == nil {
      let delta = doubles(sample.delta)
      var best = -Double.infinity
      for hint in hints {
        let cosine = dot(hint.direction, delta)
        if cosine > best { (best, guesses[sample.key]) = (cosine, hint.label) }
      }
    }
    return guesses
  }
}
