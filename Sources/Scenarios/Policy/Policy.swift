/// What a gate accepts: what is secret, which checks must decide, and which leaks are known.
public struct Policy: Equatable, Sendable {
  /// Something that must stay private.
  public enum Secret: String, CaseIterable, Sendable {
    /// The classes of the samples.
    case labels
    /// Their token ids.
    case tokens
    /// Their texts.
    case text
    /// How long their texts are.
    case lengths
  }

  /// What becomes of a check that whoever asked left out.
  public enum LeftOut: String, CaseIterable, Sendable {
    /// It has no say.
    case accept
    /// It is inconclusive where it is required.
    case refuse
  }

  /// A mechanism that bounds what delta shows of labels.
  public enum Mechanism: String, CaseIterable, Sendable {
    /// Randomized response on the label.
    case randomizedResponse = "randomized-response"
    /// Gaussian noise on delta.
    case noise
  }

  /// A leak that is part of the design.
  public struct Declared: Equatable, Sendable {
    /// The checks that find it.
    public var check: NamePattern
    /// Why it is accepted.
    public var reason: String
    /// The mechanisms of which the run must declare one; nil if it need not.
    public var behind: [Mechanism]?
    /// The largest estimate that is accepted; nil for any.
    public var largest: Double?
  }

  /// The largest estimate of one check that passes.
  public struct Threshold: Equatable, Sendable {
    /// The check's name.
    public var check: String
    /// The estimate.
    public var largest: Double
  }

  /// A field beyond the schema that may cross.
  public struct Allowed: Equatable, Sendable {
    /// Path of the field.
    public var field: NamePattern
    /// Why it may.
    public var reason: String
  }

  /// A finding that is accepted for a time.
  public struct Suppression: Equatable, Sendable {
    /// The checks that find it.
    public var check: NamePattern
    /// The fields in which they find it; nil for all.
    public var field: NamePattern?
    /// The scenarios in which they find it; nil for all.
    public var scenario: NamePattern?
    /// Why it is accepted.
    public var reason: String
    /// Who answers for it.
    public var owner: String
    /// The last day on which it holds.
    public var expires: CalendarDay
    /// The largest leakage that is accepted: the check's estimate, and 1 where it has none.
    public var largest: Double
    /// Where it stands.
    public var origin: ScenarioProblem.Origin
    /// Its place in the list, as messages name it.
    public var keyPath: String
  }

  /// The policy's name.
  public var name: String
  /// What must stay private.
  public var secrets: [Secret]
  /// The checks that must decide.
  public var required: [NamePattern]
  /// What becomes of required checks that were left out.
  public var leftOut: LeftOut
  /// Leaks that are part of the design.
  public var declared: [Declared]
  /// The largest estimates that pass.
  public var thresholds: [Threshold]
  /// Fields beyond the schema that may cross.
  public var allowed: [Allowed]
  /// Findings that are accepted for a time.
  public var suppressions: [Suppression]
  /// The bytes that the policy was read from, for digests.
  public var contents: [UInt8]

  /// Refuses suppressions that have expired before `today`.
  public func checkDates(today: CalendarDay) throws(ScenarioError) {
    let expired = suppressions.filter { $0.expires < today }
    guard expired.isEmpty else {
      throw ScenarioError(
        expired.map { entry in
          ScenarioProblem(
            .conflict("expired: its last day was \(entry.expires), and today is \(today)"),
            at: entry.origin, keyPath: entry.keyPath)
        })
    }
  }

  /// Suppressions that hide more, or for longer, than anybody is likely to mean; a sentence each.
  public func warnings(today: CalendarDay) -> [String] {
    let nextYear = CalendarDay(year: min(today.year + 1, 9999), month: today.month, day: today.day)
    return suppressions.flatMap { entry -> [String] in
      var sentences: [String] = []
      if entry.check.matchesEverything, entry.field == nil {
        sentences.append("\(entry.keyPath): every finding of every check is accepted")
      }
      if entry.expires > nextYear {
        sentences.append("\(entry.keyPath): it holds until \(entry.expires), for more than a year")
      }
      return sentences
    }
  }
}
