import Testing

@Suite struct ReproducibilityTests {
  @Test func workersAndProcessesChangeNoDigest() throws {
    let runs = try ["1", "2", "2", "3"].map { try RecordedRun(.init(), ["--workers", $0]) }
    #expect(Set(runs.map(\.summary.run_digest)).count == 1)
    #expect(Set(runs.map(\.summary.trace_digest)).count == 1)
    #expect(Set(try runs.map { try bytes($0.tracePath) }).count == 1)
  }

  @Test func anotherSeedChangesBothDigests() throws {
    let first = try RecordedRun(.init(), ["--no-check"]).summary
    let second = try RecordedRun(.init(), ["--no-check", "--seed", "8"]).summary
    let third = try RecordedRun(.init(seed: 8)).summary
    #expect(first.run_digest != second.run_digest)
    #expect(first.trace_digest != second.trace_digest)
    // The option and the file's key are the same thing.
    #expect(second.run_digest == third.run_digest)
  }

  @Test func twiceComparesWithASecondProcessAndSaysSo() throws {
    let run = try RecordedRun(.init(), ["--twice"])
    #expect(run.outcome.errors.contains("a second process gave the same run"))
    #expect(run.outcome.errors.contains(run.summary.run_digest))
  }

  @Test func leavingOutTheChecksChangesNoDigest() throws {
    let with = try RecordedRun(.init(), []).summary
    let without = try RecordedRun(.init(), ["--no-check"]).summary
    #expect(with.run_digest == without.run_digest)
  }
}
