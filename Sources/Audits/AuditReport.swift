public import LeakCheck

/// What an audit found.
public struct AuditReport: Equatable, Sendable {
  /// The results, in the order in which the checks ran.
  public var checks: [CheckResult]
  /// What a policy makes of them; nil where every leak counts.
  public var gate: Gate?

  /// Makes a report.
  public init(checks: [CheckResult]) { self.checks = checks }

  /// A leak outweighs a doubt, and a doubt outweighs a pass.
  public var verdict: Verdict { gate?.verdict ?? .overall(checks.map(\.verdict)) }

  /// The exit code of `check` for this report: 0 no leak found, 1 leak, 3 inconclusive.
  public var exitCode: Int32 {
    switch verdict {
    case .pass: 0
    case .leak: 1
    case .inconclusive, .leftOut, .declared, .notApplicable: 3
    }
  }

  /// The checks with their decisions; without a policy every leak fails and every doubt stays one.
  var decided: [(check: CheckResult, decision: Decision)] {
    if let gate { return Array(zip(checks, gate.decisions)) }
    return checks.map { check in
      let outcome: Decision.Outcome =
        switch check.verdict {
        case .pass: .pass
        case .leak: .fail
        case .inconclusive: .undecided
        case .leftOut: .leftOut
        case .declared: .declared
        case .notApplicable: .noted
        }
      return (check, Decision(check: check.id, outcome: outcome))
    }
  }
}
