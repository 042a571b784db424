public import Wire

extension Judge {
  /// Scores guesses that the label behind randomized response is another than the one `sent`.
  ///
  /// Whoever knows no more than what was sent is right with the posterior of the guess at most, its
  /// prior times the chance of a turn over that of what was sent.
  public func score(
    id: String, overturned guesses: [(key: SampleKey, sent: Int, guess: Int)], epsilon: Double,
    _ scale: Scale, note: String
  ) -> CheckResult {
    let known = guesses.filter { labels[$0.key] != nil }
    guard !known.isEmpty else {
      return .inconclusive(id, .inference, because: "There are no labels to score guesses against.")
    }
    let response = RandomizedResponse(classes: classes, epsilon: epsilon)
    func posterior(_ guess: Int, sent: Int) -> Double {
      func joint(_ label: Int) -> Double {
        priors[label] * (label == sent ? response.keepProbability : response.turnProbability)
      }
      let all = priors.indices.reduce(0) { $0 + joint($1) }
      return all > 0 ? joint(guess) / all : 0
    }
    let chance = known.reduce(0) { max($0, posterior($1.guess, sent: $1.sent)) }
    let right = known.count { labels[$0.key] == $0.guess }
    let interval = Statistics.clopperPearson(
      successes: right, trials: known.count, confidence: Self.confidence)
    let isLeak =
      Statistics.lowEnd(successes: right, trials: known.count, tail: scale.tail()) > chance
    return CheckResult(
      id: id, level: .inference, verdict: isLeak ? .leak : .inconclusive,
      estimate: Double(right) / Double(known.count), low: interval.low, high: interval.high,
      baseline: chance, samples: known.count,
      evidence: (isLeak ? Self.verified : "")
        + "\(right) of \(known.count) labels that were said to differ from those sent are the ones "
        + "named; what was sent allows \(decimal(chance))." + note)
  }
}
