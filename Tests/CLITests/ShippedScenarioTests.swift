import Foundation
import Testing

@Suite struct ShippedScenarioTests {
  /// The checks that must have a planted leak.
  private static let planted = [
    "interference.labels", "interference.tokens", "label.sign", "raw.labels", "raw.text",
    "raw.tokens", "schema.fields",
  ]

  @Test(arguments: Checkout.everyScenario)
  func everyScenarioValidates(path: String) throws {
    let outcome = try SidelightProcess.run("scenario", "validate", path)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(outcome.output.hasPrefix("name: "))
  }

  @Test func everyCheckHasAPlantedLeak() {
    let names = Checkout.scenarios(in: "Scenarios/canaries").map(checkName)
    for check in Self.planted { #expect(names.contains(check), "\(check)") }
    #expect(!Checkout.scenarios(in: "Scenarios").isEmpty)
  }

  @Test(arguments: Checkout.scenarios(in: "Scenarios/canaries"))
  func aPlantedLeakFiresItsCheckAndNoOther(path: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try SidelightProcess.run("run", path, "--json", "--out", folder.file("run"))
    #expect(outcome.exitCode == 0, "\(outcome)")
    let summary = try Summary(outcome.standardOutput)
    #expect(Set(summary.leaks.map(\.id)) == Set(CheckReport.levels.keys))
    // Labels that are not randomized are found by every attack on them.
    let expected =
      checkName(path) == "label.sign"
      ? CheckReport.labelLeaks.filter { $0 != "label.completion" } : [checkName(path)]
    #expect(summary.notPassed == Dictionary(uniqueKeysWithValues: expected.map { ($0, "leak") }))
    let isPlanted = checkName(path) != "timing.length"
    #expect(outcome.errors.contains("plants a leak on purpose") == isPlanted)
    #expect(try SidelightProcess.run("check", folder.file("run")).exitCode == 1)
  }

  @Test func theBaseOfThePlantedLeaksIsFreeOfLeaks() throws {
    let path = try #require(Checkout.scenarios(in: "Scenarios/canaries").first)
    let lines = String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n")
    let base = lines.filter { !$0.hasPrefix("canary:") }
    try #require(base.count == lines.count - 1)
    let folder = try TemporaryFolder()
    let file = try folder.write(base.joined(separator: "\n") + "\n", to: "base.yaml")
    let outcome = try SidelightProcess.run("run", file, "--json", "--out", folder.file("run"))
    #expect(try Summary(outcome.standardOutput).notPassed.isEmpty)
    #expect(!outcome.errors.contains("warning"))
  }

  private func checkName(_ path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }
}
