import Audits
import Determinism
import Foundation
import LeakCheck
import Scenarios
import Testing

@Suite struct PolicyTests {
  private func policy(
    _ extra: String = "", secrets: String = "[labels, tokens, text, lengths]"
  )
    throws -> Policy
  {
    try PolicyLoader.load(
      contents: Array("name: p\nsecrets: \(secrets)\nrequired: ['*']\n\(extra)\n".utf8),
      path: "p.yaml", checks: Auditor.ids + ["token.ridge"])
  }

  private func judged(
    _ checks: [CheckResult], _ policy: Policy, baseline: Baseline? = nil, hasRecords: Bool = true
  ) throws -> AuditReport {
    try AuditReport(checks: checks).judged(
      by: policy, baseline, subject: Sample.subject(hasRecords: hasRecords))
  }

  private func outcome(_ check: CheckResult, _ policy: Policy) throws -> Decision.Outcome? {
    try judged([check], policy).gate?.decisions.first?.outcome
  }

  @Test func withoutEntriesEveryVerdictStands() throws {
    for (verdict, expected, code) in [
      (Verdict.pass, Decision.Outcome.pass, 0), (.leak, .fail, 1), (.inconclusive, .undecided, 3),
      (.leftOut, .undecided, 3), (.notApplicable, .noted, 3),
    ] {
      let report = try judged([Sample.check("label.sign", verdict)], policy())
      #expect(report.gate?.decisions.map(\.outcome) == [expected])
      #expect(report.exitCode == code)
    }
  }

  @Test func checksOfWhatIsNoSecretHaveNoSay() throws {
    let policy = try policy(secrets: "[labels]")
    for id in ["raw.tokens", "interference.tokens", "token.ridge", "raw.text", "timing.length"] {
      for verdict in [Verdict.leak, .inconclusive] {
        #expect(try outcome(Sample.check(id, verdict), policy) == .notSecret, "\(id)")
      }
    }
    for id in ["raw.labels", "label.sign", "interference.labels", "schema.fields"] {
      #expect(try outcome(Sample.check(id, .leak), policy) == .fail, "\(id)")
    }
    // Nothing that counts decided, so nothing passes.
    #expect(try judged([Sample.check("raw.text", .leak)], policy).exitCode == 3)
  }

  @Test func declaredLeaksPassUpToTheirLimit() throws {
    let policy = try policy("declared: [{check: token.*, reason: by design, largest: 0.5}]")
    #expect(try outcome(Sample.check("token.ridge", .leak, estimate: 0.5), policy) == .declared)
    #expect(try outcome(Sample.check("token.ridge", .leak, estimate: 0.51), policy) == .fail)
    #expect(try outcome(Sample.check("token.ridge", .inconclusive), policy) == .undecided)
    let ready = try Sample.standardPolicy()
    for verdict in [Verdict.leak, .inconclusive] {
      #expect(try outcome(Sample.check("token.ridge", verdict, estimate: 1), ready) == .declared)
    }
    #expect(try outcome(Sample.check("label.sign", .leak, estimate: 1), ready) == .fail)
  }

  @Test func aLeakBehindAMechanismIsDeclaredWhereTheRunHasOne() throws {
    let policy = try policy("declared: [{check: label.sign, behind: [noise], reason: bounded}]")
    for (promise, outcome) in [
      (Promise(), Decision.Outcome.fail), (Promise(epsilon: 1), .fail),
      (Promise(sigma: 1), .declared), (Promise(epsilon: 1, sigma: 1), .declared),
    ] {
      let report = AuditReport(
        checks: [Sample.check("label.sign", .leak, estimate: 1)], promise: promise)
      let judged = try report.judged(by: policy, nil, subject: Sample.subject())
      #expect(judged.gate?.decisions.map(\.outcome) == [outcome], "\(promise)")
    }
  }

  /// What a threshold lets through is no pass: every report shows it as accepted.
  @Test func aLeakBelowTheThresholdIsShownAsDeclared() throws {
    let policy = try policy("thresholds: {label.sign: 1}")
    let judged = try AuditReport(
      checks: [
        Sample.check("label.sign", .leak, estimate: 1), Sample.check("raw.labels", .pass),
      ], promise: Promise(epsilon: 4)
    ).judged(by: policy, nil, subject: Sample.subject())
    #expect(judged.exitCode == 0)
    #expect(judged.gate?.decisions.map(\.outcome) == [.declared, .pass])
    #expect(judged.text.contains("no leak beside those that the policy accepts: 1 declared"))
    #expect(judged.text.contains("promise   randomized response, epsilon 4.0"))
    #expect(judged.json.contains("\"accepted\": [\n    \"label.sign\""), "\(judged.json)")
    #expect(judged.sarif(version: "1").contains("\"note\""))
    #expect(judged.junit.contains("the policy's threshold of 1.0"))
  }

  /// A declared leak or doubt reads so in every report, and a pass stays one.
  @Test func reportsSayDeclaredWhereThePolicyDoes() throws {
    let policy = try policy("declared: [{check: token.*, reason: by design}]")
    for (verdict, word) in [
      (Verdict.leak, "declared"), (.inconclusive, "declared"), (.pass, "pass"),
      (.notApplicable, "not-applicable"),
    ] {
      let checks = [Sample.check("label.sign", .pass), Sample.check("token.ridge", verdict)]
      let report = try judged(checks, policy)
      #expect(report.decided.map(\.verdict) == ["pass", word])
      #expect(report.exitCode == 0)
      #expect(report.text.contains("DECLARED") == (word == "declared"))
      #expect(report.json.contains("\"verdict\": \"\(word)\""))
    }
    #expect(try judged([Sample.check("token.ridge", .leak)], policy).exitCode == 0)
  }

  @Test func thePolicyFileForPAEDecidesAsTheStandardOne() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scenarios/policies/pae.yaml").standardizedFileURL.path
    let (pae, standard) = (
      try PolicyLoader.load(path: file, checks: Auditor.ids), try Sample.standardPolicy()
    )
    #expect(pae.secrets == standard.secrets && pae.required == standard.required)
    #expect(pae.declared.map(\.check) == standard.declared.map(\.check))
    #expect(pae.declared.map(\.behind) == standard.declared.map(\.behind))
    #expect(pae.declared.map(\.largest) == standard.declared.map(\.largest))
    #expect(pae.leftOut == standard.leftOut && pae.thresholds.isEmpty && pae.allowed.isEmpty)
    #expect(pae.suppressions.isEmpty)
  }

  @Test func thresholdsAskForAWholeIntervalOnOneSide() throws {
    let policy = try policy("thresholds: {label.sign: 0.7}")
    for (low, high, expected) in [
      (0.6, 0.7, Decision.Outcome.pass), (0.65, 0.75, .undecided), (0.71, 0.8, .fail),
    ] {
      for verdict in [Verdict.pass, .leak, .inconclusive] {
        let check = Sample.check(
          "label.sign", verdict, estimate: (low + high) / 2, low: low, high: high)
        // What only the threshold lets through is accepted, and no pass.
        let shown = verdict == .leak && expected == .pass ? .declared : expected
        #expect(try outcome(check, policy) == shown, "\(low) \(verdict)")
      }
    }
    // Without an interval a doubt stays a doubt.
    #expect(
      try outcome(Sample.check("label.sign", .inconclusive, estimate: 0), policy) == .undecided)
  }

  @Test func onlyRequiredChecksMustDecideAndWithoutRecordsAll() throws {
    let policy = try PolicyLoader.load(
      contents: Array("name: p\nsecrets: [labels]\nrequired: [schema.fields]\n".utf8), path: "",
      checks: Auditor.ids)
    let checks = [
      Sample.check("schema.fields", .pass), Sample.check("label.sign", .inconclusive),
    ]
    #expect(try judged(checks, policy).exitCode == 0)
    #expect(try judged(checks, policy, hasRecords: false).exitCode == 3)
  }

  private static let suppression = """
    suppressions:
      - {check: raw.labels, field: samples.*, scenario: q*, reason: soon, owner: me, \
    expires: 2027-01-31, largest: 0.9}
    """

  @Test func aSuppressionHoldsForItsFieldAndUpToItsLimit() throws {
    let policy = try policy(Self.suppression)
    let leak = Sample.check("raw.labels", .leak, estimate: 0.9, fields: ["samples.a", "samples.b"])
    #expect(try outcome(leak, policy) == .suppressed)
    #expect(try judged([leak], policy).exitCode == 0)
    var other = leak
    other.findings.append(Sample.finding("raw.labels", "hello.x"))
    #expect(try outcome(other, policy) == .fail)
    var larger = leak
    larger.estimate = 0.95
    #expect(try outcome(larger, policy) == .fail)
    #expect(try judged([larger], policy).text.contains("0.95, exceeds the 0.9 that is accepted"))
    var hidden = leak
    hidden.hasUnlistedFields = true
    #expect(try outcome(hidden, policy) == .fail)
    var unmeasured = leak
    unmeasured.estimate = nil
    #expect(try outcome(unmeasured, policy) == .fail)
  }

  @Test func aSuppressionThatMatchesNothingIsAnError() throws {
    let policy = try policy(Self.suppression)
    for check in [
      Sample.check("raw.labels", .pass), Sample.check("raw.labels", .leak, fields: ["hello.x"]),
    ] {
      let error = #expect(throws: ScenarioError.self) { try judged([check], policy) }
      #expect(
        error?.description == "p.yaml:5:5: error: suppressions[0]: matches nothing that would fail "
          + "in scenario 'quick'; remove it")
    }
    // Another scenario, and a check that could not tell, say nothing about the entry.
    let report = try judged([Sample.check("raw.labels", .inconclusive)], policy)
    #expect(report.exitCode == 3)
    var subject = Sample.subject()
    subject.scenario = "other"
    let elsewhere = try AuditReport(
      checks: [Sample.check("raw.labels", .leak, estimate: 0.5, fields: ["samples.a"])]
    ).judged(by: policy, nil, subject: subject)
    #expect(elsewhere.gate?.decisions.map(\.outcome) == [.fail])
    _ = try AuditReport(checks: [Sample.check("raw.labels", .pass)]).judged(
      by: policy, nil, subject: subject)
  }

  @Test func allowedFieldsAreForTheSchemaAlone() throws {
    let policy = try policy("allowed: [{field: samples.hint, reason: public}]")
    #expect(
      try outcome(Sample.check("schema.fields", .leak, fields: ["samples.hint"]), policy)
        == .declared)
    #expect(
      try outcome(Sample.check("raw.labels", .leak, fields: ["samples.hint"]), policy) == .fail)
    #expect(
      try outcome(Sample.check("schema.fields", .leak, fields: ["samples.hint", "x"]), policy)
        == .fail)
  }

  private func baseline(_ check: String = "label.sign", digest: String = "d") -> Baseline {
    Baseline(
      entries: [
        Baseline.Entry(
          check: check, scenario: "quick", digest: digest, estimate: 0.5, low: 0.4, high: 0.6,
          samples: 10, origin: .file(path: "b.json", line: 3, column: 5))
      ], path: "b.json")
  }

  @Test func aWorseNumberFailsWhateverThePolicyAcceptsAndABetterOneIsNamed() throws {
    let policy = try policy("declared: [{check: label.sign, reason: by design}]")
    for (estimate, code, words) in [
      (0.61, Int32(1), "worse than the baseline, whose interval ends at 0.6"),
      (0.6, 0, "verdict: no leak beside those that the policy accepts: 1 declared"),
      (0.39, 0, "can be tightened with --update-baseline: label.sign"),
    ] {
      let report = try judged(
        [
          // The number alone decides, and not the interval that it has this time.
          Sample.check("label.sign", .leak, estimate: estimate, low: 0, high: 1)
        ], policy, baseline: baseline())
      #expect(report.exitCode == code, "\(estimate)")
      #expect(report.text.contains(words), "\(report.text)")
    }
  }

  /// Two versions of one scenario may stand side by side in the file of another checkout.
  @Test func anEntryBelongsToItsDigestAndNotToItsName() throws {
    var numbers = baseline()
    numbers.entries[0].scenario = "renamed"
    let report = try judged(
      [Sample.check("label.sign", .pass, estimate: 0.61)], policy(), baseline: numbers)
    #expect(report.gate?.worsened == ["label.sign"])
  }

  @Test func staleAndMissingEntriesAreErrors() throws {
    let policy = try policy()
    for (baseline, check, words) in [
      (
        baseline(digest: "old"), Sample.check("label.sign", .pass, estimate: 0.5),
        "b.json:3:5: error: label.sign: stale: scenario 'quick' has changed"
      ),
      (
        baseline("timing.length"), Sample.check("timing.length", .pass),
        "b.json:3:5: error: timing.length: stale: timing.length measures no number"
      ),
      (
        baseline("raw.text"), Sample.check("label.sign", .pass, estimate: 0.5),
        "b.json: error: label.sign: no entry for scenario 'quick'"
      ),
    ] {
      let error = #expect(throws: ScenarioError.self) {
        try judged([check], policy, baseline: baseline)
      }
      #expect(error?.description.contains(words) == true, "\(error as Any)")
    }
  }

  @Test func updatingKeepsOtherScenariosAndWhatCouldNotBeTold() throws {
    let report = AuditReport(checks: [
      Sample.check("label.sign", .pass, estimate: 0.3), Sample.check("raw.text", .inconclusive),
      Sample.check("timing.length", .pass),
    ])
    var old = baseline()
    old.entries += baseline("raw.text").entries + baseline("raw.labels", digest: "old").entries
    old.entries.append(old.entries[0])
    old.entries[3].scenario = "other"
    old.entries[3].digest = "e"
    let new = report.baseline(updating: old, subject: Sample.subject())
    #expect(new.entries.map(\.scenario) == ["other", "quick", "quick"])
    #expect(new.entries.map(\.check) == ["label.sign", "label.sign", "raw.text"])
    #expect(new.entries[1].estimate == 0.3 && new.entries[1].high == 0.3)
  }
}

/// Results as tests want them.
enum Sample {
  /// The policy of runs for which none is named.
  static func standardPolicy() throws -> Policy {
    try PolicyLoader.load(
      contents: Array((ReadyPolicies.text(ReadyPolicies.standard) ?? "").utf8), path: "",
      checks: Auditor.ids)
  }

  static func subject(hasRecords: Bool = true) -> AuditSubject {
    AuditSubject(
      scenario: "quick", digest: "d", seed: 7, frames: 3, bytes: ByteCount(100),
      hasRecords: hasRecords)
  }

  static func check(
    _ id: String, _ verdict: Verdict, estimate: Double? = nil, low: Double? = nil,
    high: Double? = nil, fields: [String] = []
  ) -> CheckResult {
    let level: CheckLevel =
      switch id.prefix(while: { $0 != "." }) {
      case "schema": .schema
      case "raw": .raw
      case "interference", "timing": .interference
      default: .inference
      }
    return CheckResult(
      id: id, level: level, verdict: verdict, estimate: estimate, low: low, high: high,
      baseline: estimate == nil ? nil : 0.5, samples: 10, evidence: "evidence <of> \(id)",
      findings: fields.map { finding(id, $0) }, replay: "again")
  }

  static func finding(_ id: String, _ field: String) -> Finding {
    Finding(check: id, frame: 1, bytes: 5..<9, field: field, message: "it is there")
  }
}
