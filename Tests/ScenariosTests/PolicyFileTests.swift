import Foundation
import Scenarios
import Testing

@Suite struct PolicyFileTests {
  private static let checks = [
    "schema.fields", "raw.labels", "label.sign", "label.positive", "label.completion",
    "label.served", "cache.linkage", "timing.length",
  ]
  private static let good = """
    name: mine
    secrets: [labels, lengths]
    required: [raw.labels, "label.*"]
    left_out: accept
    declared:
      - { check: token.*, reason: by design, largest: 0.5 }
    thresholds: { label.sign: 0.75 }
    allowed:
      - { field: "samples.*", reason: public }
    suppressions:
      - { check: raw.labels, field: a.b, scenario: "q*", reason: soon, owner: me, \
    expires: 2027-01-31, largest: 1 }

    """

  private func load(_ text: String) throws -> Policy {
    try PolicyLoader.load(contents: Array(text.utf8), path: "p.yaml", checks: Self.checks)
  }

  private func complaint(_ text: String) -> String {
    do {
      _ = try load(text)
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func aPolicyIsReadWhole() throws {
    let policy = try load(Self.good)
    #expect(policy.name == "mine" && policy.secrets == [.labels, .lengths])
    #expect(policy.required.map(\.description) == ["raw.labels", "label.*"])
    #expect(policy.leftOut == .accept)
    #expect(policy.declared.map(\.largest) == [0.5])
    #expect(policy.thresholds.map(\.check) == ["label.sign"])
    #expect(policy.thresholds.map(\.largest) == [0.75])
    #expect(policy.allowed.map(\.field.description) == ["samples.*"])
    let entry = try #require(policy.suppressions.first)
    #expect(entry.check.matches("raw.labels") && entry.scenario?.matches("quick") == true)
    #expect(entry.expires == CalendarDay("2027-01-31") && entry.largest == 1)
    #expect(policy.contents == Array(Self.good.utf8))
  }

  @Test func aSuppressionOfEverythingOrForYearsIsWorthAWarning() throws {
    let today = try #require(CalendarDay("2026-02-28"))
    #expect(try load(Self.good).warnings(today: today) == [])
    let wide = Self.good.replacingOccurrences(
      of: "check: raw.labels, field: a.b", with: "check: '*'"
    )
    .replacingOccurrences(of: "2027-01-31", with: "2027-03-01")
    #expect(
      try load(wide).warnings(today: today) == [
        "suppressions[0]: every finding of every check is accepted",
        "suppressions[0]: it holds until 2027-03-01, for more than a year",
      ])
    // A year behind the 29th of February is the 28th.
    let leap = try #require(CalendarDay("2024-02-29"))
    let near = Self.good.replacingOccurrences(of: "2027-01-31", with: "2025-02-28")
    #expect(try load(near).warnings(today: leap) == [])
  }

  @Test func aDayThatNoMonthHasIsCalledThat() {
    let text = Self.good.replacingOccurrences(of: "2027-01-31", with: "2027-02-30")
    #expect(
      complaint(text).contains("suppressions[0].expires: 2027-02-30 is no day of the calendar"))
  }

  @Test func aDeclarationMayAskForAMechanism() throws {
    #expect(try load(Self.good).declared.map(\.behind) == [nil])
    let text = Self.good.replacingOccurrences(of: "largest: 0.5", with: "behind: [noise]")
    #expect(try load(text).declared.map(\.behind) == [[.noise]])
  }

  @Test(arguments: [
    ("name: mine", "nane: mine", "p.yaml:1:1: error: nane: unknown key; did you mean 'name'?"),
    ("[labels, lengths]", "[label]", "p.yaml:2:11: error: secrets[0]: unknown value 'label'"),
    ("[labels, lengths]", "[]", "p.yaml:2:10: error: secrets: a policy without secrets"),
    ("[raw.labels, \"label.*\"]", "[]", "p.yaml:3:11: error: required: a policy requires"),
    ("raw.labels, \"", "raw.label, \"", "p.yaml:3:12: error: required[0]: unknown value"),
    ("left_out: accept", "left_out: yes", "p.yaml:4:11: error: left_out: unknown value 'yes'"),
    ("largest: 0.5", "largest: -1", "p.yaml:6:51: error: declared[0].largest: must be"),
    ("largest: 0.5", "behind: [nois]", "declared[0].behind[0]: unknown value 'nois'"),
    ("largest: 0.5", "behind: []", "declared[0].behind: behind no mechanism nothing is"),
    ("label.sign: 0.75", "label.sing: 0.75", "thresholds.label.sing: unknown key; did you mean"),
    ("reason: public", "reason: ' '", "allowed[0].reason: expected a reason"),
    ("owner: me, ", "", "p.yaml:11:5: error: suppressions[0].owner: missing"),
    ("2027-01-31", "2027-1-31", "suppressions[0].expires: expected a day such as"),
    ("2027-01-31", "2027-02-29", "suppressions[0].expires: 2027-02-29 is no day of the calendar"),
    ("check: raw.labels", "check: token.*", "suppressions[0].check: unknown value 'token.*'"),
    ("name: mine", "name: mine\nname: other", "p.yaml:1:1: error: duplicate key 'name'"),
  ])
  func everyMistakeHasAPlace(_ find: String, _ replacement: String, _ words: String) throws {
    try #require(Self.good.contains(find))
    let text = complaint(Self.good.replacingOccurrences(of: find, with: replacement))
    #expect(text.contains(words), "\(text)")
  }

  @Test func emptyAndHostileFilesAreRefused() {
    #expect(complaint("") == "p.yaml: error: the file holds no policy")
    #expect(complaint("[1, 2]").hasPrefix("p.yaml:1:1: error: "))
    #expect(complaint("a: &a [*a]") != "no error")
    #expect(complaint(String(repeating: "[", count: 10_000)) != "no error")
  }

  @Test func aSuppressionHoldsOnItsLastDayAndNotAfterIt() throws {
    let policy = try load(Self.good)
    try policy.checkDates(today: #require(CalendarDay("2027-01-31")))
    let error = #expect(throws: ScenarioError.self) {
      try policy.checkDates(today: #require(CalendarDay("2027-02-01")))
    }
    #expect(
      error?.description == "p.yaml:11:5: error: suppressions[0]: expired: its last day was "
        + "2027-01-31, and today is 2027-02-01")
  }

  @Test func daysFollowTheGregorianCalendar() {
    #expect(CalendarDay(secondsSince1970: 0).description == "1970-01-01")
    #expect(CalendarDay(secondsSince1970: 951_868_799).description == "2000-02-29")
    #expect(CalendarDay(secondsSince1970: 951_868_800).description == "2000-03-01")
    #expect(CalendarDay(secondsSince1970: 253_402_300_799).description == "9999-12-31")
    for text in [
      "1900-02-29", "2027-13-01", "2027-00-01", "2027-04-31", "27-01-01", "2027-1-01",
      "+027-01-01", "2027-01-01 ", "",
    ] {
      #expect(CalendarDay(text) == nil, "\(text)")
    }
    #expect(CalendarDay("2000-02-29") != nil)
  }

  @Test func patternsMatchWholeNames() {
    for (pattern, name, fits) in [
      ("*", "", true), ("a*c", "abbc", true), ("a*c", "abcd", false), ("*b*", "abc", true),
      ("a.b", "a.b", true), ("a.b", "axb", false), ("**", "x", true), ("", "x", false),
      ("token.*", "token.", true), ("*aab", "aaab", true),
    ] {
      #expect(NamePattern(pattern).matches(name) == fits, "\(pattern) \(name)")
    }
    // Exponential in a matcher that backtracks over every star.
    let stars = NamePattern(String(repeating: "*a", count: 30) + "b")
    #expect(!stars.matches(String(repeating: "a", count: 100)))
  }

  @Test func theReadyPoliciesAreValid() throws {
    for name in ReadyPolicies.names {
      let text = try #require(ReadyPolicies.text(name))
      let policy = try load(text)
      #expect(policy.name == name && policy.suppressions.isEmpty)
    }
    #expect(ReadyPolicies.text("none") == nil)
  }

  @Test func theSchemaKnowsTheKeys() throws {
    let schema = try #require(
      JSONSerialization.jsonObject(with: Data(PolicySchema.jsonSchema(checks: Self.checks).utf8))
        as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    let keys = Self.good.split(separator: "\n").compactMap { line -> String? in
      line.first == " " ? nil : String(line.prefix { $0 != ":" })
    }
    #expect(Set(properties.keys) == Set(keys))
  }

  @Test func aBaselineReadsBackAsItWasWritten() throws {
    let entry = Baseline.Entry(
      check: "label.sign", scenario: "q\"\\", digest: "ab", estimate: 1.0 / 3, low: 1e-9, high: 0.5,
      samples: 7)
    let text = Baseline(entries: [entry]).json
    var read = try BaselineLoader.load(
      contents: Array(text.utf8), path: "b.json", checks: Self.checks)
    #expect(read.path == "b.json" && read.contents == Array(text.utf8))
    #expect(read.entries.first?.origin == .file(path: "b.json", line: 4, column: 5))
    read.entries[0].origin = nil
    #expect(read.entries == [entry])
  }

  @Test func aBaselineHasOneNumberACheckAndScenario() throws {
    let entry = Baseline.Entry(
      check: "label.sign", scenario: "q", digest: "ab", estimate: 0.25, low: 0.125, high: 0.5,
      samples: 7)
    let error = #expect(throws: ScenarioError.self) {
      try BaselineLoader.load(
        contents: Array(Baseline(entries: [entry, entry]).json.utf8), path: "b.json",
        checks: Self.checks)
    }
    #expect(error?.description.contains("entries[1]: this check and scenario are listed") == true)
  }

  @Test(arguments: [
    ("label.sign", "label.sing", "b.json:5:16: error: entries[0].check: unknown value"),
    ("0.25", "0.75", "entries[0].estimate: the estimate lies outside of its interval"),
    ("sidelight-baseline-1", "other", "b.json:2:13: error: format: unknown value"),
    ("\"samples\"", "\"sample\"", "did you mean 'samples'"),
  ])
  func aWrongBaselineIsNamedWithItsPlace(
    _ find: String, _ replacement: String, _ words: String
  ) throws {
    let text = Baseline(entries: [
      Baseline.Entry(
        check: "label.sign", scenario: "q", digest: "ab", estimate: 0.25, low: 0.125, high: 0.5,
        samples: 7)
    ]).json
    try #require(text.contains(find))
    let error = #expect(throws: ScenarioError.self) {
      try BaselineLoader.load(
        contents: Array(text.replacingOccurrences(of: find, with: replacement).utf8),
        path: "b.json", checks: Self.checks)
    }
    #expect(error?.description.contains(words) == true, "\(error as Any)")
  }
}
