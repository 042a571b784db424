import Foundation
import Testing

/// Runs side by side, and the methods that train on the device alone.
@Suite struct CompareCommandTests {
  private struct Row: Decodable {
    var run: String
    var method: String
    var accuracy: Double?
    var seconds_to_target: Double?
    var device_operations: Double?
    var uplink_bytes: Double?
    var labels_recovered: Double?
    var tokens_recovered: Double?
    var ratios: [String: Double?]
  }

  private static func scenario(_ name: String, _ method: String) -> String {
    var scenario = SmallScenario(name: name)
    scenario.data = "{ kind: embedded, train: 128, test: 64, classes: 2 }"
    let lines = scenario.text.split(separator: "\n", omittingEmptySubsequences: false)
    let first = lines.firstIndex { $0.hasPrefix("method:") } ?? 0
    let last = lines.firstIndex { $0.hasPrefix("device:") } ?? 0
    return (lines[..<first] + ["method: \(method)"] + lines[last...]).joined(separator: "\n")
  }

  @Test func aRowARunWithRatiosToPae() throws {
    let folder = try TemporaryFolder()
    let methods = [
      ("lora", "{ name: lora, epochs: 3, optimizer: { learning_rate: 1e-2 } }"),
      ("pae", "{ name: pae, epochs: 3 }"),
    ]
    for (name, method) in methods {
      let file = try folder.write(Self.scenario(name, method), to: "\(name).yaml")
      let outcome = try SidelightProcess.run("run", file, "--out", folder.file(name))
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.output.contains("  \(name) on embedded"), "\(outcome.output)")
    }
    let (lora, pae) = (folder.file("lora"), folder.file("pae"))

    let text = try SidelightProcess.run("compare", lora, pae, "--target", "0.5")
    let lines = text.output.split(separator: "\n").map(String.init)
    #expect(text.exitCode == 0 && lines.count == 4, "\(text)")
    #expect(lines[0] == "to target: accuracy 0.500; ratios to pae")
    #expect(lines[1].hasPrefix("run ") && lines[2].hasPrefix("lora ") && lines[3].hasPrefix("pae "))
    #expect(lines[3].contains("(1.00x)"))
    let open = try SidelightProcess.run("compare", lora, pae)
    #expect(open.output.contains(", 0.98 of the smallest final accuracy; ratios to pae\n"))

    let json = try SidelightProcess.run("compare", lora, pae, "--json")
    let rows = try JSONDecoder().decode([Row].self, from: json.standardOutput)
    #expect(rows.map(\.method) == ["lora", "pae"] && rows.map(\.run) == ["lora", "pae"])
    #expect(rows[0].uplink_bytes == 0 && (rows[1].uplink_bytes ?? 0) > 0)
    #expect(rows[0].labels_recovered == 0 && rows[0].tokens_recovered == 0)
    #expect(rows[1].labels_recovered == 1)
    #expect(rows.allSatisfy { $0.seconds_to_target != nil && ($0.device_operations ?? 0) > 0 })
    #expect(rows[1].ratios["accuracy"] == 1 && rows[0].ratios["uplink_bytes"] == 0)
    let same = try SidelightProcess.run("compare", pae, pae)
    #expect(same.output.contains("\npae \(pae) "))

    // What nothing crosses for leaks nothing, and there is no server to rebuild.
    let check = try SidelightProcess.run("check", lora)
    #expect(check.exitCode == 0, "\(check)")
    #expect(try SidelightProcess.run("trace", "verify", lora).exitCode == 0)
    let replay = try SidelightProcess.run("replay", lora)
    #expect(replay.exitCode == 2 && replay.errors.contains("there is no server to rebuild"))
    let fuzz = try SidelightProcess.run("fuzz", folder.file("lora.yaml"))
    #expect(fuzz.exitCode == 2 && fuzz.errors.contains("has no link that could fail"), "\(fuzz)")
  }

  @Test func whatIsNoRunIsRefused() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path, folder.file("nowhere")] {
      let outcome = try SidelightProcess.run("compare", path)
      #expect(outcome.exitCode == 2)
      #expect(
        outcome.errors
          == "\(path): error: not a folder of a complete run: summary.json is missing\n")
    }
    _ = try folder.write("{}", to: "summary.json")
    let outcome = try SidelightProcess.run("compare", folder.path)
    #expect(outcome.exitCode == 2 && outcome.errors.contains("not a summary of a run"))
    #expect(try SidelightProcess.run("compare").exitCode == 2)
    #expect(try SidelightProcess.run("compare", folder.path, "--target", "2").exitCode == 2)
  }
}
