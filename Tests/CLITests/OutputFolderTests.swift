import Foundation
import Testing

@Suite struct OutputFolderTests {
  private func run(
    _ folder: TemporaryFolder, _ options: String...
  ) throws
    -> SidelightProcess.Outcome
  {
    let file = try folder.write(SmallScenario().text, to: "scenario.yaml")
    return try SidelightProcess.run(
      ["run", file, "--no-check", "--out", folder.file("run")] + options)
  }

  @Test func anExistingRunIsReplacedOnlyByForce() throws {
    let folder = try TemporaryFolder()
    #expect(try run(folder).exitCode == 0)
    let before = try bytes(folder.file("run/summary.json"))
    try folder.write("note", to: "run/note.txt")

    let refused = try run(folder)
    #expect(refused.exitCode == 2, "\(refused)")
    #expect(refused.errors.contains("--force"))
    #expect(try bytes(folder.file("run/summary.json")) == before)

    // As often as one likes: the quickstart must work twice in a row.
    // A note of the user's own keeps its folder from being replaced.
    let noted = try run(folder, "--force")
    #expect(noted.exitCode == 2 && exists(folder.file("run/note.txt")), "\(noted)")
    #expect(try bytes(folder.file("run/summary.json")) == before)
    try FileManager.default.removeItem(atPath: folder.file("run/note.txt"))
    for _ in 0..<2 { #expect(try run(folder, "--force").exitCode == 0) }
    #expect(!exists(folder.file("run.replaced")))
  }

  /// A run that fails while it replaces another one must not cost the old one.
  @Test func theReplacedRunIsKeptUntilTheNewOneIsComplete() throws {
    let folder = try TemporaryFolder()
    #expect(try run(folder).exitCode == 0)
    let before = try bytes(folder.file("run/summary.json"))
    let failed = try SidelightProcess.run(
      "run", folder.file("scenario.yaml"), "--out", folder.file("run"), "--force",
      limitingFilesTo: 8)
    #expect(failed.exitCode == 2, "\(failed)")
    #expect(try bytes(folder.file("run.replaced/summary.json")) == before)
    #expect(try run(folder, "--force").exitCode == 0)
    #expect(!exists(folder.file("run.replaced")))
  }

  @Test func fullOutputsAreErrorsAndNeverCrashes() throws {
    let folder = try TemporaryFolder()
    #expect(try run(folder).exitCode == 0)
    for arguments in ["explain label.sign", "scenario schema", "check \(folder.file("run"))"] {
      let outcome = try SidelightProcess.run(
        shell: "\"$0\" \(arguments) > /dev/full")
      #expect(outcome.exitCode == 2 && outcome.errors.contains("standard output"), "\(outcome)")
    }
    let silent = try SidelightProcess.run(shell: "\"$0\" explain nothing 2> /dev/full")
    #expect(silent.exitCode == 2, "\(silent)")
  }

  @Test func forceNeverTouchesAFolderThatSidelightDidNotMake() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("run/inner"), withIntermediateDirectories: true)
    try folder.write("precious", to: "run/inner/thesis.txt")
    for options in [[], ["--force"]] {
      let outcome = try options.isEmpty ? run(folder) : run(folder, "--force")
      #expect(outcome.exitCode == 2, "\(outcome)")
      #expect(listing(folder.file("run")) == ["inner", "inner/thesis.txt"])
    }
    #expect(try bytes(folder.file("run/inner/thesis.txt")) == Data("precious".utf8))
  }

  @Test func forceNeverTouchesAnEmptyFolderAFileOrALink() throws {
    let manager = FileManager.default
    let empty = try TemporaryFolder()
    try manager.createDirectory(
      atPath: empty.file("run"), withIntermediateDirectories: false)
    #expect(try run(empty, "--force").exitCode == 2)
    #expect(listing(empty.path) == ["run", "scenario.yaml"])

    let file = try TemporaryFolder()
    try file.write("precious", to: "run")
    #expect(try run(file, "--force").exitCode == 2)
    #expect(try bytes(file.file("run")) == Data("precious".utf8))

    let link = try TemporaryFolder()
    let target = try RecordedRun()
    try manager.createSymbolicLink(
      atPath: link.file("run"), withDestinationPath: target.path)
    #expect(try run(link, "--force").exitCode == 2)
    #expect(exists(target.path + "/summary.json"))
  }

  @Test func aBadScenarioLeavesTheOldRunInPlaceEvenWithForce() throws {
    let run = try RecordedRun()
    let names = listing(run.path)
    let outcome = try SidelightProcess.run(
      "run", run.folder.file("scenario.yaml"), "--out", run.path, "--force", "--set",
      "method.batch=65")
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(listing(run.path) == names)
    #expect(
      try Summary(try bytes(run.path + "/summary.json")).run_digest
        == run.summary.run_digest)
  }

  @Test func missingDataLeavesTheOldRunInPlaceEvenWithForce() throws {
    let run = try RecordedRun()
    let names = listing(run.path)
    let file = try run.folder.write(
      SmallScenario(data: "{ kind: tsv, path: none.tsv, train: 4, test: 2, classes: 2 }").text,
      to: "tsv.yaml")
    let outcome = try SidelightProcess.run("run", file, "--out", run.path, "--force")
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(listing(run.path) == names)
  }

  @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(SmallScenario().text, to: "scenario.yaml")
    let place = file + "/run"
    let outcome = try SidelightProcess.run("run", file, "--no-check", "--out", place)
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains(place), "\(outcome)")
    #expect(listing(folder.path) == ["scenario.yaml"])
  }
}
