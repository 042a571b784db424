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
  /// Probability of a false alarm over all attacks of one check run: half of the 1e-6 that all
  /// checks have together; the raw checks use less than the other half.
  public static let alarmLevel = 5e-7
  /// Confidence of the reported interval.
  public static let confidence = 0.95

  /// True classes by sample.
  let labels: [SampleKey: Int]
  /// The samples in the order of their records.
  let keys: [SampleKey]
  let classes: Int
  let majority: Int
  let priors: [Double]

  /// Takes the judge's records; `classes` is the declared number of classes.
  public init(records: [JudgeRecord], classes: Int) {
    precondition(classes > 0, "there is at least one class")
    var labels: [SampleKey: Int] = [:]
    var keys: [SampleKey] = []
    var counts = [Int](repeating: 0, count: classes)
    for record in records {
      guard let key = SampleKey(bytes: record.key) else { continue }
      record.label.withRevealed { label in
        guard (0..<classes).contains(label), labels[key] == nil else { return }
        labels[key] = label
        keys.append(key)
        counts[label] += 1
      }
    }
    self.labels = labels
    self.keys = keys
    self.classes = classes
    priors = counts.map { Double($0) / Double(max(1, labels.count)) }
    majority = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
  }

  /// The share of the most frequent label: what guessing without the trace achieves.
  public var baseline: Double { priors.reduce(0, max) }

  /// The best accuracy behind what is declared; behind two mechanisms, no better than either's.
  public func bound(_ scale: Scale) -> Double {
    let epsilon = scale.epsilon
    let response = RandomizedResponseBound.accuracy(priors: priors, epsilon: epsilon)
    guard let sigma = scale.sigma else { return response }
    // The unbiased one-hot is wider than the plain one, so noise hides less of it. Randomized
    // response in front is then a garbling of noise alone: both treat all labels alike.
    let noise = NoiseBound.accuracy(
      priors: priors,
      sigma: sigma / RandomizedResponseBound.spread(classes: classes, epsilon: epsilon))
    return epsilon == nil ? noise : min(response, noise)
  }

  /// What the guesses of an attack are held against.
  public struct Scale: Sendable {
    /// The declared randomized response; nil without one.
    public var epsilon: Double?
    /// The declared noise; nil without it.
    public var sigma: Double?
    /// Least gain over the bound that counts as too much.
    public var tolerance: Double
    /// Attacks that share the alarm level.
    public var family: Int
    /// Whether a mechanism could bound what the attack sees.
    public var isBoundable = true

    /// A scale for one of `family` attacks.
    public init(
      epsilon: Double?, sigma: Double? = nil, tolerance: Double = Judge.defaultTolerance,
      family: Int = 1
    ) {
      precondition(tolerance >= 0 && family > 0, "a tolerance is not negative, a family not empty")
      self.epsilon = epsilon
      self.sigma = sigma
      self.tolerance = tolerance
      self.family = family
    }

    /// Whether a mechanism bounds what delta shows.
    var isProtected: Bool { epsilon != nil || sigma != nil }

    /// The probability of a false alarm that one attack may have, in each of `parts` decisions.
    func tail(parts: Int = 1) -> Double { Judge.alarmLevel / Double(family * parts) }
  }

  /// Right guesses among some.
  struct Count: Equatable {
    var right = 0
    var total = 0
  }

  /// Scores guesses for all samples but those whose label the attack was told, `known`.
  ///
  /// A sample without a guess counts as a guess of the most frequent label.
  public func score(
    id: String, guesses: [SampleKey: Int], known: [SampleKey: Int] = [:], _ scale: Scale,
    note: String = ""
  ) -> CheckResult {
    var count = Count()
    var guessed = 0
    for key in keys where known[key] == nil {
      let guess = guesses[key]
      if guess != nil { guessed += 1 }
      count.total += 1
      if guess ?? majority == labels[key] { count.right += 1 }
    }
    return decide(id: id, folds: [count], guessed: guessed, scale, note: note)
  }

  /// The verdict on right guesses, which were counted in parts of the samples.
  ///
  /// The alarm is raised by any part for itself, at its share of the level; the interval is that
  /// of all parts together.
  func decide(
    id: String, folds: [Count], guessed: Int, _ scale: Scale, note: String
  ) -> CheckResult {
    let total = folds.reduce(0) { $0 + $1.total }
    let successes = folds.reduce(0) { $0 + $1.right }
    guard total > 0, folds.allSatisfy({ $0.total > 0 }) else {
      return .inconclusive(id, .inference, because: "There are no labels to score guesses against.")
    }
    guard guessed > 0 else {
      return .inconclusive(
        id, .inference, samples: total, because: "The attack found nothing to guess from.")
    }
    let interval = Statistics.clopperPearson(
      successes: successes, trials: total, confidence: Self.confidence)
    let tail = scale.tail(parts: folds.count)
    let bound = bound(scale)
    let threshold = bound + min(scale.tolerance, (1 - bound) / 2)
    func isAlarm(_ right: Int, _ total: Int) -> Bool {
      Statistics.lowEnd(successes: right, trials: total, tail: tail) > bound
    }
    // Where even full recovery would raise no alarm, its absence says nothing.
    let couldAlarm = folds.contains { isAlarm($0.total, $0.total) }
    let isLeak = folds.contains { isAlarm($0.right, $0.total) }
    let verdict: Verdict =
      isLeak ? .leak : couldAlarm && interval.high <= threshold ? .pass : .inconclusive
    let few = couldAlarm ? "" : " \(total) samples are too few for this bound."
    let declared = [
      scale.epsilon.map { _ in "randomized response" }, scale.sigma.map { _ in "noise" },
    ]
    .compactMap(\.self)
    let promise =
      declared.isEmpty
      ? (scale.isBoundable ? "no protection is declared" : "no protection bounds this")
        + ", so the bound is guessing, \(decimal(bound))"
      : "the declared \(declared.joined(separator: " and ")) allows \(decimal(bound))"
    let missing = guessed < total ? " \(total - guessed) samples had no guess." : ""
    return CheckResult(
      id: id, level: .inference, verdict: verdict, estimate: Double(successes) / Double(total),
      low: interval.low, high: interval.high, baseline: baseline, samples: total,
      evidence: (isLeak ? Self.verified : "")
        + "\(successes) of \(total) labels guessed right; \(promise), and up to "
        + "\(decimal(threshold)) passes." + few + missing + note)
  }

  /// Opens the evidence of a leak in which real secrets were recovered more often than by chance.
  static let verified = "Verified: "
}
