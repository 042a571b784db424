import Foundation
import Testing

/// The policy of each method gives the verdict that its first lines promise.
struct MethodPolicyTests {
  /// A method, its policy, how `check` ends under it and under the standard one, and the checks
  /// that leak then.
  struct Case: CustomTestStringConvertible, Sendable {
    let method: String
    let policy: String
    let own: Int32
    let standard: Int32
    let leaks: Set<String>

    var testDescription: String { method }
  }

  static let cases =
    [
      Case(
        method: "mobillm, adapter: {rank: 4}", policy: "mobillm", own: 0, standard: 1,
        leaks: ["raw.labels", "timing.length"]),
      Case(
        method: "lst, ladder: {reduction: 4}", policy: "lst", own: 0, standard: 1,
        leaks: ["raw.labels", "timing.length"]),
      Case(
        method: "split, lora: {rank: 4}", policy: "split", own: 0, standard: 1,
        leaks: ["raw.labels", "timing.length"]),
      Case(
        method: "u-split, lora: {rank: 4}", policy: "u-split", own: 1, standard: 1,
        leaks: [
          "label.norm", "label.spectral", "label.clusters", "label.gram", "label.direction",
          "label.completion", "timing.length",
        ]),
      Case(
        method: "fedavg-lora, lora: {rank: 4}", policy: "fedavg-lora", own: 0, standard: 1,
        leaks: ["timing.length"]),
    ]
    + ["full", "lora", "adapter", "bitfit", "lst, ladder: {on: device, reduction: 4}"].map {
      Case(method: $0, policy: "on-device", own: 0, standard: 0, leaks: [])
    }

  /// Found by a review: the loss of outputs that are no numbers was a trap.
  @Test(arguments: [
    "mobillm", "lst", "lst, ladder: {on: device}", "split", "u-split", "full", "lora", "adapter",
    "bitfit", "fedavg-lora",
  ])
  func aRunThatDivergesSaysSo(_ method: String) throws {
    let folder = try TemporaryFolder()
    let scenario = try folder.write(
      """
      name: wild
      seed: 7
      model: { layers: 2, width: 32 }
      data: { train: 96, test: 32, classes: 2 }
      method: { name: \(method), epochs: 10,
                optimizer: { learning_rate: 10, weight_decay: 9 } }
      device: jetson-xavier-nx
      link: { up: { rate: 20 Mbit/s, delay: 25 ms }, down: { rate: 80 Mbit/s, delay: 25 ms } }
      server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }

      """, to: "scenario.yaml")
    let run = folder.file("run")
    let outcome = try SidelightProcess.run("run", scenario, "--no-check", "--out", run)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(outcome.output.contains("DIVERGED"), "\(outcome)")
    let predicted = try SidelightProcess.run("predict", run, "--test")
    #expect(predicted.exitCode == 0 && predicted.errors.contains("has diverged"), "\(predicted)")
    let compared = try SidelightProcess.run("compare", run)
    #expect(compared.output.contains("(diverged)"), "\(compared)")
  }

  @Test(arguments: cases) func theVerdictIsTheOneThatIsPromised(_ item: Case) throws {
    let folder = try TemporaryFolder()
    let scenario = try folder.write(
      """
      name: small
      seed: 7
      model: { layers: 2, width: 32 }
      data: { train: 128, test: 32, classes: 2, length: 20-60 }
      method: { name: \(item.method), epochs: 2 }
      device: jetson-xavier-nx
      link: { up: { rate: 20 Mbit/s, delay: 25 ms }, down: { rate: 80 Mbit/s, delay: 25 ms } }
      server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }

      """, to: "scenario.yaml")
    let run = folder.file("run")
    let recorded = try SidelightProcess.run("run", scenario, "--no-check", "--out", run)
    #expect(recorded.exitCode == 0, "\(recorded)")
    let verified = try SidelightProcess.run("trace", "verify", run)
    #expect(verified.exitCode == 0, "\(verified)")
    let policy = Checkout.root + "/Scenarios/policies/\(item.policy).yaml"
    let own = try SidelightProcess.run("check", run, "--policy", policy)
    #expect(own.exitCode == item.own, "\(own)")
    let standard = try SidelightProcess.run("check", run, "--json")
    #expect(standard.exitCode == item.standard, "\(standard)")
    let checks = try CheckReport(standard.standardOutput).checks
    #expect(Set(checks.filter { $0.verdict == "leak" }.map(\.id)) == item.leaks)
    #expect(!checks.contains { $0.verdict == "inconclusive" })
  }
}
