import Foundation
import TestSupport
import Testing

/// Scenarios over Hugging Face folders and files of labelled texts.
@Suite struct FolderModelTests {
  private static let fillers = ["thistledown", "quagmire", "xylophone", "bumblebee", "zephyr"]

  private static func rows(_ count: Int) -> [(text: String, label: Int)] {
    (0..<count).map { index in
      let label = (index / 3) % 2
      let words = (0..<(index * 7) % 6).map { fillers[(index + $0) % fillers.count] }
      let mood = label == 0 ? "dreadful" : "splendid"
      return (([mood, "marmalade", "row"] + words).joined(separator: " "), label)
    }
  }

  private struct Setup {
    let folder: TemporaryFolder
    let scenario: String

    func run(_ options: [String] = [], out: String = "run") throws -> SidelightProcess.Outcome {
      try SidelightProcess.run(
        ["run", scenario, "--json", "--no-check", "--out", folder.file(out)]
          + ["--store", folder.file("store")] + options)
    }
  }

  private func setup(
    _ family: TinyModelFolder.Family = .bert, data: String? = nil, method: String = "",
    seed: UInt64 = 1
  ) throws -> Setup {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("model"), withIntermediateDirectories: true)
    try TinyModelFolder.write(family, to: folder.file("model"), seed: seed)
    let rows = Self.rows(96)
    try folder.write(
      rows.map { "\($0.text)\t\($0.label)\n" }.joined(), to: "train.tsv")
    try folder.write(rows.prefix(40).map { "\($0.text)\t\($0.label)\n" }.joined(), to: "test.tsv")
    let data =
      data
      ?? "{ kind: tsv, path: train.tsv, test_path: test.tsv, train: all, test: all, classes: 2 }"
    let text = """
      name: folder
      seed: 7
      model: { kind: folder, path: model }
      data: \(data)
      method: { name: pae, pivot: mean, adapter: { rank: 8 }, epochs: 2 \(method) }
      device: jetson-xavier-nx
      link: { up: { rate: 20 Mbit/s, delay: 25 ms }, down: { rate: 80 Mbit/s, delay: 25 ms } }
      server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }

      """
    return Setup(folder: folder, scenario: try folder.write(text, to: "scenario.yaml"))
  }

  private func summary(_ outcome: SidelightProcess.Outcome) throws -> Summary {
    #expect(outcome.exitCode == 0, "\(outcome)")
    return try Summary(outcome.standardOutput)
  }

  @Test(arguments: TinyModelFolder.Family.allCases)
  func aFolderRunsAndIsCheckedAndRepeats(_ family: TinyModelFolder.Family) throws {
    let setup = try setup(family)
    let first = try SidelightProcess.run(
      "run", setup.scenario, "--json", "--out", setup.folder.file("run"), "--store",
      setup.folder.file("store"))
    let summary = try summary(first)
    #expect(summary.notPassed["label.sign"] == "leak")
    let check = try SidelightProcess.run(
      "check", setup.folder.file("run"), "--no-store", "--json")
    #expect(check.exitCode == 1, "\(check)")
    let second = try self.summary(try setup.run(["--no-store", "--workers", "1"], out: "again"))
    #expect(second.run_digest == summary.run_digest)
    #expect(second.trace_digest == summary.trace_digest)
  }

  /// Texts and labels are the same ones, so that the weights alone give it away.
  @Test func aCheckWithOtherWeightsThanTheRunsIsRefused() throws {
    let setup = try setup()
    _ = try summary(try setup.run())
    try TinyModelFolder.write(.bert, to: setup.folder.file("model"), seed: 2)
    let check = try SidelightProcess.run("check", setup.folder.file("run"), "--no-store")
    #expect(check.exitCode == 2, "\(check)")
    #expect(check.errors.contains("the data or the model has changed since the run"))
  }

  @Test func theStoreChangesNoValueAndIsForItsOwnerAlone() throws {
    let setup = try setup()
    let cold = try summary(try setup.run())
    let packs = listing(setup.folder.file("store")).filter { $0.hasSuffix(".pack") }
    #expect(!packs.isEmpty)
    let attributes = try FileManager.default.attributesOfItem(atPath: setup.folder.file("store"))
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    let warm = try summary(try setup.run(out: "warm"))
    #expect(warm.run_digest == cold.run_digest)
    // Damaged packs are computed again, never trusted.
    for pack in packs {
      let path = setup.folder.file("store/" + pack)
      var data = try bytes(path)
      data[data.count - 3] ^= 0x40
      try data.write(to: URL(fileURLWithPath: path))
    }
    let damaged = try summary(try setup.run(out: "damaged"))
    #expect(damaged.run_digest == cold.run_digest)
  }

  /// More texts than are computed at a time, and a second run that computes none.
  @Test func theStoreServesASecondRunWithoutTheWeights() throws {
    let setup = try setup()
    // Texts of every count of words, so that all sequences differ.
    let words = TinyModelFolder.words
    let rows = (0..<700).map { index in
      (0..<3).map { words[(index / [1, 12, 144][$0]) % 12] }.joined(separator: " ")
        + "\t\(index % 2)"
    }
    try setup.folder.write(rows.joined(separator: "\n") + "\n", to: "train.tsv")
    let cold = try summary(try setup.run())
    let none = try summary(try setup.run(["--no-store"], out: "none"))
    #expect(none.run_digest == cold.run_digest)
    let packs = listing(setup.folder.file("store")).filter { $0.hasSuffix(".pack") }
    let before = try packs.map { try bytes(setup.folder.file("store/" + $0)) }
    let warm = try summary(try setup.run(out: "warm"))
    #expect(warm.run_digest == cold.run_digest)
    // A run that had computed anything would have written a pack.
    let after = listing(setup.folder.file("store")).filter { $0.hasSuffix(".pack") }
    #expect(after == packs && before.count == packs.count)
  }

  @Test func weightsThatAreNoNumbersAreNoticed() throws {
    let setup = try setup()
    let path = setup.folder.file("model/model.safetensors")
    var data = try bytes(path)
    data.replaceSubrange(
      data.count - 4000..<data.count, with: [UInt8](repeating: 0xFF, count: 4000))
    try data.write(to: URL(fileURLWithPath: path))
    let outcome = try setup.run(["--set", "method.head=zero"])
    #expect(outcome.errors.contains("are not finite numbers"), "\(outcome)")
  }

  @Test func aStoreNeedsAName() throws {
    let outcome = try setup().run(["--store", ""])
    #expect(outcome.exitCode == 2 && outcome.errors.contains("--store needs a folder"))
  }

  @Test func anUnwritableStoreIsAWarning() throws {
    let setup = try setup()
    let blocked = try setup.folder.write("not a folder", to: "file")
    let outcome = try setup.run(["--store", blocked + "/store"])
    _ = try summary(outcome)
    #expect(outcome.errors.contains("the activation store cannot be written"), "\(outcome)")
  }

  @Test func otherWeightsAreNoticedByCheck() throws {
    let setup = try setup()
    _ = try summary(try setup.run())
    try TinyModelFolder.write(.bert, to: setup.folder.file("model"), seed: 2)
    let check = try SidelightProcess.run("check", setup.folder.file("run"), "--no-store")
    #expect(check.exitCode == 2 && check.errors.contains("the model has changed"), "\(check)")
  }

  @Test(arguments: ["tsv", "jsonl", "csv"])
  func theDataOptionTakesFoldersOfEachFormat(_ format: String) throws {
    let setup = try setup()
    let base = try summary(try setup.run())
    let data = setup.folder.file("data")
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    for (name, count) in [("train", 96), ("dev", 40)] {
      let lines = Self.rows(count).map { row in
        switch format {
        case "tsv": "\(row.text)\t\(row.label)"
        case "jsonl": #"{"label": \#(row.label), "text": "\#(row.text)"}"#
        default: "\"\(row.text)\",\(row.label)"
        }
      }
      try setup.folder.write(
        lines.joined(separator: "\n") + "\n", to: "data/\(name).\(format)")
    }
    let other = try summary(try setup.run(["--data", data], out: "other"))
    #expect(other.trainedValues == base.trainedValues)
    #expect(other.trace_digest == base.trace_digest || format != "tsv")
  }

  @Test func columnsAndNamesOfClassesAreRead() throws {
    let base = try summary(try setup().run())
    let setup = try setup(
      data: "{ kind: csv, path: a.csv, test_path: a.csv, header: true, text_column: sentence, "
        + "label_column: mood, labels: [bad, good], train: all, test: 40 }")
    let rows = Self.rows(96).map { "\($0.label == 0 ? "bad" : "good"),\"\($0.text)\",9" }
    try setup.folder.write(
      (["mood,sentence,id"] + rows).joined(separator: "\n"), to: "a.csv")
    #expect(try summary(try setup.run()).trainedValues == base.trainedValues)
  }

  @Test func aModelsOwnHeadPredictsBeforeTraining() throws {
    let zero = try summary(try setup().run())
    let setup = try setup(method: ", head: own")
    let own = try summary(try setup.run())
    #expect(own.training.backbone_accuracy != zero.training.backbone_accuracy)
    #expect(own.side_network_digest != zero.side_network_digest)
    let check = try SidelightProcess.run("check", setup.folder.file("run"), "--json")
    #expect(check.exitCode == 1, "\(check)")
  }

  @Test func verbalizersPickWordsOfTheLanguageModelHead() throws {
    let outcome = try setup(.llama, method: ", head: own, verbalizers: [dreadful, splendid]").run()
    let other = try setup(.llama, method: ", head: own, verbalizers: [splendid, dreadful]").run()
    let first = try summary(outcome).training.backbone_accuracy
    // Of two classes, the exchanged words are right where the others are wrong.
    #expect(abs(first + (try summary(other)).training.backbone_accuracy - 1) < 1e-9)
  }

  @Test(arguments: [
    (
      ["--set", "method.adapter.rank=25"], "method.adapter.rank: 25 is above the model's width, 24"
    ),
    (["--set", "method.batch=97"], "method.batch: 97 is above data.train, 96"),
    (["--set", "model.max_length=41"], "model.max_length: 41 is above the model's limit, 40"),
    (["--set", "model.path=nowhere"], "tokenizer.json"),
    (["--set", "method.head=own", "--set", "method.verbalizers=[a]"], "1 words for 2 classes"),
    (
      ["--set", "method.head=own", "--set", "method.verbalizers=[a, 'b c']"],
      "method.verbalizers[1]: the word is 2 tokens"
    ),
    (["--set", "method.head=own", "--set", "data.classes=3"], "tells 2 classes apart"),
    (["--set", "data.path=nowhere.tsv"], "nowhere.tsv: error: cannot read the data: no such file"),
    (["--data", "nowhere"], "--data nowhere: error: there is no such file or folder"),
    (["--data", "/"], "the folder holds no train.tsv"),
    (["--set", "data.labels=[a]"], "data.labels: 1 names for 2 classes"),
    (
      ["--set", "data.labels=[bad, good]"],
      "train.tsv:1: error: the label must be one of bad, good"
    ),
  ])
  func whatDoesNotFitIsExplained(_ options: [String], _ message: String) throws {
    let setup = try setup()
    let outcome = try setup.run(options)
    #expect(outcome.exitCode == 2 && outcome.errors.contains(message), "\(outcome)")
    #expect(!exists(setup.folder.file("run")))
    for word in Self.fillers + ["marmalade"] { #expect(!outcome.errors.contains(word)) }
  }
}
