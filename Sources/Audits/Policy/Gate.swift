public import Determinism
public import LeakCheck
public import Scenarios

/// What was checked, as reports name it.
public struct AuditSubject: Equatable, Sendable {
  /// The scenario's name.
  public var scenario: String
  /// The digest of what the server may know of the scenario.
  public var digest: String
  /// The run's seed; nil for a client that was imported.
  public var seed: UInt64?
  /// Frames in the trace.
  public var frames: UInt64
  /// Bytes in them.
  public var bytes: ByteCount
  /// Whether the judge's records were there.
  public var hasRecords: Bool

  /// Bundles the parts.
  public init(
    scenario: String, digest: String, seed: UInt64?, frames: UInt64, bytes: ByteCount,
    hasRecords: Bool
  ) {
    self.scenario = scenario
    self.digest = digest
    self.seed = seed
    self.frames = frames
    self.bytes = bytes
    self.hasRecords = hasRecords
  }
}

/// What a policy and a baseline make of a report.
public struct Gate: Equatable, Sendable {
  /// The policy's name.
  public var policy: String
  /// What is secret under it.
  public var secrets: [Policy.Secret]
  /// What was checked.
  public var subject: AuditSubject
  /// One decision a check, in their order.
  public var decisions: [Decision]

  /// The checks whose numbers became worse than the baseline's.
  public var worsened: [String] {
    decisions.filter { if case .worse? = $0.baseline { true } else { false } }.map(\.check)
  }

  /// A leak outweighs a doubt, and a doubt outweighs a pass.
  public var verdict: Verdict { .overall(decisions.map(\.verdict)) }
}

extension AuditReport {
  /// The checks as a policy alone sees them.
  ///
  /// - Throws: `ScenarioError` naming suppressions that match nothing.
  public func decided(
    by policy: Policy, scenario: String, hasRecords: Bool
  ) throws(ScenarioError) -> [JudgedCheck] {
    let judge = PolicyJudge(
      policy: policy, scenario: scenario, hasRecords: hasRecords, mechanisms: promise.mechanisms)
    return zip(checks, try judge.decide(checks)).map(JudgedCheck.init)
  }

  /// The report as a policy and a baseline see it.
  ///
  /// - Throws: `ScenarioError` naming suppressions that match nothing, baseline entries that are
  ///   stale, and numbers that the baseline misses.
  public func judged(
    by policy: Policy, _ baseline: Baseline?, subject: AuditSubject
  ) throws(ScenarioError) -> AuditReport {
    var decisions = try decided(
      by: policy, scenario: subject.scenario, hasRecords: subject.hasRecords
    ).map(\.decision)
    if let baseline {
      let comparisons = try BaselineJudge(baseline: baseline, subject: subject).compare(checks)
      for (index, comparison) in comparisons.enumerated() {
        decisions[index].baseline = comparison
        if case .worse(let high)? = comparison {
          decisions[index].outcome = .fail
          decisions[index].note = "worse than the baseline, whose interval ends at \(high)"
        }
      }
    }
    var report = self
    report.gate = Gate(
      policy: policy.name, secrets: policy.secrets, subject: subject, decisions: decisions)
    return report
  }

  /// `baseline` with this report's numbers in the place of those of the same scenario.
  public func baseline(updating baseline: Baseline, subject: AuditSubject) -> Baseline {
    let decided = checks.filter(\.isDecided)
    return baseline.replacing(
      decided.map(\.id), scenario: subject.scenario, digest: subject.digest,
      by: BaselineJudge.entries(decided, of: subject))
  }
}
