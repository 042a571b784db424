import Foundation
import Testing

@Suite struct FuzzCommandTests {
  private static let scenario = Checkout.root + "/Scenarios/faults.yaml"

  @Test func soundCasesPassAndAreTheSameForASeed() throws {
    let first = try SidelightProcess.run("fuzz", Self.scenario, "--runs", "30", "--json")
    #expect(first.exitCode == 0, "\(first)")
    #expect(first.output.contains("\"failures\" : 0"))
    let second = try SidelightProcess.run("fuzz", Self.scenario, "--runs", "30", "--json")
    #expect(second.output == first.output)
  }

  @Test func aPlantedDefectLeavesAFileThatReplays() throws {
    let folder = try TemporaryFolder()
    let outcome = try SidelightProcess.run(
      "fuzz", Self.scenario, "--runs", "100", "--plant", "trains-duplicates", "--out", folder.path)
    #expect(outcome.exitCode == 1 && outcome.output.contains("trained"), "\(outcome)")
    let file = try #require(listing(folder.path).first { $0.hasSuffix(".yaml") })
    let path = folder.file(file)
    let replay = try SidelightProcess.run(
      "fuzz", path, "--replay", "--plant", "trains-duplicates")
    #expect(replay.exitCode == 1, "\(replay)")
    #expect(try SidelightProcess.run("fuzz", path, "--replay").exitCode == 0)
    // At most three faults are left.
    let text = String(decoding: try bytes(path), as: UTF8.self)
    #expect((1...3).contains(text.components(separatedBy: "- kind:").count - 1), "\(text)")
  }

  @Test func shapeRunsNeedNoCheckAndSaySo() throws {
    let folder = try TemporaryFolder()
    let run = try SidelightProcess.run(
      "run", Checkout.root + "/Scenarios/shape.yaml", "--out", folder.file("run"))
    #expect(run.exitCode == 0 && run.output.contains("1315758080 parameters"), "\(run)")
    #expect(!exists(folder.file("run/trace.slt")))
    let check = try SidelightProcess.run("check", folder.file("run"))
    #expect(check.exitCode == 3 && check.errors.contains("computes no values"), "\(check)")
  }
}
