import Determinism
import Foundation
import TestSupport
import Testing

@Suite struct DamagedRunTests {
  /// Small in continuous integration: each case starts a process.
  private static let cases: UInt64 = 12

  /// Replaces the trace of `run`, and expects every command that reads it to exit with 2.
  private func expectFault(
    _ run: RecordedRun, _ trace: Data, _ words: String...,
    sourceLocation: SourceLocation =
      #_sourceLocation
  ) throws {
    try trace.write(to: URL(fileURLWithPath: run.tracePath))
    for command in [["trace", "verify"], ["trace", "info"]] {
      let outcome = try SidelightProcess.run(command + [run.tracePath])
      #expect(outcome.exitCode == 2, "\(command): \(outcome)", sourceLocation: sourceLocation)
      #expect(outcome.errors.contains(run.tracePath), sourceLocation: sourceLocation)
      for word in words {
        #expect(
          outcome.errors.contains(word), "\(word): \(outcome)", sourceLocation: sourceLocation)
      }
    }
    let check = try SidelightProcess.run("check", run.path)
    #expect(check.exitCode == 2, "\(check)", sourceLocation: sourceLocation)
    #expect(check.output.isEmpty, sourceLocation: sourceLocation)
  }

  @Test func anUntouchedTraceVerifies() throws {
    let run = try RecordedRun()
    let outcome = try SidelightProcess.run("trace", "verify", run.tracePath)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(outcome.output.contains(run.summary.trace_digest))
    let info = try SidelightProcess.run("trace", "info", run.tracePath)
    #expect(info.exitCode == 0, "\(info)")
    #expect(info.output.contains(run.summary.trace_digest))
  }

  @Test func eachClassOfDamageIsFoundAndPlaced() throws {
    let run = try RecordedRun()
    let whole = try bytes(run.tracePath)
    // TraceFormat.md: the footer takes 60 bytes, the mark 4.
    let footer = whole.count - 60
    try expectFault(run, Data())
    try expectFault(run, Data("no trace at all, but a text".utf8), "not a Sidelight trace")
    try expectFault(run, whole.prefix(20), "the file ends inside the header")
    try expectFault(run, whole.prefix(whole.count / 2), "byte", "the file ends inside block 0")
    try expectFault(run, whole.prefix(footer), "the footer is missing")
    try expectFault(run, whole.prefix(footer + 30), "the file ends inside the footer")
    try expectFault(run, whole + Data([0]), "1 bytes follow the footer")
    try expectFault(run, changed(whole, at: 8), "cannot be read by this program")
    try expectFault(run, changed(whole, at: 20), "the header is damaged")
    try expectFault(run, changed(whole, at: whole.count / 2), "block 0 is damaged")
    try expectFault(run, changed(whole, at: footer + 10), "the footer is damaged")
    try expectFault(run, whole.prefix(footer) + whole, "byte \(footer)")
  }

  @Test func aTraceWithOneBitChangedAnywhereNeverVerifies() throws {
    let run = try RecordedRun()
    let whole = try bytes(run.tracePath)
    withEvery("seed", in: 0..<Self.cases) { seed in
      var stream = Seed(seed).stream("cli.damage", ledger: nil)
      var trace = whole
      let position = stream.next(below: trace.count)
      trace[position] ^= 1 << UInt8(stream.next(below: 8))
      try trace.write(to: URL(fileURLWithPath: run.tracePath))
      let outcome = try SidelightProcess.run("trace", "verify", run.tracePath)
      try #require(outcome.exitCode == 2, "byte \(position): \(outcome)")
    }
  }

  @Test func aTraceCutAnywhereNeverVerifiesAndCountsWholeBlocks() throws {
    let run = try RecordedRun()
    let whole = try bytes(run.tracePath)
    withEvery("seed", in: 0..<Self.cases) { seed in
      var stream = Seed(seed).stream("cli.cut", ledger: nil)
      let length = stream.next(below: whole.count)
      try whole.prefix(length).write(to: URL(fileURLWithPath: run.tracePath))
      let outcome = try SidelightProcess.run("trace", "verify", run.tracePath)
      try #require(outcome.exitCode == 2, "\(length) bytes: \(outcome)")
      try #require(outcome.errors.contains("whole blocks"), "\(length) bytes: \(outcome)")
    }
  }

  @Test func aTraceOfAnotherRunIsRefused() throws {
    let run = try RecordedRun()
    let otherSeed = try RecordedRun(.init(seed: 8))
    let otherName = try RecordedRun(.init(name: "other"))
    try bytes(otherSeed.tracePath).write(to: URL(fileURLWithPath: run.tracePath))
    let mismatch = try SidelightProcess.run("check", run.path)
    #expect(mismatch.exitCode == 2, "\(mismatch)")
    #expect(mismatch.errors.contains("summary.json"))
    try bytes(otherName.tracePath).write(to: URL(fileURLWithPath: run.tracePath))
    let foreign = try SidelightProcess.run("check", run.path)
    #expect(foreign.exitCode == 2, "\(foreign)")
    #expect(foreign.errors.contains("another scenario"))
  }

  @Test(arguments: ["trace.slt", "scenario.yaml", "summary.json"])
  func aMissingFileOfARunIsNamed(name: String) throws {
    let run = try RecordedRun()
    try remove(run.path + "/" + name)
    let check = try SidelightProcess.run("check", run.path)
    #expect(check.exitCode == 2, "\(check)")
    #expect(check.errors.contains(name), "\(check)")
    #expect(check.output.isEmpty)
  }

  @Test func aDamagedSummaryOrJudgeFileIsNamedWithoutItsContent() throws {
    for (name, content) in [
      ("summary.json", "{}"), ("summary.json", "marmalade"), ("private/judge.jsonl", "marmalade"),
      ("private/judge.jsonl", "{\"format\":1}"),
    ] {
      let run = try RecordedRun()
      try run.folder.write(content, to: "run/" + name)
      let check = try SidelightProcess.run("check", run.path)
      #expect(check.exitCode == 2, "\(check)")
      #expect(check.errors.contains(name), "\(check)")
      #expect(!check.errors.contains("marmalade"))
    }
  }

  private func changed(_ data: Data, at position: Int) -> Data {
    var result = data
    result[position] ^= 0x10
    return result
  }
}
