public import PrivateData
public import Wire

/// Scores guesses against the secrets.
///
/// The attacks themselves never see a record.
public struct Judge {
  /// Least gain over the bound that counts as too much, unless the policy says otherwise.
  ///
  /// 0.10 is twice the half-width of a 95 % interval at 500 samples, so that some hundred samples
  /// suffice for a verdict either way. Close to a bound of 1 only half of the rest is allowed, so
  /// that full recovery never passes.
  public static let defaultTolerance = 0.10
  /// Probability of a false alarm over all attacks of one check run.
  public static let alarmLevel = 1e-6
  /// Confidence of the reported interval.
  public static let confidence = 0.95

  private let labels: [SampleKey: Int]
  private let classes: Int
  private let priors: [Double]
  private let majority: Int

  /// Takes the judge's records; `classes` is the declared number of classes.
  public init(records: [JudgeRecord], classes: Int) {
    precondition(classes > 0, "there is at least one class")
    var labels: [SampleKey: Int] = [:]
    var counts = [Int](repeating: 0, count: classes)
    for record in records {
      guard let key = SampleKey(bytes: record.key) else { continue }
      record.label.withRevealed { label in
        guard (0..<classes).contains(label), labels[key] == nil else { return }
        labels[key] = label
        counts[label] += 1
      }
    }
    self.labels = labels
    self.classes = classes
    priors = counts.map { Double($0) / Double(max(1, labels.count)) }
    majority = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
  }

  /// The share of the most frequent label: what guessing without the trace achieves.
  public var baseline: Double { priors.reduce(0, max) }

  /// The best accuracy behind what is declared; behind two mechanisms, no better than either's.
  private func bound(epsilon: Double?, sigma: Double?) -> Double {
    let response = RandomizedResponseBound.accuracy(priors: priors, epsilon: epsilon)
    guard let sigma else { return response }
    // The unbiased one-hot is wider than the plain one, so noise hides less of it. Randomized
    // response in front is then a garbling of noise alone: both treat all labels alike.
    let noise = NoiseBound.accuracy(
      priors: priors,
      sigma: sigma / RandomizedResponseBound.spread(classes: classes, epsilon: epsilon))
    return epsilon == nil ? noise : min(response, noise)
  }

  /// Scores one attack.
  ///
  /// A sample without a guess counts as a guess of the most frequent label. `epsilon` is the
  /// declared randomized response and `sigma` the declared noise, nil without one. `family` is the
  /// number of attacks that share the alarm level.
  public func score(
    id: String, guesses: [SampleKey: Int], epsilon: Double?, sigma: Double? = nil,
    tolerance: Double = Judge.defaultTolerance, family: Int = 1, note: String = ""
  ) -> CheckResult {
    precondition(tolerance >= 0 && family > 0, "a tolerance is not negative, a family not empty")
    let total = labels.count
    guard total > 0 else {
      return .inconclusive(id, .inference, because: "There are no labels to score guesses against.")
    }
    var successes = 0
    var guessed = 0
    // Sums do not depend on the order of the dictionary.
    for (key, label) in labels {
      let guess = guesses[key]
      if guess != nil { guessed += 1 }
      if guess ?? majority == label { successes += 1 }
    }
    guard guessed > 0 else {
      return .inconclusive(
        id, .inference, samples: total, because: "The attack found nothing to guess from.")
    }
    let interval = Statistics.clopperPearson(
      successes: successes, trials: total, confidence: Self.confidence)
    let alarmEnd = Statistics.lowEnd(
      successes: successes, trials: total, tail: Self.alarmLevel / Double(family))
    let bound = bound(epsilon: epsilon, sigma: sigma)
    let threshold = bound + min(tolerance, (1 - bound) / 2)
    // Where even full recovery would raise no alarm, its absence says nothing.
    let couldAlarm =
      Statistics.lowEnd(
        successes: total, trials: total, tail: Self.alarmLevel / Double(family)) > bound
    let verdict: Verdict =
      alarmEnd > bound ? .leak : couldAlarm && interval.high <= threshold ? .pass : .inconclusive
    let few = couldAlarm ? "" : " \(total) samples are too few for this bound."
    let declared = [epsilon.map { _ in "randomized response" }, sigma.map { _ in "noise" }]
      .compactMap(\.self)
    let promise =
      declared.isEmpty
      ? "no protection is declared, so the bound is guessing, \(decimal(bound))"
      : "the declared \(declared.joined(separator: " and ")) allows \(decimal(bound))"
    let missing = guessed < total ? " \(total - guessed) samples had no guess." : ""
    return CheckResult(
      id: id, level: .inference, verdict: verdict, estimate: Double(successes) / Double(total),
      low: interval.low, high: interval.high, baseline: baseline, samples: total,
      evidence:
        "\(successes) of \(total) labels guessed right; \(promise), and up to "
        + "\(decimal(threshold)) passes."
        + few + missing + note)
  }
}
