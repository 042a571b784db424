import Foundation
import Testing

/// Commands that print what a person or an editor looks up.
@Suite struct ReferenceCommandTests {
  @Test func schemaIsJSON() throws {
    let outcome = try SidelightProcess.run("scenario", "schema")
    #expect(outcome.exitCode == 0)
    let object = try JSONSerialization.jsonObject(with: outcome.standardOutput)
    let schema = try #require(object as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    for key in ["name", "seed", "model", "data", "method", "device", "link", "server"] {
      #expect(properties[key] != nil, "\(key)")
    }
  }

  @Test func validatePrintsAScenarioThatValidatesToItself() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(SmallScenario().text, to: "scenario.yaml")
    let first = try SidelightProcess.run("scenario", "validate", file)
    let resolved = try folder.write(first.output, to: "resolved.yaml")
    let second = try SidelightProcess.run("scenario", "validate", resolved)
    #expect(first.exitCode == 0 && second.exitCode == 0)
    #expect(first.output == second.output)
    let changed = try SidelightProcess.run(
      "scenario", "validate", file, "--set", "method.epochs=9")
    #expect(changed.output.contains("epochs: 9"))
  }

  @Test(arguments: CheckReport.levels.keys.sorted())
  func everyCheckIsExplained(id: String) throws {
    let outcome = try SidelightProcess.run("explain", id)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(outcome.output.hasPrefix(id))
    #expect(outcome.output.contains("What to do"))
  }

  @Test func anUnknownCheckIsAnsweredWithTheKnownOnes() throws {
    let outcome = try SidelightProcess.run("explain", "label.signs")
    #expect(outcome.exitCode == 2)
    for id in CheckReport.levels.keys { #expect(outcome.errors.contains(id), "\(id)") }
  }
}
