import Foundation
import Testing

@Suite struct ReportTests {
  /// The keys that other programs rely on; more may appear beside them.
  private static let summaryKeys = [
    "scenario", "seed", "scenario_digest", "trace_digest", "run_digest", "simulated_seconds",
    "events", "uplink.messages", "uplink.payload_bytes", "uplink.wire_bytes",
    "downlink.messages", "downlink.payload_bytes", "downlink.wire_bytes",
    "device.forward_samples", "device.busy_seconds", "device.peak_memory_bytes", "server.steps",
    "server.busy_seconds", "server.cache.entries", "server.cache.bytes", "server.cache.hits",
    "server.cache.misses", "server.cache.evictions", "training.backbone_accuracy",
    "training.final_accuracy", "training.epochs[].epoch", "training.epochs[].loss",
    "training.epochs[].test_accuracy", "training.epochs[].simulated_seconds", "leaks[].id",
    "leaks[].verdict", "leaks[].estimate", "fingerprint", "host.wall_seconds", "host.workers",
  ]

  @Test func runPrintsSummaryAsItsOnlyOutput() throws {
    let run = try RecordedRun(SmallScenario(), [])
    #expect(run.outcome.standardOutput == (try bytes(run.path + "/summary.json")))
    // Anything before or behind the object would make this throw.
    let summary = try JSONSerialization.jsonObject(with: run.outcome.standardOutput)
    #expect(summary is [String: Any])
    let keys = keyPaths(summary)
    for key in Self.summaryKeys { #expect(keys.contains(key), "\(key) is missing") }
    #expect(Set(run.summary.leaks.map(\.id)) == Set(CheckReport.levels.keys))
  }

  @Test func checkReportsEveryKeyOfEveryCheck() throws {
    let run = try RecordedRun()
    let outcome = try SidelightProcess.run("check", run.path, "--json")
    let object = try JSONSerialization.jsonObject(with: outcome.standardOutput)
    let report = try #require(object as? [String: Any])
    #expect(
      Set(report.keys)
        == [
          "verdict", "policy", "secrets", "scenario", "scenario_digest", "promise", "accepted",
          "left_out", "checks",
        ])
    let checks = try #require(report["checks"] as? [[String: Any]])
    let keys = [
      "id", "level", "verdict", "estimate", "low", "high", "baseline", "samples", "evidence",
      "replay", "outcome", "reason",
    ]
    for check in checks {
      for key in keys { #expect(check[key] != nil, "\(check["id"] ?? "?"): \(key) is missing") }
      #expect(
        ["pass", "leak", "inconclusive", "declared", "not-applicable"].contains(
          check["verdict"] as? String))
    }
    let levels = try CheckReport(outcome.standardOutput).checks.map { ($0.id, $0.level) }
    #expect(Dictionary(levels) { first, _ in first } == CheckReport.levels)
    #expect(levels.count == CheckReport.levels.count)
  }

  @Test func plainRunRecoversEveryLabelAndNothingElse() throws {
    let run = try RecordedRun()
    let outcome = try SidelightProcess.run("check", run.path, "--json")
    let report = try CheckReport(outcome.standardOutput)
    #expect(report.verdict == "leak")
    // So few samples leave some of the attacks in doubt.
    let leaks = report.checks.filter { $0.verdict == "leak" }.map(\.id)
    #expect(leaks.first == "label.sign" && Set(leaks).isSubset(of: CheckReport.labelLeaks))
    let declared = report.checks.filter { $0.verdict == "declared" }.map(\.id)
    #expect(declared.contains("token.dictionary"))
    #expect(outcome.output.contains("\"estimate\": 1.0"))
  }

  /// Behind a key the plain look-up fails, and the best of the measures counts; without one there
  /// is no key to find.
  @Test(arguments: ["[]", "[key]"])
  func aListGivesTextsAwayWithAndWithoutAKey(protection: String) throws {
    let run = try RecordedRun(SmallScenario(protection: protection))
    let outcome = try SidelightProcess.run("check", run.path, "--json")
    let checks = try CheckReport(outcome.standardOutput).checks
    let dictionary = try #require(checks.first { $0.id == "token.dictionary" })
    #expect(dictionary.verdict == "declared" && (dictionary.estimate ?? 0) > 0.5)
    let key = try #require(checks.first { $0.id == "token.procrustes" })
    #expect(key.evidence.contains("there is no key to find") == (protection == "[]"))
  }

  @Test func checkAgreesWithTheRunThatMadeTheFolder() throws {
    let run = try RecordedRun(SmallScenario(), [])
    let outcome = try SidelightProcess.run("check", run.path, "--json")
    let report = try CheckReport(outcome.standardOutput)
    #expect(report.checks.map(\.id) == run.summary.leaks.map(\.id))
    #expect(report.checks.map(\.verdict) == run.summary.leaks.map(\.verdict))
  }

  @Test func theFirstScreenSaysTimeBytesAccuracyAndLeaks() throws {
    let folder = try TemporaryFolder()
    try folder.write(SmallScenario().text, to: "scenario.yaml")
    // Without --out the run goes to runs/NAME-SEED of the current folder.
    let run = try SidelightProcess.run("run", "scenario.yaml", in: folder.path)
    #expect(run.exitCode == 0, "\(run)")
    for word in ["accuracy", "time", "uplink", "leaks", "label.sign LEAK", "runs/small-7"] {
      #expect(run.output.contains(word), "\(word)")
    }
    let names = listing(folder.file("runs/small-7"))
    for name in ["summary.json", "trace.slt", "scenario.yaml", "private"] {
      #expect(names.contains(name), "\(name)")
    }
  }

  @Test func theRecordedScenarioMakesTheSameRunAgain() throws {
    let run = try RecordedRun()
    let again = try SidelightProcess.run(
      "run", run.path + "/scenario.yaml", "--json", "--no-check", "--out",
      run.folder.file("again"))
    #expect(try Summary(again.standardOutput).run_digest == run.summary.run_digest)
  }

  @Test func onlyTheOwnerMayReadPrivateFiles() throws {
    let run = try RecordedRun()
    let manager = FileManager.default
    for (name, mode) in [("private", 0o700), ("private/judge.jsonl", 0o600)] {
      let attributes = try manager.attributesOfItem(atPath: run.path + "/" + name)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode, "\(name)")
    }
  }
}
