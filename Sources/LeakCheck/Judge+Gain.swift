public import Wire

extension Judge {
  /// Largest gain that passes: twice the tolerance of one attack, since two attackers err here.
  public static let gainTolerance = 2 * defaultTolerance

  /// Scores what an attack gains over the same attack on less: the reconstruction advantage over
  /// a features-only attacker (Busa-Fekete et al., arXiv:2406.02797).
  ///
  /// Samples that are `known`, or that the attack does not guess, are left out. The alarm is an
  /// exact sign test on the samples of which only one attack was right. The interval of the gain
  /// holds at 95 % whatever ties both attacks, and is therefore wide. Randomized response and noise
  /// bound delta and not the gain, which a policy may declare then.
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
    // Both shares hold at 95 % together: each gives up a fourth of the rest at either end.
    let each = 1 - (1 - Self.confidence) / 2
    let wins = Statistics.clopperPearson(successes: won, trials: total, confidence: each)
    let losses = Statistics.clopperPearson(successes: lost, trials: total, confidence: each)
    let (low, high) = (wins.low - losses.high, wins.high - losses.low)
    let isGain =
      won > 0
      && Statistics.lowEnd(successes: won, trials: won + lost, tail: scale.tail()) > 0.5
    let verdict: Verdict =
      isGain ? .leak : high <= Self.gainTolerance ? .pass : .inconclusive
    return CheckResult(
      id: id, level: .inference, verdict: verdict, estimate: Double(right) / Double(total),
      low: interval.low, high: interval.high, baseline: Double(plain) / Double(total),
      samples: total,
      evidence: (isGain ? Self.verified : "")
        + "\(right) of \(total) labels guessed right with delta and \(plain) without; the gain is "
        + "\(decimal(Double(won - lost) / Double(total))) [\(decimal(low)), "
        + "\(decimal(high))], and one that is certainly up to "
        + "\(decimal(Self.gainTolerance)) passes."
        + (scale.isProtected ? " A mechanism is declared: label.sign tests it." : "")
        + note)
  }
}
