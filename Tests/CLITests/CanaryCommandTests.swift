import Foundation
import Testing

@Suite struct CanaryCommandTests {
  private struct Report: Decodable {
    struct Result: Decodable {
      var name: String
      var check: String?
      var found: Bool
      var unrelated: [String]
    }

    var leaks: Int
    var found: Int
    var controls: Int
    var results: [Result]
  }

  private func names(_ arguments: String...) throws -> [String] {
    let outcome = try SidelightProcess.run(["canary", "list"] + arguments)
    return outcome.output.split(separator: "\n").compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
  }

  @Test func thereAreEnoughAndAllDiffer() throws {
    let standard = try names()
    let expanded = try names("--expand")
    #expect(standard.count >= 60 && Set(standard).count == standard.count)
    #expect(expanded.count >= 200 && Set(expanded).count == expanded.count)
  }

  @Test func theFilesAreWhatTheGeneratorWrites() throws {
    let folder = try TemporaryFolder()
    let written = folder.file("canaries")
    #expect(try SidelightProcess.run("canary", "write", written).exitCode == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: written).sorted()
    let committed = Checkout.scenarios(in: "Scenarios/canaries")
    #expect(
      names == committed.map { URL(fileURLWithPath: $0).lastPathComponent }.sorted())
    for path in committed {
      let name = URL(fileURLWithPath: path).lastPathComponent
      #expect(try bytes(path) == bytes("\(written)/\(name)"), "\(name)")
    }
  }

  @Test func everyPlantedLeakIsFoundByItsCheckAndNoUnrelatedOne() throws {
    let outcome = try SidelightProcess.run("canary", "run", "--json")
    let report = try JSONDecoder().decode(Report.self, from: outcome.standardOutput)
    for result in report.results {
      #expect(result.found && result.unrelated.isEmpty, "\(result.name) \(result.unrelated)")
    }
    #expect(report.leaks == report.found && report.controls > 5)
    #expect(outcome.exitCode == 0)
    let planted = Set(report.results.compactMap(\.check))
    let wanted: Set = [
      "schema.fields", "raw.labels", "raw.tokens", "raw.text", "interference.labels",
      "interference.tokens", "timing.length", "label.sign",
    ]
    #expect(wanted.isSubset(of: planted))
  }

  @Test func aPatternThatMatchesNothingIsAnError() throws {
    #expect(try SidelightProcess.run("canary", "run", "--only", "nothing").exitCode == 2)
  }

  @Test func aPlantedLeakIsAnnouncedAndGatedOn() throws {
    let folder = try TemporaryFolder()
    let path = "Scenarios/canaries/raw.labels.u8.key.yaml"
    let file = try #require(
      Checkout.scenarios(in: "Scenarios/canaries").first { $0.hasSuffix(path) })
    let outcome = try SidelightProcess.run("run", file, "--json", "--out", folder.file("run"))
    #expect(outcome.exitCode == 0 && outcome.errors.contains("plants a leak on purpose"))
    #expect(try SidelightProcess.run("check", folder.file("run")).exitCode == 1)
  }
}
