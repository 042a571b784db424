internal import Adversaries
internal import LeakCheck
internal import Wire

/// Joins attacks, which see public things alone, with the judges, who alone see secrets.
struct AttackBattery {
  /// The checks that the battery makes, in order.
  static let ids =
    [SignAttack.id, PositiveEntries.id] + groupings.map { $0.id }
    + [
      DirectionAttack.id, CompletionAttack.id, ServedAttack.id, AveragingAttack.id,
      ProbeAttack.id, LinkageAttack.id, PivotAttack.id, InversionAttack.id, DictionaryAttack.id,
      ProcrustesAttack.id,
    ]

  /// Decisions that share the alarm level: one a check, one more for the second sign of
  /// `label.sign`, and two for the other measures of `token.dictionary`.
  static let family = ids.count + 3

  /// The attacks that group samples by delta alone.
  static var groupings: [any GroupingAttack.Type] {
    [NormAttack.self, SpectralAttack.self, ClusterAttack.self, GramAttack.self]
  }

  private static let noDelta = "No message holds a prediction difference with one number a class."
  private static let noEntries =
    "What crosses a cut has no number a class: labels are looked for by groups and directions."
  private static let noSamples =
    "Messages hold trained arrays and nothing of a sample. What updates of weights say of samples "
    + "is not attacked here, and known to be something (arXiv 1906.08935)."
  private static let noActivations = "No message holds activations."

  let inputs: AuditInputs
  let observations: Observations
  let judge: Judge
  let tokens: TokenChecks

  var scale: Judge.Scale {
    Judge.Scale(epsilon: inputs.epsilon, sigma: inputs.sigma, family: Self.family)
  }

  /// Every result, in the order of `ids`; throws what reading the trace throws.
  static func run(_ inputs: AuditInputs) throws -> [CheckResult] {
    guard let records = inputs.material.records else {
      return ids.map {
        .inconclusive($0, .inference, because: Auditor.noRecords)
      }
    }
    if inputs.material.sessions.first?.method == .fedavg {
      return ids.map { .notApplicable($0, because: noSamples) }
    }
    let observations = try Observations(inputs.knowledge, from: inputs.material.frames.cursor())
    let battery = AttackBattery(
      inputs: inputs, observations: observations,
      judge: Judge(records: records, classes: inputs.material.classes),
      tokens: TokenChecks(
        knowledge: inputs.knowledge, observations: observations,
        judge: TokenJudge(records: records), family: family))
    return battery.labels() + battery.tokens.results()
  }

  private func sign() -> CheckResult {
    if inputs.knowledge.split != nil {
      return .notApplicable(SignAttack.id, because: Self.noEntries)
    }
    let share = PositiveEntries(observations).share
    let note = " \(percent(share)) of the deltas have exactly one positive entry."
    let scores = SignAttack.Sign.allCases.map { sign in
      judge.score(
        id: SignAttack.id, guesses: SignAttack.guesses(observations, sign), scale, note: note)
    }
    // The better of both signs counts; they share the alarm level.
    let better = (scores[1].estimate ?? 0) > (scores[0].estimate ?? 0) ? scores[1] : scores[0]
    guard inputs.isRotated, better.verdict != .leak, !observations.withDelta.isEmpty else {
      return better
    }
    return .notApplicable(
      SignAttack.id,
      because: "Delta is rotated, so its largest entry names no class. Inner products survive a "
        + "rotation and part the samples by label: label.clusters and label.gram decide.")
  }

  private func labels() -> [CheckResult] {
    let isSilent = observations.withDelta.isEmpty
    guard inputs.knowledge.tokenwise == nil else { return sentLabels() }
    func needsDelta(_ id: String, _ check: () -> CheckResult) -> CheckResult {
      isSilent ? .notApplicable(id, because: Self.noDelta) : check()
    }
    return [sign(), needsDelta(PositiveEntries.id, positiveEntries)]
      + Self.groupings.map { attack in needsDelta(attack.id) { grouping(attack) } }
      + [
        needsDelta(DirectionAttack.id, direction), needsDelta(CompletionAttack.id, completion),
        served(), needsDelta(AveragingAttack.id, averaging), needsDelta(ProbeAttack.id, probe),
        tokens.linkage(),
      ]
  }

  /// Where labels travel as they are, there is nothing left to guess: `raw.labels` finds them.
  private func sentLabels() -> [CheckResult] {
    ([SignAttack.id, PositiveEntries.id] + Self.groupings.map { $0.id }
      + [
        DirectionAttack.id, CompletionAttack.id, ServedAttack.id, AveragingAttack.id,
        ProbeAttack.id,
      ]).map { id in
        .notApplicable(
          id, because: "The method sends the label itself; raw.labels says whether it is found.")
      } + [tokens.linkage()]
  }

  /// Without secrets nobody can verify what the mark stands for, so a finding is a suspicion.
  private func positiveEntries() -> CheckResult {
    let id = PositiveEntries.id
    if inputs.knowledge.split != nil { return .notApplicable(id, because: Self.noEntries) }
    let entries = PositiveEntries(observations)
    guard !entries.isForced else {
      return .notApplicable(
        id, because: "Of two numbers that sum to zero one is always positive; label.sign tests it.")
    }
    let interval = Statistics.clopperPearson(
      successes: entries.single, trials: entries.samples, confidence: Judge.confidence)
    // Numbers of independent signs have exactly one positive among them with C / 2^C.
    let classes = inputs.material.classes
    let chance = Double(classes) / Double(sign: .plus, exponent: min(classes, 1000), significand: 1)
    let isMarked = interval.low > max(0.9, chance)
    return CheckResult(
      id: id, level: .inference, verdict: isMarked ? .leak : .pass, estimate: entries.share,
      low: interval.low, high: interval.high, baseline: chance, samples: entries.samples,
      evidence: (isMarked ? "Suspected: " : "")
        + "\(entries.single) of \(entries.samples) deltas have exactly one positive entry, the "
        + "mark of onehot(y) - softmax(.).")
  }

  private func grouping(_ attack: any GroupingAttack.Type) -> CheckResult {
    let found = attack.groups(observations, classes: inputs.material.classes)
    let area = judge.area(under: found.scores).map { " Area under the curve: \(thousandths($0))." }
    return judge.score(id: attack.id, groups: found.groups, scale, note: area ?? "")
  }

  private func direction() -> CheckResult {
    let known = judge.hints(perClass: 1)
    return judge.score(
      id: DirectionAttack.id, guesses: DirectionAttack.guesses(observations, known: known),
      known: known, scale, note: " The attack knew one label of each class.")
  }

  private func completion() -> CheckResult {
    let id = CompletionAttack.id
    guard !observations.withActivations.isEmpty else {
      return .notApplicable(id, because: Self.noActivations)
    }
    let classes = inputs.material.classes
    let counts = CompletionAttack.hintCounts(samples: judge.samples, classes: classes)
    guard let deciding = counts.last(where: { $0 <= CompletionAttack.decidingCount }) else {
      return .notApplicable(
        id,
        because: "\(judge.samples) samples of \(classes) classes are too few, or the classes too "
          + "many, to know some labels and guess the rest.")
    }
    func guesses(_ input: CompletionAttack.Input, _ known: [SampleKey: Int]) -> [SampleKey: Int] {
      CompletionAttack.guesses(observations, from: input, known: known, classes: classes)
    }
    let curve = counts.map { count in
      let known = judge.hints(perClass: count)
      let shares = CompletionAttack.Input.allCases.map {
        percent(judge.share(guesses($0, known), known: known))
      }
      return "\(count) known: \(shares.joined(separator: ", "))"
    }
    let known = judge.hints(perClass: deciding)
    return judge.gain(
      id: id, of: guesses(.both, known), over: guesses(.activations, known), known: known, scale,
      note: " \(deciding) labels of each class were known. By delta, activations and both: "
        + curve.joined(separator: "; ") + ".")
  }

  private func served() -> CheckResult {
    let id = ServedAttack.id
    guard let guesses = ServedAttack.guesses(observations, inputs.knowledge) else {
      return .notApplicable(
        id, because: "The trace holds no side network that fits the activations.")
    }
    var plain = scale
    (plain.epsilon, plain.sigma, plain.isBoundable) = (nil, nil, false)
    return judge.score(
      id: id, guesses: guesses, plain,
      note: " This is what training itself teaches the server.")
  }

  private func averaging() -> CheckResult {
    let guesses = AveragingAttack.guesses(observations)
    guard !guesses.isEmpty else {
      return .notApplicable(
        AveragingAttack.id,
        because: "No sample was uploaded with two different deltas, so there is nothing to average."
      )
    }
    return judge.score(
      id: AveragingAttack.id, guesses: guesses, scale,
      note: " \(guesses.count) samples were uploaded with different deltas.")
  }

  private func probe() -> CheckResult {
    let id = ProbeAttack.id
    guard let epsilon = inputs.knowledge.probeEpsilon else {
      return .notApplicable(
        id, because: "No head is declared that is fitted behind randomized response.")
    }
    guard inputs.sigma == nil, !inputs.isRotated, let element = inputs.knowledge.format?.element,
      let tolerance = ProbeAttack.tolerance(
        element, epsilon: epsilon, classes: inputs.material.classes)
    else {
      return .notApplicable(
        id, because: "Noise, a rotation, or few bits an element hide the head's predictions.")
    }
    guard let outcome = ProbeAttack.outcome(observations, inputs.knowledge) else {
      return .notApplicable(
        id, because: "The head cannot be fitted again: samples lack activations or a delta.")
    }
    let found =
      "The head's predictions are up to \(thousandths(outcome.distance)) from those of a head that "
      + "is fitted on the labels that were sent; rounding explains \(thousandths(tolerance))."
    guard outcome.distance > tolerance else {
      return CheckResult(
        id: id, level: .inference, verdict: .pass, samples: observations.samples.count,
        evidence: found)
    }
    return judge.score(
      id: id, overturned: outcome.overturned.map { ($0.key, $0.sent, $0.guess) }, epsilon: epsilon,
      scale, note: " " + found)
  }

  private func thousandths(_ value: Double) -> String {
    let digits = String(Int((value * 1000).rounded()))
    return digits.count > 3
      ? "1.000" : "0." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
