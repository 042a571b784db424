import Testing

@Suite struct ExitCodeTests {
  @Test(arguments: [["--help"], ["--version"], ["run", "--help"], ["help", "check"]])
  func helpAndVersionExitWithZero(_ arguments: [String]) throws {
    let outcome = try SidelightProcess.run(arguments)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(!outcome.output.isEmpty)
    #expect(outcome.errors.isEmpty)
  }

  @Test func helpShowsEveryCommandAndTheExitCodes() throws {
    let outcome = try SidelightProcess.run("--help")
    for word in ["run", "check", "trace", "scenario", "explain", "EXIT CODES", "70 internal"] {
      #expect(outcome.output.contains(word), "\(word)")
    }
  }

  @Test func aRunWithALeakExitsWithZeroAndItsCheckWithOne() throws {
    let run = try RecordedRun(SmallScenario(), [])
    // So few samples leave some of the attacks in doubt.
    let leaks = run.summary.checks("leak")
    #expect(leaks.first == "label.sign" && Set(leaks).isSubset(of: CheckReport.labelLeaks))
    let check = try SidelightProcess.run("check", run.path)
    #expect(check.exitCode == 1, "\(check)")
    #expect(check.output.contains("verdict: leak"))
  }

  @Test func randomizedResponseWithEnoughSamplesPassesEveryCheck() throws {
    let run = try RecordedRun(.protected, [])
    #expect(run.summary.notPassed.isEmpty)
    let check = try SidelightProcess.run("check", run.path)
    #expect(check.exitCode == 0, "\(check)")
  }

  /// The largest entry of a rotated delta names no class; inner products decide there.
  @Test func aRotationAloneFailsAndBehindRandomizedResponsePasses() throws {
    var scenario = SmallScenario.protected
    scenario.protection = "[{ randomized-response: { epsilon: 2 } }, rotation]"
    let bounded = try RecordedRun(scenario, [])
    #expect(bounded.summary.notPassed.isEmpty, "\(bounded.summary.leaks)")
    #expect(bounded.summary.checks("not-applicable").first == "label.sign")
    let passed = try SidelightProcess.run("check", bounded.path)
    #expect(passed.exitCode == 0, "\(passed)")
    #expect(passed.output.contains("Inner products survive a rotation"))
    for classes in [2, 4] {
      scenario.data = "{ kind: embedded, train: 512, test: 32, classes: \(classes) }"
      scenario.protection = "[rotation]"
      let plain = try RecordedRun(scenario, [])
      let leaks = plain.summary.checks("leak")
      #expect(leaks.contains("label.gram") && leaks.contains("label.clusters"), "\(leaks)")
      #expect(!plain.summary.checks("pass").contains("label.sign"))
      // Two classes have opposite deltas, however they are turned: the leak is found and reported.
      if classes == 2 { #expect(leaks.first == "label.sign") }
      let check = try SidelightProcess.run("check", plain.path)
      #expect(check.exitCode == 1, "\(check)")
    }
  }

  @Test(arguments: [false, true])
  func withoutPrivateFilesACheckIsInconclusive(isProtected: Bool) throws {
    let run = try RecordedRun(isProtected ? .protected : SmallScenario())
    try remove(run.path + "/private")
    let check = try SidelightProcess.run("check", run.path, "--json")
    #expect(check.exitCode == 3, "\(check)")
    let report = try CheckReport(check.standardOutput)
    #expect(report.verdict == "inconclusive")
    // What needs no secrets is still judged; the rest must not pass for lack of something to find.
    let passed = Set(report.checks.filter { $0.verdict == "pass" }.map(\.id))
    #expect(passed == ["schema.fields", "interference.labels", "interference.tokens"])
  }

  @Test func anEmptyJudgeFileIsBadInputAndNeverAPass() throws {
    let run = try RecordedRun(.protected)
    try run.folder.write("", to: "run/private/judge.jsonl")
    let check = try SidelightProcess.run("check", run.path)
    #expect(check.exitCode == 2, "\(check)")
  }

  @Test func aJudgeFileWithoutSamplesNeverPasses() throws {
    let run = try RecordedRun(.protected)
    let path = "run/private/judge.jsonl"
    let judge = String(decoding: try bytes(run.folder.file(path)), as: UTF8.self)
    let head = try #require(judge.split(separator: "\n").first)
    for end in ["\n", ""] {
      try run.folder.write(head + end, to: path)
      let check = try SidelightProcess.run("check", run.path)
      #expect(check.exitCode == 2 || check.exitCode == 3, "\(check)")
    }
  }
}
