internal import LeakCheck
internal import Scenarios

/// A file that a statement names, by its SHA-256 in hexadecimal.
public struct NamedDigest: Equatable, Sendable {
  /// The file's name.
  public var name: String
  /// Its digest.
  public var sha256: String

  /// Bundles the parts.
  public init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }

  fileprivate var json: JSONText {
    .object([
      ("name", .string(name)), ("digest", .object([("sha256", .string(sha256))])),
    ])
  }
}

extension AuditReport {
  /// The report as an unsigned in-toto Statement v1 with a test-result v0.1 predicate.
  ///
  /// `subjects` are what was checked, and `configuration` by what. Checks that a policy accepts, or
  /// that did not have to decide, are warnings; checks that should have decided are failures.
  public func statement(subjects: [NamedDigest], configuration: [NamedDigest]) -> String {
    func tests(_ outcomes: Decision.Outcome...) -> JSONText {
      .array(
        decided.filter { outcomes.contains($0.decision.outcome) }.map { .string($0.check.id) })
    }
    let hasWarnings = decided.contains { $0.decision.outcome != .pass }
    let result = verdict == .pass ? hasWarnings ? "WARNED" : "PASSED" : "FAILED"
    return JSONText.object([
      ("_type", .string("https://in-toto.io/Statement/v1")),
      ("subject", .array(subjects.map(\.json))),
      ("predicateType", .string("https://in-toto.io/attestation/test-result/v0.1")),
      (
        "predicate",
        .object([
          ("result", .string(result)), ("configuration", .array(configuration.map(\.json))),
          ("passedTests", tests(.pass)),
          ("warnedTests", tests(.declared, .suppressed, .notSecret, .noted, .leftOut)),
          ("failedTests", tests(.fail, .undecided)),
        ])
      ),
    ]).rendered() + "\n"
  }
}
