internal import LeakCheck
internal import Scenarios

extension AuditReport {
  /// The report as JSON, with keys in a fixed order and a line feed at the end.
  public var json: String {
    var members: [(String, JSONText)] = [("verdict", .string(verdict.rawValue))]
    if let gate {
      members += [
        ("policy", .string(gate.policy)),
        ("secrets", .array(gate.secrets.map { .string($0.rawValue) })),
        ("scenario", .string(gate.subject.scenario)),
        ("scenario_digest", .string(gate.subject.digest)),
        ("promise", .object(promise.members)),
        ("accepted", names(\.isAcceptedLeak)),
        ("left_out", names { $0.decision.outcome == .leftOut }),
      ]
    }
    members.append(
      ("checks", .array(decided.map { .object(entry($0)) })))
    return JSONText.object(members).rendered() + "\n"
  }

  private func names(_ isWanted: (JudgedCheck) -> Bool) -> JSONText {
    .array(decided.filter(isWanted).map { .string($0.check.id) })
  }

  private func entry(_ judged: JudgedCheck) -> [(String, JSONText)] {
    let check = judged.check
    var members: [(String, JSONText)] = [
      ("id", .string(check.id)), ("level", .string(check.level.rawValue)),
      ("verdict", .string(judged.verdict)), ("estimate", .number(check.estimate)),
      ("low", .number(check.low)), ("high", .number(check.high)),
      ("baseline", .number(check.baseline)), ("samples", .number("\(check.samples)")),
      ("evidence", .string(check.evidence)), ("replay", .string(check.replay)),
    ]
    if gate != nil {
      let decision = judged.decision
      members += [
        ("outcome", .string(decision.outcome.rawValue)), ("reason", .string(decision.note)),
      ]
      members += comparison(decision.baseline)
      let entries = decision.leaks.compactMap { leak -> JSONText? in
        guard case .suppressed(let entry)? = leak.acceptance else { return nil }
        return .object([("field", .string(leak.field))] + entry.members)
      }
      if !entries.isEmpty { members.append(("suppressions", .array(entries))) }
    }
    if !check.findings.isEmpty {
      members.append(("findings", .array(check.findings.map { .object($0.members) })))
    }
    return members
  }

  /// The bound from a baseline file; `baseline` is taken by what guessing achieves.
  private func comparison(_ comparison: BaselineComparison?) -> [(String, JSONText)] {
    switch comparison {
    case nil: []
    case .same?: [("ratchet", .string("same"))]
    case .worse(let high)?: [("ratchet", .string("worse")), ("ratchet_bound", .number(high))]
    case .better(let low)?: [("ratchet", .string("better")), ("ratchet_bound", .number(low))]
    }
  }
}

extension Policy.Suppression {
  /// What reports repeat of a suppression.
  var members: [(String, JSONText)] {
    [
      ("reason", .string(reason)), ("owner", .string(owner)),
      ("expires", .string(expires.description)), ("largest", .number(largest)),
    ]
  }
}

extension Finding {
  fileprivate var members: [(String, JSONText)] {
    [
      ("frame", .number("\(frame)")),
      ("bytes", .array([.number("\(bytes.lowerBound)"), .number("\(bytes.upperBound)")])),
      ("field", .string(field)), ("secret", .string(secret?.rawValue)),
      ("encoding", .string(encoding)), ("message", .string(message)),
    ]
  }
}
