import Foundation
import Testing

/// What the checks say of methods that send labels and the states of all tokens.
struct TokenMethodCheckTests {
  /// The label is a field, and a sample's size counts its tokens.
  private static let leaks = ["raw.labels", "timing.length"]
  /// Leaks that the standard policy declares: each state is a function of its token and those
  /// before it, and keys are constant.
  private static let declared = ["cache.linkage", "token.inversion", "token.dictionary"]
  /// No message holds a difference, the end mark is the pivot of all texts, and nothing is keyed.
  private static let unfit = [
    "label.sign", "label.positive", "label.norm", "label.spectral", "label.clusters",
    "label.gram", "label.direction", "label.completion", "label.served", "label.averaging",
    "label.probe", "token.pivot", "token.procrustes",
  ]

  @Test(arguments: ["mobillm", "lst"])
  func verdictsAreThoseOfTheLiterature(_ name: String) throws {
    let folder = try TemporaryFolder()
    let run = folder.file("run")
    // Too small a cache: samples are sent again, and so linked.
    let recorded = try SidelightProcess.run(
      "run", Checkout.root + "/Scenarios/rivals/\(name).yaml", "--set", "data.train=160", "--set",
      "data.test=32", "--set", "model.width=64", "--set", "server.cache=2 MiB", "--set",
      "method.epochs=2", "--set", "data.length=24-40", "--no-check", "--out", run)
    #expect(recorded.exitCode == 0, "\(recorded)")
    let outcome = try SidelightProcess.run("check", run, "--json")
    #expect(outcome.exitCode == 1, "labels-only protects labels: \(outcome)")
    for check in try CheckReport(outcome.standardOutput).checks {
      let expected =
        Self.leaks.contains(check.id)
        ? "leak"
        : Self.declared.contains(check.id)
          ? "declared" : Self.unfit.contains(check.id) ? "not-applicable" : "pass"
      #expect(check.verdict == expected, "\(check.id): \(check.evidence)")
      if check.id == "token.inversion" {
        #expect(check.estimate == 1 && check.evidence.contains("position by position"))
      }
    }
    let declared = try SidelightProcess.run("check", run, "--policy", "raw-labels")
    #expect(declared.exitCode == 0, "\(declared)")
    let replayed = try SidelightProcess.run("replay", run)
    #expect(replayed.exitCode == 0, "\(replayed)")
    let verified = try SidelightProcess.run("trace", "verify", run + "/trace.slt")
    #expect(verified.exitCode == 0, "\(verified)")
  }
}
