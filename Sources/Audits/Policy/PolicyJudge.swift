internal import LeakCheck
internal import Scenarios

/// Decides what a policy makes of results: the only place that does.
struct PolicyJudge {
  let policy: Policy
  /// The scenario's name.
  let scenario: String
  /// Whether the judge's records were there; without them nobody can tell, whatever is required.
  let hasRecords: Bool
  /// The mechanisms that the run declares.
  let mechanisms: [Policy.Mechanism]

  /// The decisions over all results.
  ///
  /// - Throws: `ScenarioError` naming suppressions that match nothing.
  func decide(_ checks: [CheckResult]) throws(ScenarioError) -> [Decision] {
    let decisions = checks.map(decide)
    let used = zip(checks, decisions).flatMap { check, decision in
      decision.leaks.flatMap { leak in
        leak.acceptance == nil || suppression(leak) != nil
          ? suppressions(check, leak.field).map(\.keyPath) : []
      }
    }
    // What could not be told cannot tell either that an entry is no longer needed.
    let open = checks.filter { !$0.isDecided }.map(\.id)
    let stale = policy.suppressions.filter { entry in
      (entry.scenario?.matches(scenario) ?? true) && !used.contains(entry.keyPath)
        && !open.contains(where: entry.check.matches)
    }
    guard stale.isEmpty else {
      throw ScenarioError(
        stale.map { entry in
          ScenarioProblem(
            .conflict("matches nothing that would fail in scenario '\(scenario)'; remove it"),
            at: entry.origin, keyPath: entry.keyPath)
        })
    }
    return decisions
  }

  private func decide(_ check: CheckResult) -> Decision {
    func decision(_ outcome: Decision.Outcome, _ note: String = "") -> Decision {
      Decision(check: check.id, outcome: outcome, note: note)
    }
    switch verdict(check) {
    case .leftOut:
      let isRefused = policy.leftOut == .refuse && isRequired(check)
      return isRefused
        ? decision(.undecided, "the policy requires it, and it was left out") : decision(.leftOut)
    case .pass:
      guard check.verdict == .leak, isSecret(check), let limit = threshold(check) else {
        return decision(.pass)
      }
      var accepted = decision(.declared, "up to the policy's threshold of \(limit)")
      accepted.leaks = [.init(field: "", acceptance: .declared(reason: accepted.note))]
      return accepted
    case .inconclusive:
      guard isSecret(check) else { return decision(.notSecret) }
      if let entry = declaration(check), entry.largest == nil {
        return decision(.declared, entry.reason)
      }
      return isRequired(check) ? decision(.undecided) : decision(.noted)
    case .leak: return leak(check)
    case .notApplicable: return decision(.noted, "it does not apply to this run")
    }
  }

  /// The verdict, by the policy's threshold where it has one.
  private func verdict(_ check: CheckResult) -> Verdict {
    guard let limit = threshold(check), let estimate = check.estimate,
      check.verdict != .leftOut
    else { return check.verdict }
    guard let low = check.low, let high = check.high else {
      return check.verdict == .inconclusive ? .inconclusive : estimate <= limit ? .pass : .leak
    }
    if high <= limit { return .pass }
    return low > limit ? .leak : .inconclusive
  }

  private func leak(_ check: CheckResult) -> Decision {
    var fields: [String] = []
    for finding in check.findings where !fields.contains(finding.field) {
      fields.append(finding.field)
    }
    if fields.isEmpty || check.hasUnlistedFields { fields.append("") }
    let leaks = fields.map { Decision.Leak(field: $0, acceptance: acceptance(check, $0)) }
    var decision = Decision(check: check.id, outcome: .fail, leaks: leaks)
    let accepted = leaks.compactMap(\.acceptance)
    decision.note = accepted.first?.reason ?? excess(check)
    guard accepted.count == leaks.count else {
      if !accepted.isEmpty {
        decision.note = "accepted in \(accepted.count) of \(leaks.count) fields only"
      }
      return decision
    }
    if accepted.allSatisfy({ $0 == .notSecret }) {
      decision.outcome = .notSecret
    } else if leaks.contains(where: { suppression($0) != nil }) {
      decision.outcome = .suppressed
    } else {
      decision.outcome = .declared
    }
    return decision
  }

  private func acceptance(_ check: CheckResult, _ field: String) -> Decision.Acceptance? {
    guard isSecret(check) else { return .notSecret }
    let leakage = measured(check)
    if let entry = declaration(check), leakage <= entry.largest ?? .infinity {
      return .declared(reason: entry.reason)
    }
    if check.level == .schema, let entry = policy.allowed.first(where: { $0.field.matches(field) })
    {
      return .allowed(reason: entry.reason)
    }
    return suppressions(check, field).first { leakage <= $0.largest }.map { .suppressed($0) }
  }

  /// Why what the policy says about a failing check does not help, or nothing.
  private func excess(_ check: CheckResult) -> String {
    let fields = check.findings.isEmpty ? [""] : check.findings.map(\.field)
    let limits =
      fields.flatMap { suppressions(check, $0).map(\.largest) }
      + [declaration(check)?.largest].compactMap { $0 }
    if let limit = limits.max() {
      return "the measured leakage, \(measured(check)), exceeds the \(limit) that is accepted"
    }
    return threshold(check).map { "the threshold is \($0)" } ?? ""
  }

  private func suppressions(_ check: CheckResult, _ field: String) -> [Policy.Suppression] {
    policy.suppressions.filter { entry in
      entry.check.matches(check.id) && entry.field?.matches(field) ?? true
        && entry.scenario?.matches(scenario) ?? true
    }
  }

  private func suppression(_ leak: Decision.Leak) -> String? {
    if case .suppressed(let entry)? = leak.acceptance { entry.keyPath } else { nil }
  }

  /// A check that measures no number finds a leak whole.
  private func measured(_ check: CheckResult) -> Double { check.estimate ?? 1 }

  private func threshold(_ check: CheckResult) -> Double? {
    policy.thresholds.first { $0.check == check.id }?.largest
  }

  private func declaration(_ check: CheckResult) -> Policy.Declared? {
    policy.declared.first { entry in
      entry.check.matches(check.id) && entry.behind?.contains(where: mechanisms.contains) ?? true
    }
  }

  private func isRequired(_ check: CheckResult) -> Bool {
    !hasRecords || policy.required.contains { $0.matches(check.id) }
  }

  /// Whether what the check looks for is a secret; a check that names no secret looks for all.
  private func isSecret(_ check: CheckResult) -> Bool {
    guard let secret = Self.secret(check.id) else { return true }
    return policy.secrets.contains(secret)
  }

  /// The secret that a check's name names, in either of its parts.
  static func secret(_ check: String) -> Policy.Secret? {
    let words = check.split(separator: ".")
    return Policy.Secret.allCases.first { secret in
      words.contains { $0 == secret.rawValue || $0 + "s" == secret.rawValue }
    }
  }
}
