public import LeakCheck

/// What an audit found.
public struct AuditReport: Equatable, Sendable {
  /// The results, in the order in which the checks ran.
  public var checks: [CheckResult]

  /// Makes a report.
  public init(checks: [CheckResult]) { self.checks = checks }

  /// A leak outweighs a doubt, and a doubt outweighs a pass.
  public var verdict: Verdict { .overall(checks.map(\.verdict)) }

  /// The exit code of `check` for this report: 0 no leak found, 1 leak, 3 inconclusive.
  public var exitCode: Int32 {
    switch verdict {
    case .pass: 0
    case .leak: 1
    case .inconclusive, .leftOut, .declared, .notApplicable: 3
    }
  }
}
