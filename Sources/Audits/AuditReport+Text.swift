internal import LeakCheck
internal import Scenarios

extension AuditReport {
  /// The report for people: what is secret, what was seen and what the best attacker gets; a line a
  /// check; then the evidence behind everything but a pass.
  public var text: String {
    var lines = head + decided.map(line)
    for judged in decided where !judged.isSilent {
      let (check, decision) = (judged.check, judged.decision)
      lines.append("")
      lines.append("\(check.id): \(heading(judged))")
      lines.append("  \(check.evidence)")
      lines += justification(decision).map { "  " + $0 }
      for finding in check.findings { lines.append("  " + place(finding)) }
      if check.verdict != .leftOut, check.verdict != .notApplicable {
        if !check.replay.isEmpty { lines.append("  again: \(check.replay)") }
        lines.append("  explain: sidelight explain \(check.id)")
      }
    }
    let better = (gate?.decisions ?? []).filter { decision in
      if case .better? = decision.baseline { true } else { false }
    }
    if !better.isEmpty {
      lines.append("")
      lines.append(
        "better than the baseline, which can be tightened with --update-baseline: "
          + better.map(\.check).joined(separator: ", "))
    }
    lines.append("")
    lines.append("verdict: \(conclusion)")
    return lines.joined(separator: "\n") + "\n"
  }

  /// The verdict, with all that was found or left out and does not count.
  private var conclusion: String {
    guard verdict == .pass else { return verdict.text }
    let accepted = decided.filter(\.isAcceptedLeak)
    let leftOut = decided.count { $0.decision.outcome == .leftOut }
    let parts = Decision.Outcome.accepting.compactMap { outcome -> String? in
      let count = accepted.count { $0.decision.outcome == outcome }
      return count == 0 ? nil : "\(count) \(outcome.text)"
    }
    var text =
      accepted.isEmpty
      ? verdict.text
      : "no leak beside those that the policy accepts: " + parts.joined(separator: ", ")
    if leftOut > 0 { text += "; \(leftOut) checks left out" }
    return text
  }

  private var head: [String] {
    guard let gate else { return [] }
    let secrets = gate.secrets.map(\.rawValue).joined(separator: ", ")
    return [
      "secret    \(secrets) (policy \(gate.policy))",
      "seen      \(gate.subject.frames) frames, \(gate.subject.bytes), of scenario "
        + gate.subject.scenario,
      "promise   \(promise.text)",
      "attacker  \(bestAttack)", "",
    ]
  }

  /// The attack that gains most over guessing, of those that count if any does.
  private var bestAttack: String {
    let attacks = decided.filter { $0.check.level == .inference && $0.check.estimate != nil }
    let failing = attacks.filter { $0.decision.outcome == .fail }
    let scored = (failing.isEmpty ? attacks : failing).map(\.check)
    func gain(_ check: CheckResult) -> Double { (check.estimate ?? 0) - (check.baseline ?? 0) }
    guard let best = scored.max(by: { gain($0) < gain($1) }) else { return "no attack was scored" }
    return "\(best.id): \(best.numbers)"
  }

  private func heading(_ judged: JudgedCheck) -> String {
    let decision = judged.decision
    guard !decision.note.isEmpty else { return judged.text }
    let outcome = judged.isDeclared ? "" : ", \(decision.outcome.text)"
    return "\(judged.text)\(outcome): \(decision.note)"
  }

  private func justification(_ decision: Decision) -> [String] {
    decision.leaks.compactMap { leak in
      guard case .suppressed(let entry)? = leak.acceptance else { return nil }
      let place = leak.field.isEmpty ? "suppressed" : "\(leak.field) suppressed"
      return "\(place) until \(entry.expires) by \(entry.owner), up to \(entry.largest): "
        + entry.reason
    }
  }

  private func line(_ judged: JudgedCheck) -> String {
    let check = judged.check
    let id = padded(check.id, 20)
    let word = judged.isLoud ? judged.text.uppercased() : judged.text
    if check.verdict == .notApplicable {
      return "\(id) \(padded(check.level.rawValue, 13)) \(word)"
    }
    return "\(id) \(padded(check.level.rawValue, 13)) \(padded(word, 14)) \(check.numbers)"
      + (judged.isPlain ? "" : "  (\(judged.decision.outcome.text))")
  }

  private func place(_ finding: Finding) -> String {
    let field = finding.field.isEmpty ? "" : " \(finding.field)"
    let bytes =
      finding.bytes.isEmpty
      ? "" : " bytes \(finding.bytes.lowerBound)..<\(finding.bytes.upperBound)"
    return "frame \(finding.frame)\(field)\(bytes): \(finding.message)"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension JudgedCheck {
  /// Whether the policy accepts a leak, or a doubt about one, that was found.
  var isAcceptedLeak: Bool { Decision.Outcome.accepting.contains(decision.outcome) }

  /// Whether its line alone says everything.
  fileprivate var isSilent: Bool { check.verdict == .pass && decision.note.isEmpty }

  /// Whether the outcome says no more than the verdict.
  fileprivate var isPlain: Bool {
    switch decision.outcome {
    case .pass: check.verdict == .pass
    case .fail: check.verdict == .leak
    case .undecided: check.verdict == .inconclusive
    case .leftOut, .declared: true
    case .noted: check.verdict == .notApplicable
    case .suppressed, .notSecret: false
    }
  }
}

extension Decision.Outcome {
  /// The outcomes by which a policy accepts what was found.
  static let accepting: [Decision.Outcome] = [.declared, .suppressed, .notSecret]

  /// The word for people.
  var text: String {
    switch self {
    case .pass: "passes"
    case .fail: "fails"
    case .undecided: "undecided"
    case .declared: "declared"
    case .suppressed: "suppressed"
    case .notSecret: "no secret"
    case .noted: "not required"
    case .leftOut: "left out"
    }
  }
}

extension CheckResult {
  /// What the check measured, in a few words.
  var numbers: String {
    guard level == .inference, let estimate else { return "\(samples) looked at" }
    var text = "\(percent(estimate)) right"
    if let low, let high { text += " [\(percent(low)), \(percent(high))]" }
    if let baseline { text += ", guessing \(percent(baseline))" }
    return text
  }
}
