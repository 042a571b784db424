import Foundation
import Testing

/// What checks say of split models, through the program.
@Suite struct SplitCheckTests {
  private static func scenario(_ method: String) -> String {
    """
    name: \(method)
    seed: 7
    model: { kind: embedded, layers: 2, width: 32 }
    data: { kind: embedded, train: 128, test: 32, classes: 2, length: 16 }
    method: { name: \(method), cut: 1, lora: { rank: 4 }, epochs: 2 }
    device: jetson-xavier-nx
    link:
      up: { rate: 20 Mbit/s, delay: 25 ms }
      down: { rate: 80 Mbit/s, delay: 25 ms }
    server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }

    """
  }

  /// The verdicts of all checks on a run of `method`, and how `check` ended under its policy.
  private func verdicts(
    _ method: String
  ) throws -> (checks: [String: CheckReport.Check], exitCode: Int32?) {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.scenario(method), to: "scenario.yaml")
    let path = folder.file("run")
    let run = try SidelightProcess.run(["run", file, "--no-check", "--out", path])
    #expect(run.exitCode == 0, "\(run)")
    let replay = try SidelightProcess.run("replay", path)
    #expect(replay.exitCode == 0, "\(replay)")
    let verify = try SidelightProcess.run("trace", "verify", path)
    #expect(verify.exitCode == 0, "\(verify)")
    let check = try SidelightProcess.run(["check", path, "--json"])
    let report = try CheckReport(Data(check.output.utf8))
    return (
      Dictionary(uniqueKeysWithValues: report.checks.map { ($0.id, $0) }), check.exitCode
    )
  }

  private static let clean = [
    "schema.fields", "raw.tokens", "raw.text", "interference.labels", "interference.tokens",
    "timing.length",
  ]

  @Test func plainSplitLearningSendsLabelsAndTokens() throws {
    let (checks, exitCode) = try verdicts("split")
    for id in Self.clean {
      #expect(checks[id]?.verdict == "pass", "\(id): \(checks[id]?.evidence ?? "")")
    }
    #expect(checks["raw.labels"]?.verdict == "leak")
    #expect(checks["label.spectral"]?.verdict == "not-applicable")
    for id in ["token.inversion", "token.dictionary"] {
      #expect(checks[id]?.verdict == "leak", "\(id): \(checks[id]?.evidence ?? "")")
      #expect(checks[id]?.outcome == "declared")
    }
    #expect(exitCode == 1)
  }

  /// No label is sent, and gradients of features give them away all the same.
  @Test func gradientsOfFeaturesTellLabels() throws {
    let (checks, exitCode) = try verdicts("u-split")
    for id in Self.clean + ["raw.labels"] {
      #expect(checks[id]?.verdict == "pass", "\(id): \(checks[id]?.evidence ?? "")")
    }
    for id in ["label.spectral", "label.clusters", "label.gram", "label.direction"] {
      #expect(checks[id]?.verdict == "leak", "\(id): \(checks[id]?.evidence ?? "")")
    }
    for id in ["label.sign", "label.positive", "label.averaging", "label.probe", "cache.linkage"] {
      #expect(checks[id]?.verdict == "not-applicable", "\(id)")
    }
    #expect(checks["token.inversion"]?.verdict == "leak")
    #expect(exitCode == 1)
  }
}
