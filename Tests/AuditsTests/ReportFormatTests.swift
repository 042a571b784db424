import Audits
import Foundation
import LeakCheck
import Scenarios
import Testing

@Suite struct ReportFormatTests {
  private static let policy = """
    name: p
    secrets: [labels, tokens, text, lengths]
    required: [schema.fields, "raw.*", "interference.*", "label.*"]
    left_out: accept
    declared: [{check: token.*, reason: "by <design>"}]
    suppressions:
      - {check: raw.labels, field: samples.a, reason: soon, owner: me, expires: 2027-01-31, \
    largest: 1}
    """

  /// One check of each outcome.
  private func report(_ checks: [CheckResult] = Self.mixed) throws -> AuditReport {
    let policy = try PolicyLoader.load(
      contents: Array(Self.policy.utf8), path: "p.yaml", checks: Auditor.ids)
    return try AuditReport(checks: checks).judged(by: policy, nil, subject: Sample.subject())
  }

  private static let mixed = [
    Sample.check("schema.fields", .pass), Sample.check("raw.labels", .leak, fields: ["samples.a"]),
    Sample.check(
      "raw.tokens", .leak, estimate: 1, fields: ["samples.b", "samples.c", "samples.b"]),
    Sample.check("raw.text", .inconclusive), Sample.check("timing.length", .inconclusive),
    Sample.check("interference.labels", .leftOut),
    Sample.check("label.sign", .leak, estimate: 1, low: 0.9, high: 1),
    Sample.check("token.ridge", .leak, estimate: 0.8),
  ]

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func run(_ report: AuditReport) throws -> [String: Any] {
    let log = try object(report.sarif(version: "1.2.3"))
    #expect(log["version"] as? String == "2.1.0")
    #expect((log["$schema"] as? String)?.contains("sarif") == true)
    return try #require((log["runs"] as? [[String: Any]])?.first)
  }

  private func results(_ report: AuditReport) throws -> [[String: Any]] {
    try #require(try run(report)["results"] as? [[String: Any]])
  }

  @Test func aCleanSARIFLogDeclaresEveryRuleAndHasNoResult() throws {
    let run = try run(try report([Sample.check("raw.labels", .inconclusive)]))
    #expect((run["results"] as? [Any])?.count == 1)
    let clean = try self.run(AuditReport(checks: Auditor.ids.map { Sample.check($0, .pass) }))
    #expect((clean["results"] as? [Any])?.isEmpty == true)
    let driver = try #require((clean["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]])
    #expect(rules.compactMap { $0["id"] as? String } == Auditor.ids)
    for rule in rules { #expect(rule["shortDescription"] != nil && rule["help"] != nil) }
  }

  @Test func sarifResultsSayWhatFailsAndWhatIsAccepted() throws {
    let results = try results(report())
    let shown = results.map { result in
      "\(result["ruleId"] ?? "") \(result["level"] ?? "") \(result["suppressions"] != nil)"
    }
    #expect(
      shown == [
        "raw.labels error true", "raw.tokens error false", "raw.tokens error false",
        "raw.text warning false", "label.sign error false", "token.ridge note true",
      ])
    let suppression = try #require((results[0]["suppressions"] as? [[String: Any]])?.first)
    #expect(suppression["kind"] as? String == "external")
    #expect(suppression["status"] as? String == "accepted")
    #expect(suppression["justification"] as? String == "soon")
    let properties = try #require(suppression["properties"] as? [String: Any])
    #expect(properties["expires"] as? String == "2027-01-31")
    #expect(properties["owner"] as? String == "me")
    let rules = Auditor.ids + ["token.ridge"]
    for result in results {
      let id = try #require(result["ruleId"] as? String)
      #expect(result["ruleIndex"] as? Int == rules.firstIndex(of: id))
      #expect((result["locations"] as? [Any])?.count == 1)
    }
  }

  @Test func aNumberThatBecameWorseIsAResultOfItsOwn() throws {
    let policy = try PolicyLoader.load(
      contents: Array("name: p\nsecrets: [labels]\nrequired: ['*']\n".utf8), path: "p.yaml",
      checks: Auditor.ids)
    let entry = Baseline.Entry(
      check: "label.sign", scenario: "quick", digest: "d", estimate: 0.5, low: 0.4, high: 0.6,
      samples: 10)
    let report = try AuditReport(checks: [Sample.check("label.sign", .pass, estimate: 0.7)])
      .judged(by: policy, Baseline(entries: [entry]), subject: Sample.subject())
    let result = try #require(try results(report).first)
    #expect(result["level"] as? String == "error")
    let message = try #require((result["message"] as? [String: Any])?["text"] as? String)
    #expect(message.hasPrefix("worse than the baseline, whose interval ends at 0.6. evidence"))
  }

  @Test func fingerprintsFollowTheFieldAndNotThePlace() throws {
    func prints(_ checks: [CheckResult]) throws -> [String] {
      try results(report(checks)).compactMap {
        ($0["partialFingerprints"] as? [String: String])?["sidelight/v1"]
      }
    }
    let first = try prints(Self.mixed)
    #expect(Set(first).count == first.count)
    var moved = Self.mixed
    for check in moved.indices {
      moved[check].evidence = "other words"
      moved[check].samples += 1
      moved[check].estimate = moved[check].estimate.map { $0 / 2 }
      for index in moved[check].findings.indices {
        moved[check].findings[index].frame = 77
        moved[check].findings[index].bytes = 1..<2
      }
    }
    #expect(try prints(moved) == first)
    moved[2].findings[0].field = "samples.z"
    #expect(try prints(moved) != first)
  }

  @Test func junitFailsLeaksAndErrsOnDoubts() throws {
    let text = try report().junit
    let parser = XMLCounter(text)
    #expect(parser.isWellFormed)
    #expect(
      parser.counts
        == [
          "testsuites": 1, "testsuite": 1, "testcase": 8, "failure": 2, "error": 1, "skipped": 2,
          "system-out": 3,
        ])
    let counts = "tests=\"8\" failures=\"2\" errors=\"1\""
    #expect(text.contains("\(counts) skipped=\"2\">"))
    // Jenkins' schema forbids the number of skipped tests here.
    #expect(text.contains("<testsuites name=\"sidelight\" \(counts)>"))
    #expect(
      text.contains(
        "<failure type=\"leak\" message=\"leak; estimate 1.0 [0.9, 1.0]; without a leak 0.5; "
          + "seed 7; again: again\">evidence &lt;of&gt; label.sign</failure>"), "\(text)")
  }

  @Test func hostileTextStaysWellFormed() throws {
    var check = Sample.check("raw.labels", .leak, fields: ["samples.a", "<\u{1}&\">"])
    check.evidence = "</failure> ]]> \u{0}\u{1B}\u{FFFF} \"'&\n\t"
    let text = try report([check]).junit
    #expect(XMLCounter(text).isWellFormed, "\(text)")
    _ = try object(try report([check]).sarif(version: "1"))
    _ = try object(try report([check]).json)
  }

  @Test func theStatementIsAnInTotoTestResult() throws {
    let subjects = [NamedDigest(name: "trace.slt", sha256: "aa")]
    let configuration = [NamedDigest(name: "p", sha256: "bb")]
    func predicate(_ report: AuditReport) throws -> [String: Any] {
      let statement = try object(
        report.statement(subjects: subjects, configuration: configuration))
      #expect(statement["_type"] as? String == "https://in-toto.io/Statement/v1")
      #expect(
        statement["predicateType"] as? String
          == "https://in-toto.io/attestation/test-result/v0.1")
      let subject = try #require((statement["subject"] as? [[String: Any]])?.first)
      #expect(subject["digest"] as? [String: String] == ["sha256": "aa"])
      return try #require(statement["predicate"] as? [String: Any])
    }
    let mixed = try predicate(report())
    #expect(mixed["result"] as? String == "FAILED")
    #expect((mixed["configuration"] as? [Any])?.count == 1)
    #expect(mixed["passedTests"] as? [String] == ["schema.fields"])
    #expect(
      mixed["warnedTests"] as? [String]
        == ["raw.labels", "timing.length", "interference.labels", "token.ridge"])
    #expect(mixed["failedTests"] as? [String] == ["raw.tokens", "raw.text", "label.sign"])
    let warned = try report([
      Sample.check("token.ridge", .leak), Sample.check("raw.labels", .inconclusive),
    ])
    #expect(try predicate(warned)["result"] as? String == "FAILED")
    let accepted = try AuditReport(checks: [Sample.check("token.ridge", .leak)]).judged(
      by: PolicyLoader.load(
        contents: Array((ReadyPolicies.text("labels-only") ?? "").utf8), path: "",
        checks: Auditor.ids), nil, subject: Sample.subject())
    #expect(try predicate(accepted)["result"] as? String == "WARNED")
    let clean = AuditReport(checks: [Sample.check("raw.text", .pass)])
    #expect(try predicate(clean)["result"] as? String == "PASSED")
  }

  @Test func jsonKeepsTheMeasuredVerdictBesideTheOutcome() throws {
    let root = try object(try report().json)
    #expect(root["verdict"] as? String == "leak" && root["policy"] as? String == "p")
    let checks = try #require(root["checks"] as? [[String: Any]])
    #expect(checks[1]["verdict"] as? String == "leak")
    #expect(checks[1]["outcome"] as? String == "suppressed")
    #expect(checks[1]["reason"] as? String == "soon")
  }

  /// FIPS 180-4's examples.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func digestsAreSHA256(_ text: String, _ digest: String) throws {
    #expect(FileDigest.sha256(text.utf8) == digest)
    let path = NSTemporaryDirectory() + "/sidelight-\(digest)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    #expect(FileDigest.sha256(path: path) == digest)
    #expect(FileDigest.sha256(path: path + "-missing") == nil)
  }
}

/// Elements of an XML text by name, for texts that hold each tag as `<name` and `</name>`.
///
/// A small check of nesting and escapes: Foundation's parser is a package of its own on Linux.
private struct XMLCounter {
  var counts: [String: Int] = [:]
  var isWellFormed = true

  init(_ text: String) {
    var open: [String] = []
    var rest = text[...]
    isWellFormed = !text.unicodeScalars.contains {
      $0.value < 0x20 && $0 != "\n" || $0.value == 0xFFFF
    }
    while let start = rest.firstIndex(of: "<") {
      isWellFormed = isWellFormed && !rest[..<start].contains { $0 == ">" || $0 == "\"" }
      let body = rest[rest.index(after: start)...]
      guard let end = body.firstIndex(of: ">") else {
        isWellFormed = false
        return
      }
      let tag = body[..<end]
      rest = body[body.index(after: end)...]
      let name = String(tag.drop { $0 == "/" }.prefix { $0 != " " && $0 != "/" })
      isWellFormed = isWellFormed && tag.filter { $0 == "\"" }.count.isMultiple(of: 2)
      if tag.hasPrefix("?") { continue }
      if tag.hasPrefix("/") {
        isWellFormed = isWellFormed && open.popLast() == name
      } else {
        counts[name, default: 0] += 1
        if !tag.hasSuffix("/") { open.append(name) }
      }
    }
    isWellFormed = isWellFormed && open.isEmpty
  }
}
