public import Wire

extension Judge {
  /// Largest gain that passes: twice the tolerance of one attack, since two attackers err here.
  public static let gainTolerance = 2 * defaultTolerance

  /// Scores what an attack gains over the same attack on less: the reconstruction advantage over
  /// a features-only attacker (Busa-Fekete et al., arXiv:2406.02797).
  ///
  /// Samples that are `known`, or that the attack does not guess, are left out. The alarm is an
  /// exact sign test on the samples of which only one attack was right. Randomized response and
  /// noise bound delta and not the gain, which is then reported as declared and leaves the verdict
  /// to the attacks on delta.
  public func gain(
    id: String, of guesses: [SampleKey: Int], over features: [SampleKey: Int],
    known: [SampleKey: Int], _ scale: Scale, note: String = ""
  ) -> CheckResult {
    var (total, right, plain, won, lost) = (0, 0, 0, 0, 0)
    for key in keys where known[key] == nil && guesses[key] != nil {
      total += 1
      let isRight = guesses[key] ?? majority == labels[key]
      let isPlain = features[key] ?? majority == labels[key]
      if isRight { right += 1 }
      if isPlain { plain += 1 }
      if isRight && !isPlain { won += 1 }
      if isPlain && !isRight { lost += 1 }
    }
    guard total > 0, !guesses.isEmpty else {
      return .inconclusive(id, .inference, because: "There are no labels to score guesses against.")
    }
    let interval = Statistics.clopperPearson(
      successes: right, trials: total, confidence: Self.confidence)
    let tail = (1 - Self.confidence) / 4
    let most =
      Statistics.highEnd(successes: won, trials: total, tail: tail)
      - Statistics.lowEnd(successes: lost, trials: total, tail: tail)
    let isGain =
      won > 0
      && Statistics.lowEnd(successes: won, trials: won + lost, tail: scale.tail()) > 0.5
    let verdict: Verdict =
      if scale.isProtected {
        .declared
      } else if isGain {
        .leak
      } else {
        most <= Self.gainTolerance ? .pass : .inconclusive
      }
    return CheckResult(
      id: id, level: .inference, verdict: verdict, estimate: Double(right) / Double(total),
      low: interval.low, high: interval.high, baseline: Double(plain) / Double(total),
      samples: total,
      evidence: (isGain ? Self.verified : "")
        + "\(right) of \(total) labels guessed right with delta and \(plain) without; a gain up "
        + "to \(decimal(Self.gainTolerance)) passes, and this one is at most "
        + "\(decimal(max(0, most)))."
        + (scale.isProtected ? " A mechanism is declared: label.sign tests it." : "")
        + note)
  }
}
