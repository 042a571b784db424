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
    lines.append("verdict: \(verdict.text)")
    return lines.joined(separator: "\n") + "\n"
  }

  private var head: [String] {
    guard let gate else { return [] }
    let secrets = gate.secrets.map(\.rawValue).joined(separator: ", ")
    return [
      "secret    \(secrets) (policy \(gate.policy))",
      "seen      \(gate.subject.frames) frames, \(gate.subject.bytes), of scenario "
        + gate.subject.scenario,
      "attacker  \(bestAttack)", "",
    ]
  }

  /// The attack that gains most over guessing.
  private var bestAttack: String {
    let scored = checks.filter { $0.level == .inference && $0.estimate != nil }
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
