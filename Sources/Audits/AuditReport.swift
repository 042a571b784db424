public import LeakCheck
internal import Scenarios

/// What an audit found.
public struct AuditReport: Equatable, Sendable {
  /// The results, in the order in which the checks ran.
  public var checks: [CheckResult]
  /// What the run declares about labels.
  public var promise: Promise
  /// What a policy makes of them; nil where every leak counts.
  public var gate: Gate?

  /// Makes a report.
  public init(checks: [CheckResult], promise: Promise = Promise()) {
    self.checks = checks
    self.promise = promise
  }

  /// A leak outweighs a doubt, and a doubt outweighs a pass.
  public var verdict: Verdict { gate?.verdict ?? .overall(checks.map(\.verdict)) }

  /// The exit code of `check` for this report: 0 no leak found, 1 leak, 3 inconclusive.
  public var exitCode: Int32 {
    switch verdict {
    case .pass: 0
    case .leak: 1
    case .inconclusive, .leftOut, .notApplicable: 3
    }
  }

  /// The checks with their decisions; without a policy every leak fails and every doubt stays one.
  public var decided: [JudgedCheck] {
    if let gate { return zip(checks, gate.decisions).map(JudgedCheck.init) }
    return checks.map { check in
      let outcome: Decision.Outcome =
        switch check.verdict {
        case .pass: .pass
        case .leak: .fail
        case .inconclusive: .undecided
        case .leftOut: .leftOut
        case .notApplicable: .noted
        }
      return JudgedCheck(check: check, decision: Decision(check: check.id, outcome: outcome))
    }
  }
}
