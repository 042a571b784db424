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
    try run.folder.write(head + "\n", to: path)
    let check = try SidelightProcess.run("check", run.path)
    #expect(check.exitCode == 2 || check.exitCode == 3, "\(check)")
  }
}
