import Foundation
import Testing

@Suite struct PredictCommandTests {
  private struct Report: Decodable {
    struct Row: Decodable {
      var text: String?
      var predicted: Int
      var name: String?
      var probabilities: [Double?]
    }
    var method: String
    var classes: Int
    var predictions: [Row]
    var accuracy: Double?
  }

  private func report(_ arguments: String...) throws -> Report {
    let outcome = try SidelightProcess.run(["predict"] + arguments + ["--json"])
    #expect(outcome.exitCode == 0, "\(outcome)")
    return try JSONDecoder().decode(Report.self, from: outcome.standardOutput)
  }

  @Test func theOwnTestTextsHaveTheAccuracyOfTheSummary() throws {
    let run = try RecordedRun()
    let report = try report(run.path, "--test")
    #expect(report.accuracy == run.summary.training.final_accuracy)
    #expect(report.predictions.count == 32 && report.classes == 2 && report.method == "pae")
    #expect(report.predictions.allSatisfy { $0.probabilities.count == 2 && $0.text == nil })
    let plain = try SidelightProcess.run("predict", run.path, "--test")
    #expect(plain.exitCode == 0 && plain.output.split(separator: "\n").count == 33, "\(plain)")
    #expect(plain.output.contains("\naccuracy "), "\(plain)")
  }

  @Test func filesAreLaidOutLikeTheRunsOwnData() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<48).map {
      "\($0 % 2 == 0 ? "up" : "down")\t\($0 % 2 == 0 ? "good" : "bad") \($0)"
    }
    try folder.write(
      (["mood\ttext"] + rows).joined(separator: "\n") + "\n", to: "data.tsv")
    let data = """
      { kind: tsv, path: \(folder.file("data.tsv")), header: true, text_column: text, \
      label_column: mood, labels: [down, up], train: 32, test: 16, classes: 2 }
      """
    let file = try folder.write(SmallScenario(data: data).text, to: "scenario.yaml")
    let run = folder.file("run")
    let outcome = try SidelightProcess.run("run", file, "--no-check", "--out", run)
    try #require(outcome.exitCode == 0, "\(outcome)")
    let own = try report(run, "--test")
    try folder.write(
      (["mood\ttext"] + rows.suffix(16)).joined(separator: "\n") + "\n", to: "test.tsv")
    let same = try report(run, "--data", folder.file("test.tsv"))
    #expect(same.accuracy == own.accuracy && same.accuracy != nil)
    #expect(same.predictions.allSatisfy { ["down", "up"][$0.predicted] == $0.name })
    try folder.write("good 40\r\n\nbad 41", to: "lines.txt")
    let lines = try report(run, "--data", folder.file("lines.txt"), "--unlabelled")
    #expect(lines.predictions.count == 3 && lines.accuracy == nil)
    let typed = try report(run, "--text", "good 40", "", "bad 41")
    #expect(typed.predictions.map(\.text) == ["good 40", "", "bad 41"])
    #expect(typed.predictions.map(\.predicted) == lines.predictions.map(\.predicted))
    let shown = try SidelightProcess.run("predict", run, "--text", "a\u{1b}[2J\nb")
    #expect(shown.exitCode == 0 && !shown.output.contains("\u{1b}"), "\(shown)")
    #expect(shown.output.split(separator: "\n").count == 1, "\(shown)")
    // Another format has its own usual places, and the run's names of the classes.
    try folder.write(#"{"text": "good 40", "label": "up"}"# + "\n", to: "test.jsonl")
    #expect(try report(run, "--data", folder.file("test.jsonl")).predictions.count == 1)
    try folder.write("mood\ttext\nsideways\tgood 1\n", to: "bad.tsv")
    let bad = try SidelightProcess.run("predict", run, "--data", folder.file("bad.tsv"))
    #expect(bad.exitCode == 2 && bad.errors.contains("bad.tsv:2:"), "\(bad)")
  }

  @Test func wrongUsageAndBadFoldersAreOneSentence() throws {
    let run = try RecordedRun()
    let empty = try run.folder.write("", to: "empty.tsv")
    let other = try TemporaryFolder()
    for (arguments, words) in [
      ([run.path], "Give one of"), ([run.path, "--test", "--text", "a"], "Give one of"),
      ([run.path, "--test", "--unlabelled"], "--unlabelled goes with --data"),
      ([run.path, "--data", "none.tsv"], "none.tsv"), ([run.path, "--data", empty], "no texts"),
      ([run.path, "--data", run.path], run.path), (["nowhere", "--test"], "not a run folder"),
      ([other.path, "--test"], "scenario.yaml is missing"),
    ] {
      let outcome = try SidelightProcess.run(["predict"] + arguments)
      #expect(outcome.exitCode == 2 && outcome.errors.contains(words), "\(outcome)")
      #expect(outcome.output.isEmpty)
    }
    let side = run.path + "/side.safetensors"
    try Data(try bytes(side).prefix(1_000)).write(to: URL(fileURLWithPath: side))
    let damaged = try SidelightProcess.run("predict", run.path, "--test")
    #expect(damaged.exitCode == 2 && damaged.errors.contains(side + ": "), "\(damaged)")
    #expect(damaged.errors.split(separator: "\n").count == 1, "\(damaged)")
    try remove(side)
    let missing = try SidelightProcess.run("predict", run.path, "--test")
    #expect(missing.exitCode == 2 && missing.errors.contains("the file is missing"), "\(missing)")
  }

  @Test func runsWithoutValuesAreRefused() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(SmallScenario().text, to: "scenario.yaml")
    let run = folder.file("run")
    let counted = try SidelightProcess.run(
      "run", file, "--out", run, "--set", "numerics.mode=shape")
    #expect(counted.exitCode == 0 && !exists(run + "/side.safetensors"), "\(counted)")
    let outcome = try SidelightProcess.run("predict", run, "--test")
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains("numerics.mode: shape computes no values"), "\(outcome)")
  }

  @Test func theFileIsPrivateAndEqualRunsWriteEqualOnes() throws {
    let (run, again) = (try RecordedRun(), try RecordedRun())
    let side = run.path + "/side.safetensors"
    #expect(try bytes(side) == bytes(again.path + "/side.safetensors"))
    let mode = try FileManager.default.attributesOfItem(atPath: side)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    // What a killed run left unfinished does not stop the next one.
    try run.folder.write("", to: "run/side.safetensors.a1B2c3")
    let forced = try SidelightProcess.run(
      "run", run.folder.file("scenario.yaml"), "--no-check", "--out", run.path, "--force")
    #expect(forced.exitCode == 0, "\(forced)")
    #expect(!exists(run.path + "/side.safetensors.a1B2c3"))
  }
}
