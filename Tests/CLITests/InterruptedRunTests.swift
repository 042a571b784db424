import Foundation
import Testing

/// What was written stays readable up to the last whole block.
@Suite struct InterruptedRunTests {
  /// About four blocks of activations, then long training.
  private static let long = SmallScenario(
    width: 64, data: "{ kind: embedded, train: 512, test: 16, classes: 2 }", epochs: 10_000)

  /// The number in front of " whole blocks".
  private func wholeBlocks(_ outcome: SidelightProcess.Outcome) -> Int? {
    let words = outcome.errors.split { $0 == " " || $0 == "\n" }
    for (number, rest) in zip(words, words.dropFirst()) where rest == "whole" {
      return Int(number)
    }
    return nil
  }

  private func expectIncomplete(_ run: String, fault: String) throws {
    let verify = try SidelightProcess.run("trace", "verify", run + "/trace.slt")
    #expect(verify.exitCode == 2, "\(verify)")
    #expect(verify.errors.contains(fault), "\(verify)")
    #expect(try #require(wholeBlocks(verify)) >= 1, "\(verify)")
    let info = try SidelightProcess.run("trace", "info", run + "/trace.slt")
    #expect(info.exitCode == 2)
    #expect(info.output.contains("samples"))
    #expect(!exists(run + "/summary.json"))
    #expect(try SidelightProcess.run("check", run).exitCode == 2)
  }

  @Test func aKilledRunLeavesWholeBlocks() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.long.text, to: "scenario.yaml")
    let trace = folder.file("run/trace.slt")
    let child = try SidelightProcess([
      "run", file, "--no-check", "--out", folder.file("run"),
    ])
    while child.isRunning, (try? bytes(trace).count) ?? 0 < 150_000 { usleep(5_000) }
    try #require(child.isRunning, "the run must be long enough to be killed")
    child.kill()
    #expect(try child.waitUntilExit().exitCode == nil)
    try expectIncomplete(folder.file("run"), fault: trace)
    // The folder of a killed run is still one of ours.
    let again = try SidelightProcess.run(
      "run", file, "--no-check", "--out", folder.file("run"), "--force", "--set",
      "method.epochs=1")
    #expect(again.exitCode == 0, "\(again)")
  }

  @Test func aFullDiskIsAnErrorThatNamesTheTrace() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.long.text, to: "scenario.yaml")
    // 100 kB: more than one block of 64 KiB, less than the four that the run would write.
    let outcome = try SidelightProcess.run(
      ["run", file, "--no-check", "--out", folder.file("run"), "--set", "method.epochs=1"],
      limitingFilesTo: 200)
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains(folder.file("run/trace.slt") + ": "), "\(outcome)")
    #expect(outcome.errors.contains("cannot write"), "\(outcome)")
    #expect(outcome.output.isEmpty)
    try expectIncomplete(folder.file("run"), fault: "trace.slt")
  }

  @Test func aDiskThatIsFullFromTheStartIsAnErrorToo() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(SmallScenario().text, to: "scenario.yaml")
    let outcome = try SidelightProcess.run(
      ["run", file, "--no-check", "--out", folder.file("run")], limitingFilesTo: 8)
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(!exists(folder.file("run/summary.json")))
    let verify = try SidelightProcess.run("trace", "verify", folder.file("run/trace.slt"))
    #expect(verify.exitCode == 2, "\(verify)")
    #expect(wholeBlocks(verify) == 0, "\(verify)")
  }

  /// Under SIDELIGHT_SOAK a hundred moments, else a few.
  @Test func aRunKilledAtAnyMomentLeavesWhatVerifies() throws {
    let folder = try TemporaryFolder()
    let scenario = SmallScenario(
      width: 64, data: "{ kind: embedded, train: 512, test: 16, classes: 2 }", epochs: 1_000)
    let file = try folder.write(scenario.text, to: "scenario.yaml")
    let isSoak = ProcessInfo.processInfo.environment["SIDELIGHT_SOAK"] == "1"
    var generator = SystemRandomNumberGenerator()
    for attempt in 0..<(isSoak ? 100 : 6) {
      let run = folder.file("run-\(attempt)")
      let child = try SidelightProcess(["run", file, "--no-check", "--out", run])
      // From before the folder is there until training goes on.
      usleep(UInt32.random(in: 0..<400_000, using: &generator))
      try #require(child.isRunning, "the run must be long enough to be killed")
      child.kill()
      #expect(try child.waitUntilExit().exitCode == nil)
      #expect(!exists(run + "/summary.json"))
      guard exists(run + "/trace.slt") else { continue }
      let verify = try SidelightProcess.run("trace", "verify", run)
      #expect(verify.exitCode == 2, "\(verify)")
      // Each block is written in one piece, which a signal may still tear.
      let ends = ["the footer is missing", "the file ends inside", "not a Sidelight trace"]
      #expect(ends.contains { verify.errors.contains($0) }, "\(verify)")
      #expect(try SidelightProcess.run("check", run).exitCode == 2)
    }
  }
}
