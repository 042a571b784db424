/// One place in a trace that makes a check fire.
///
/// Holds digests, indices and names, never a secret.
public struct Finding: Equatable, Sendable {
  /// The check that fired.
  public var check: String
  /// Index of the frame in the trace, counted from zero over both directions.
  public var frame: Int
  /// The bytes of the frame, prefix included.
  public var bytes: Range<Int>
  /// The kind of secret that occurs there, where the check knows it.
  public var secret: SecretKind?
  /// The encoding under which the secret was found, where there is one.
  public var encoding: String?
  /// Path of the field, such as `samples.samples.key`.
  public var field: String
  /// What is wrong, in words.
  public var message: String

  /// Makes a finding.
  public init(
    check: String, frame: Int, bytes: Range<Int>, secret: SecretKind? = nil,
    encoding: String? = nil, field: String, message: String
  ) {
    self.check = check
    self.frame = frame
    self.bytes = bytes
    self.secret = secret
    self.encoding = encoding
    self.field = field
    self.message = message
  }
}

/// What one check established, with its evidence.
public struct CheckResult: Equatable, Sendable {
  /// Findings that a result lists; beyond them it lists the first of every further field.
  ///
  /// The evidence gives the full number.
  public static let findingLimit = 20

  /// Name of the check, such as `raw.labels`.
  public var id: String
  /// How deep the check looks.
  public var level: CheckLevel
  /// The conclusion.
  public var verdict: Verdict
  /// The measured number, where the check measures one.
  public var estimate: Double?
  /// Low end of the 95 % interval of the estimate.
  public var low: Double?
  /// High end of the 95 % interval of the estimate.
  public var high: Double?
  /// What the estimate would be without a leak.
  public var baseline: Double?
  /// Samples, frames or bytes that the check looked at, as the evidence says.
  public var samples: Int
  /// What was established and what was not.
  ///
  /// Holds no secret.
  public var evidence: String
  /// The first places that make the check fire, and one of every field.
  public var findings: [Finding]
  /// Whether there are findings in fields that none of `findings` names.
  public var hasUnlistedFields: Bool
  /// A command that repeats the check; the caller fills it in.
  public var replay: String

  /// Makes a result.
  public init(
    id: String, level: CheckLevel, verdict: Verdict, estimate: Double? = nil, low: Double? = nil,
    high: Double? = nil, baseline: Double? = nil, samples: Int, evidence: String,
    findings: [Finding] = [], hasUnlistedFields: Bool = false, replay: String = ""
  ) {
    self.id = id
    self.level = level
    self.verdict = verdict
    self.estimate = estimate
    self.low = low
    self.high = high
    self.baseline = baseline
    self.samples = samples
    self.evidence = evidence
    self.findings = findings
    self.hasUnlistedFields = hasUnlistedFields
    self.replay = replay
  }

  /// What stands in the place of a check that was not made, for `reason`.
  public static func leftOut(
    _ id: String, _ level: CheckLevel, because reason: String
  )
    -> CheckResult
  {
    CheckResult(
      id: id, level: level, verdict: .leftOut, samples: 0, evidence: "Left out: \(reason)")
  }

  /// What an attack that does not fit the run reports, for `reason`.
  public static func notApplicable(_ id: String, because reason: String) -> CheckResult {
    CheckResult(id: id, level: .inference, verdict: .notApplicable, samples: 0, evidence: reason)
  }

  /// A result that decides nothing, for `reason`.
  public static func inconclusive(
    _ id: String, _ level: CheckLevel, samples: Int = 0, because reason: String
  ) -> CheckResult {
    CheckResult(id: id, level: level, verdict: .inconclusive, samples: samples, evidence: reason)
  }
}
