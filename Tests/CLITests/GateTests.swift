import Foundation
import Testing

/// Policies, baselines and reports of `check`, through the program.
@Suite struct GateTests {
  private static let open = """
    name: open
    secrets: [labels, tokens, text, lengths]
    required: [schema.fields, label.sign]
    suppressions:
      - check: label.*
        scenario: small*
        reason: the protected build ships later
        owner: privacy
        expires: 2027-01-31
        largest: 1
    declared:
      - check: token.*
        reason: activations are sent

    """

  private func check(_ run: RecordedRun, _ options: String...) throws -> SidelightProcess.Outcome {
    try SidelightProcess.run(["check", run.path, "--today", "2026-12-01"] + options)
  }

  @Test func aSuppressedLeakPassesAndStaysInEveryReport() throws {
    let run = try RecordedRun()
    let policy = try run.folder.write(Self.open, to: "open.yaml")
    let files = ["sarif", "junit", "statement"]
    let options = files.flatMap { ["--\($0)", run.folder.file($0)] }
    let outcome = try SidelightProcess.run(
      ["check", run.path, "--today", "2027-01-31", "--policy", policy, "--json"] + options)
    #expect(outcome.exitCode == 0, "\(outcome)")
    let reports = try files.map { String(decoding: try bytes(run.folder.file($0)), as: UTF8.self) }
    for text in reports.prefix(2) + [outcome.output] {
      #expect(text.contains("the protected build ships later"), "\(text)")
    }
    #expect(reports[0].contains("\"status\": \"accepted\""))
    #expect(reports[2].contains("\"result\": \"WARNED\""))
    #expect(outcome.output.contains("\"outcome\": \"suppressed\""))
    #expect(outcome.output.contains("check \(run.path) --policy \(policy)"))
    // The clock decides what is accepted, and enters no report.
    let later = try SidelightProcess.run(
      ["check", run.path, "--today", "2026-11-30", "--policy", policy, "--json"])
    #expect(later.output == outcome.output)
  }

  @Test func anExpiredOrStaleSuppressionIsBadInput() throws {
    let run = try RecordedRun()
    let policy = try run.folder.write(Self.open, to: "open.yaml")
    let expired = try SidelightProcess.run(
      "check", run.path, "--policy", policy, "--today", "2027-02-01")
    #expect(expired.exitCode == 2, "\(expired)")
    #expect(
      expired.errors.contains("\(policy):5:5: error: suppressions[0]: expired"), "\(expired)")
    let stale = try run.folder.write(
      Self.open.replacingOccurrences(of: "label.*", with: "raw.text"), to: "stale.yaml")
    let outcome = try check(
      run, "--policy", stale, "--sarif", run.folder.file("sarif"))
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains("\(stale):5:5: error: suppressions[0]: matches nothing"))
    #expect(!exists(run.folder.file("sarif")))
  }

  @Test func aLeakAboveWhatIsAcceptedFails() throws {
    let run = try RecordedRun()
    let policy = try run.folder.write(
      Self.open.replacingOccurrences(of: "largest: 1", with: "largest: 0.9"), to: "open.yaml")
    let outcome = try check(run, "--policy", policy)
    #expect(outcome.exitCode == 1, "\(outcome)")
    #expect(outcome.output.contains("exceeds the 0.9 that is accepted"), "\(outcome)")
  }

  @Test func theExitCodeDoesNotDependOnTheFormat() throws {
    let run = try RecordedRun()
    for options in [
      [], ["--json"], ["--sarif", "s"], ["--junit", "j"], ["--statement", "t"],
      ["--policy", "strict"], ["--policy", "labels-only"], ["--update-baseline", "b"],
    ] {
      let outcome = try SidelightProcess.run(
        ["check", run.path] + options, in: run.folder.path)
      #expect(outcome.exitCode == 1, "\(options): \(outcome)")
    }
    for (name, words) in [
      ("s", "\"ruleId\": \"label.sign\""), ("j", "<failure type=\"leak\""),
      ("t", "\"result\": \"FAILED\""), ("b", "\"check\": \"label.sign\""),
    ] {
      let text = String(decoding: try bytes(run.folder.file(name)), as: UTF8.self)
      #expect(text.contains(words), "\(name): \(text)")
    }
  }

  @Test func withoutPrivateFilesNoPolicyPasses() throws {
    let run = try RecordedRun(.protected)
    try remove(run.path + "/private")
    let lax = try run.folder.write(
      "name: lax\nsecrets: [labels]\nrequired: [schema.fields]\n", to: "lax.yaml")
    let outcome = try check(
      run, "--policy", lax, "--junit", run.folder.file("j"), "--sarif", run.folder.file("s"))
    #expect(outcome.exitCode == 3, "\(outcome)")
    let text = String(decoding: try bytes(run.folder.file("j")), as: UTF8.self)
    #expect(text.contains("<error type=\"inconclusive\""))
    let log = String(decoding: try bytes(run.folder.file("s")), as: UTF8.self)
    #expect(log.contains("\"level\": \"warning\""))
  }

  @Test func tooFewSamplesAreInconclusive() throws {
    let run = try RecordedRun(
      SmallScenario(
        data: "{ kind: embedded, train: 64, test: 32, classes: 2 }",
        protection: "[{ randomized-response: { epsilon: 2 } }]"))
    let outcome = try check(run, "--junit", run.folder.file("j"))
    #expect(outcome.exitCode == 3, "\(outcome)")
    let text = String(decoding: try bytes(run.folder.file("j")), as: UTF8.self)
    #expect(text.contains(" errors=\"") && !text.contains(" errors=\"0\""), "\(text)")
  }

  @Test func aBaselineHoldsTheNumbersAndFailsOnWorseOnes() throws {
    let run = try RecordedRun(.protected)
    let file = run.folder.file("baseline.json")
    #expect(try check(run, "--update-baseline", file).exitCode == 0)
    #expect(try check(run, "--baseline", file).exitCode == 0)
    // The same scenario without its protection has another public part: its entries are missing.
    let text = String(decoding: try bytes(file), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let sign = try #require(lines.firstIndex { $0.contains("label.sign") })
    var tight = lines
    for (offset, key) in [(3, "estimate"), (4, "low"), (5, "high")] {
      try #require(tight[sign + offset].contains(key))
      tight[sign + offset] = "      \"\(key)\": 0.5,"
    }
    try run.folder.write(tight.joined(separator: "\n"), to: "tight.json")
    let worse = try check(
      run, "--baseline", run.folder.file("tight.json"), "--update-baseline",
      run.folder.file("tight.json"))
    #expect(worse.exitCode == 1, "\(worse)")
    #expect(worse.output.contains("label.sign: no leak found, fails: worse than the baseline"))
    // A baseline that was not kept is not loosened either.
    let kept = String(decoding: try bytes(run.folder.file("tight.json")), as: UTF8.self)
    #expect(kept == tight.joined(separator: "\n"))
    #expect(worse.errors.contains("not updated, since label.sign became worse"))
    try run.folder.write(
      text.replacingOccurrences(of: "label.sign", with: "label.sing"), to: "unknown.json")
    let unknown = try check(run, "--baseline", run.folder.file("unknown.json"))
    #expect(unknown.exitCode == 2, "\(unknown)")
    #expect(unknown.errors.contains("did you mean 'label.sign'"), "\(unknown)")
  }

  @Test func aBaselineOfAnotherVersionOfTheScenarioIsStale() throws {
    let old = try RecordedRun()
    let file = old.folder.file("baseline.json")
    _ = try check(old, "--update-baseline", file)
    let new = try RecordedRun(SmallScenario(epochs: 3))
    let outcome = try check(new, "--baseline", file)
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains("stale: scenario 'small' has changed since"), "\(outcome)")
  }

  @Test func outputsReplaceNeitherInputsNorEachOtherNorTheRun() throws {
    let run = try RecordedRun()
    let policy = try run.folder.write(Self.open, to: "open.yaml")
    let device = "/dev/null"
    for options in [
      ["--sarif", policy, "--policy", policy], ["--sarif", "x", "--junit", "./x"],
      ["--sarif", run.tracePath], ["--junit", run.path + "/private/x"], ["--statement", device],
      ["--sarif", "missing/x"], ["--today", "2026-13-01"], ["--policy", "nowhere.yaml"],
      ["--baseline", "nowhere.json"],
    ] {
      let trace = try bytes(run.tracePath)
      let outcome = try SidelightProcess.run(
        ["check", run.path] + options, in: run.folder.path)
      #expect(outcome.exitCode == 2, "\(options): \(outcome)")
      #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
      #expect(try bytes(run.tracePath) == trace)
    }
    let type = try FileManager.default.attributesOfItem(atPath: device)[.type]
    #expect(type as? FileAttributeType == .typeCharacterSpecial)
    #expect(try String(decoding: bytes(policy), as: UTF8.self) == Self.open)
  }

  @Test func whateverStopsACheckNeverLooksLikeAPass() throws {
    let run = try RecordedRun(.protected)
    // No paired run fits into a file of 512 bytes.
    let outcome = try SidelightProcess.run(
      ["check", run.path, "--sarif", run.folder.file("s")], limitingFilesTo: 1)
    #expect(outcome.exitCode == 2 || outcome.exitCode == 70, "\(outcome)")
    #expect(outcome.output.isEmpty && !exists(run.folder.file("s")))
  }

  @Test func theStatementNamesTheFilesByTheirDigests() throws {
    let run = try RecordedRun()
    let file = run.folder.file("statement.json")
    let policy = Checkout.root + "/Scenarios/policies/pae.yaml"
    _ = try check(run, "--statement", file, "--policy", policy)
    let text = String(decoding: try bytes(file), as: UTF8.self)
    for path in [run.path + "/trace.slt", run.path + "/scenario.yaml", policy] {
      let sum = Process()
      let pipe = Pipe()
      sum.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
      sum.arguments = [path]
      sum.standardOutput = pipe
      try sum.run()
      let line = String(
        decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(text.contains(line.prefix(64)), "\(path)")
    }
  }

  @Test func policyCommandsShowValidateAndDescribe() throws {
    for name in ["strict", "labels-only", "raw-labels"] {
      let shown = try SidelightProcess.run("policy", "show", name)
      #expect(shown.exitCode == 0 && shown.output.contains("name: \(name)"), "\(shown)")
    }
    #expect(try SidelightProcess.run("policy", "show", "none").exitCode == 2)
    let ready = try SidelightProcess.run(
      "policy", "validate", Checkout.root + "/Scenarios/policies/pae.yaml")
    #expect(ready.exitCode == 0, "\(ready)")
    let schema = try SidelightProcess.run("policy", "schema")
    #expect(try JSONSerialization.jsonObject(with: schema.standardOutput) is [String: Any])
    let folder = try TemporaryFolder()
    let wrong = try folder.write("name: x\nsecret: [labels]\n", to: "wrong.yaml")
    let outcome = try SidelightProcess.run("policy", "validate", wrong)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("\(wrong):2:1: error: secret: unknown key; did you mean"))
  }
}
