internal import LeakCheck
public import Scenarios

/// What a policy makes of one check's result.
public struct Decision: Equatable, Sendable {
  /// What becomes of the result.
  public enum Outcome: String, Sendable {
    /// No leak was found.
    case pass
    /// A leak that nothing accepts, or a number that became worse.
    case fail
    /// The check had to decide, and did not.
    case undecided
    /// Every leak is part of the design.
    case declared
    /// Every leak is accepted, at least one of them for a time only.
    case suppressed
    /// What leaks is no secret under the policy.
    case notSecret = "not-secret"
    /// The check did not decide, and need not.
    case noted
    /// The check was not made.
    case leftOut = "left-out"
  }

  /// Why a leak does not fail.
  public enum Acceptance: Equatable, Sendable {
    /// The policy declares it.
    case declared(reason: String)
    /// The policy allows the field.
    case allowed(reason: String)
    /// What leaks is no secret under the policy.
    case notSecret
    /// The policy accepts it for a time.
    case suppressed(Policy.Suppression)

    /// The reason, in the policy's words where it has some.
    public var reason: String {
      switch self {
      case .declared(let reason), .allowed(let reason): reason
      case .notSecret: "not a secret under the policy"
      case .suppressed(let entry): entry.reason
      }
    }
  }

  /// A leak at one field.
  public struct Leak: Equatable, Sendable {
    /// Path of the field; empty where the check names none.
    public var field: String
    /// Why it does not fail; nil if it does.
    public var acceptance: Acceptance?
  }

  /// The check.
  public var check: String
  /// What becomes of its result.
  public var outcome: Outcome
  /// The leaks, in the order of their first finding.
  public var leaks: [Leak] = []
  /// Why the outcome is not the plain one, or empty.
  public var note = ""
  /// How the number compares with the baseline, where there is one.
  public var baseline: BaselineComparison?

  /// What the outcome means for the whole: a leak, a doubt, a pass, or nothing.
  var verdict: Verdict {
    switch outcome {
    case .fail: .leak
    case .undecided: .inconclusive
    case .pass, .declared, .suppressed: .pass
    case .notSecret, .noted, .leftOut: .leftOut
    }
  }
}

/// A number beside the one that the baseline holds.
public enum BaselineComparison: Equatable, Sendable {
  /// Within the interval.
  case same
  /// Above the interval's high end, which is given.
  case worse(than: Double)
  /// Below the interval's low end, which is given: the baseline can be tightened.
  case better(than: Double)
}
