import Foundation
import Testing

/// Real text: lines of `text TAB label`, of varied length.
@Suite struct TabSeparatedDataTests {
  /// A word that appears in every text of these tests and nowhere else.
  private static let marker = "marmalade"

  /// Rows whose first words tell the label, with 0 to 5 words more.
  private static func rows(_ count: Int) -> [String] {
    let fillers = ["thistledown", "quagmire", "xylophone", "bumblebee", "zephyr"]
    return (0..<count).map { index in
      let label = (index / 3) % 2
      let mood = label == 0 ? "dreadful" : "splendid"
      let length = (index * 7) % 6
      let words = (0..<length).map { fillers[(index + $0) % fillers.count] }
      return ([mood, marker, "row\(index)"] + words).joined(separator: " ") + "\t\(label)"
    }
  }

  private func makeRun(
    _ rows: [String], _ options: [String] = []
  ) throws -> (folder: TemporaryFolder, outcome: SidelightProcess.Outcome) {
    let folder = try TemporaryFolder()
    try folder.write(rows.joined(separator: "\n") + "\n", to: "rows.tsv")
    // A slow device: where the link takes longer than the device, its time hides behind it.
    let scenario = SmallScenario(
      name: "texts", data: "{ kind: tsv, path: rows.tsv, train: 64, test: 32, classes: 2 }",
      device: "{ compute: 1 GFLOP/s, memory_bandwidth: 1 GB/s }")
    let file = try folder.write(scenario.text, to: "scenario.yaml")
    let outcome = try SidelightProcess.run(
      ["run", file, "--out", folder.file("run")] + options)
    return (folder, outcome)
  }

  @Test func textsOfVariedLengthRevealTheirLengthAndTheirLabels() throws {
    let (folder, outcome) = try makeRun(Self.rows(96), ["--json"])
    #expect(outcome.exitCode == 0, "\(outcome)")
    let summary = try Summary(outcome.standardOutput)
    let expected = CheckReport.labelLeaks.filter { $0 != "label.completion" }
    #expect(
      summary.checks("leak").filter { $0 != "label.completion" } == ["timing.length"] + expected)
    #expect(try SidelightProcess.run("check", folder.file("run")).exitCode == 1)
  }

  @Test func textsOfOneLengthRevealNoLength() throws {
    let longest = Self.rows(96).map(\.utf8.count).max() ?? 0
    let rows = Self.rows(96).map { (row: String) -> String in
      row.dropLast(2) + String(repeating: ".", count: longest - row.utf8.count)
        + row.suffix(2)
    }
    let (_, outcome) = try makeRun(rows, ["--json"])
    let leaks = try Summary(outcome.standardOutput).checks("leak")
    #expect(leaks.first == "label.sign" && Set(leaks).isSubset(of: CheckReport.labelLeaks))
  }

  /// Five tokens with the marks: all of them follow from one activation.
  @Test func shortTextsAreComputedAndThatIsDeclared() throws {
    let folder = try TemporaryFolder()
    let (consonants, vowels) = (Array("bcdfghjklmnpqrst"), Array("aeiou"))
    let rows = (0..<96).map { row in
      let word = [consonants[row % 16], vowels[row % 5], consonants[(row * 7 + 3) % 16]]
      return "\(String(word))\t\(row % 2)\n"
    }
    try folder.write(rows.joined(), to: "rows.tsv")
    let scenario = SmallScenario(
      name: "words", width: 64,
      data: "{ kind: tsv, path: rows.tsv, train: 64, test: 32, classes: 2 }")
    let file = try folder.write(scenario.text, to: "scenario.yaml")
    let outcome = try SidelightProcess.run("run", file, "--json", "--out", folder.file("run"))
    #expect(try Summary(outcome.standardOutput).checks("declared").contains("token.inversion"))
    let check = try SidelightProcess.run("check", folder.file("run"))
    #expect(check.output.contains("of 8 whole token sequences recovered"))
    #expect(check.exitCode == 1)
  }

  @Test func noOutputHoldsWordsOfTheTexts() throws {
    let (folder, outcome) = try makeRun(Self.rows(96), ["--verbose"])
    let check = try SidelightProcess.run("check", folder.file("run"), "--json")
    let info = try SidelightProcess.run("trace", "info", folder.file("run/trace.slt"))
    var visible = [
      outcome.standardOutput, outcome.standardError, check.standardOutput, check.standardError,
      info.standardOutput, info.standardError,
    ]
    let files = listing(folder.file("run")).filter { !$0.hasPrefix("private") }
    #expect(files.contains("trace.slt") && files.contains("summary.json"))
    for file in files { visible.append(try bytes(folder.file("run/" + file))) }
    for word in [Self.marker, "dreadful", "splendid", "bumblebee", "row17"] {
      for data in visible { #expect(data.range(of: Data(word.utf8)) == nil, "\(word)") }
    }
    // The search itself must be able to find something: the judge's texts are base64 in private/.
    let judge = try bytes(folder.file("run/private/judge.jsonl"))
    let lines = String(decoding: judge, as: UTF8.self).split(separator: "\n").dropFirst()
    let object = try JSONSerialization.jsonObject(with: Data(try #require(lines.first).utf8))
    let text = try #require((object as? [String: Any])?["text"] as? String)
    let decoded = try #require(Data(base64Encoded: text))
    #expect(decoded.range(of: Data(Self.marker.utf8)) != nil)
  }

  @Test func dataThatChangedAfterTheRunIsNoticed() throws {
    let (folder, _) = try makeRun(Self.rows(96))
    try folder.write(
      (Self.rows(95) + ["another text\t0"]).reversed().joined(separator: "\n") + "\n",
      to: "rows.tsv")
    let check = try SidelightProcess.run("check", folder.file("run"))
    #expect(check.exitCode == 2, "\(check)")
    #expect(check.errors.contains("the data or the model has changed"))
    expectNoContent(check)
  }

  /// Broken rows in place of row 5, and the complaint.
  @Test(arguments: [
    ("marmalade with no label", "no tab"),
    ("marmalade\tpositive-kumquat", "whole number from 0 to 1"),
    ("marmalade\t2", "whole number from 0 to 1"),
    ("marmalade\t-1", "whole number from 0 to 1"),
    ("marmalade\t", "whole number from 0 to 1"),
    ("kumquat", "no tab"),
  ])
  func aBrokenRowIsNamedByItsLineAndNotByItsContent(row: String, complaint: String) throws {
    var rows = Self.rows(96)
    rows[4] = row
    let (folder, outcome) = try makeRun(rows)
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains(folder.file("rows.tsv") + ":5: error: "), "\(outcome)")
    #expect(outcome.errors.contains(complaint), "\(outcome)")
    expectNoContent(outcome)
    #expect(!exists(folder.file("run")))
  }

  @Test func tooFewRowsAMissingFileAndAFolderAreNamed() throws {
    let (short, outcome) = try makeRun(Self.rows(95))
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains("95 rows"), "\(outcome)")
    #expect(!exists(short.file("run")))
    for place in ["nowhere.tsv", "."] {
      let (folder, outcome) = try makeRun(Self.rows(96), ["--set", "data.path=\(place)"])
      #expect(outcome.exitCode == 2, "\(outcome)")
      #expect(!exists(folder.file("run")))
    }
  }

  private func expectNoContent(
    _ outcome: SidelightProcess.Outcome, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for word in [Self.marker, "kumquat", "dreadful", "splendid"] {
      #expect(!outcome.description.contains(word), "\(word)", sourceLocation: sourceLocation)
    }
  }
}
