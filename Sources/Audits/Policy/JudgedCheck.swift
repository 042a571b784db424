public import LeakCheck

/// One check's result beside what a policy makes of it.
public struct JudgedCheck: Equatable, Sendable {
  /// What was measured.
  public var check: CheckResult
  /// What becomes of it.
  public var decision: Decision

  /// The verdict as reports give it: `declared` where the policy declares what the check found.
  public var verdict: String { isDeclared ? Self.declared : check.verdict.rawValue }

  /// The verdict's word for people.
  var text: String { isDeclared ? Self.declared : check.verdict.text }

  /// Whether the policy declares what the check found.
  public var isDeclared: Bool { decision.outcome == .declared }

  /// Whether people should hear of it first.
  public var isLoud: Bool { check.verdict == .leak || isDeclared }

  private static let declared = Decision.Outcome.declared.rawValue
}
