import Foundation
import Scenarios
import Simulation
import Studies
import Testing

@Suite struct StudyEngineTests {
  private static let twelve = """
    axes:
      - { name: uplink, key: link.up.rate, values: [1 Mbit/s, 4 Mbit/s, 16 Mbit/s] }
      - { name: delay, key: link.up.delay, values: [1 ms, 10 ms, 50 ms, 100 ms] }
    """

  @Test func aStudyGoesOnWhereItStopped() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(Self.twelve)
    let whole = try fixture.run(study, in: "whole")
    let first = try fixture.run(study, in: "parts", points: 0..<5)
    #expect(first.tally.computed == 5 && first.tally.numericRuns == 1)
    let second = try fixture.run(study, in: "parts")
    #expect(second.tally.kept == 5 && second.tally.computed == 7)
    #expect(second.tally.numericRuns == 0)
    #expect(second.report.digest == whole.report.digest)
    #expect(
      try fixture.file("results.csv", in: "parts") == fixture.file("results.csv", in: "whole"))
  }

  @Test func partsJoinToTheWhole() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(Self.twelve)
    let whole = try fixture.run(study, in: "whole")
    let plan = try StudyPlan(study: study, program: StudyFixture.program, workers: 1)
    let ranges = (1...5).map { plan.points(ofPart: $0, of: 5) }
    #expect(ranges.flatMap { Array($0) } == Array(0..<12))
    for (index, range) in ranges.enumerated() {
      _ = try fixture.run(study, in: "part-\(index)", points: range)
    }
    let folder = try StudyFolder(
      path: fixture.path + "/merged", for: study, program: StudyFixture.program)
    let parts = ranges.indices.map { "\(fixture.path)/part-\($0)" }
    #expect(try folder.merge(parts, study: study) == 12)
    #expect(try folder.merge(parts, study: study) == 0)
    let report = try StudyReport(folder: folder, study: try folder.study())
    #expect(report.digest == whole.report.digest && report.isComplete)
  }

  @Test func aFailingCellIsRecordedAndTheOthersAreNot() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(
      """
      axes:
        - { name: rank, key: method.adapter.rank, values: [4, 64] }
        - { name: batch, key: method.batch, values: [16, 32] }
      """)
    let results = try fixture.run(study)
    #expect(results.tally.computed == 4 && results.tally.failed == 2)
    let failed = try #require(results.report.row(at: 2))
    #expect(failed.status == .failed)
    #expect(failed.error?.contains("method.adapter.rank: 64 is above the model's width") == true)
    #expect(results.report.row(at: 0)?.status == .done)
    let again = try fixture.run(study)
    #expect(again.tally.computed == 0 && again.tally.failed == 2)
  }

  @Test func aFolderHoldsOneStudyOfOneProgram() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(Self.twelve)
    _ = try fixture.run(study)
    let other = try fixture.study(Self.twelve + "\nset: [method.epochs=2]")
    #expect(throws: StudyError(.otherStudy, path: fixture.path + "/out")) {
      try fixture.run(other)
    }
    #expect(throws: StudyError.self) { try fixture.run(study, program: "newer") }
    // Questions may change: they need no cell again.
    let asked = try fixture.study(
      Self.twelve + "\nquestions: [{ ask: sensitivity, metric: simulated_seconds }]")
    #expect(try fixture.run(asked).tally.computed == 0)
    try FileManager.default.createDirectory(
      atPath: fixture.path + "/foreign/x", withIntermediateDirectories: true)
    #expect(throws: StudyError(.notOurs, path: fixture.path + "/foreign")) {
      try fixture.run(study, in: "foreign")
    }
  }

  @Test func oneProcessAtATimeWorksOnAFolder() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(Self.twelve)
    let path = fixture.path + "/out"
    let folder = try StudyFolder(path: path, for: study, program: "test")
    #expect(throws: StudyError(.busy, path: path)) {
      try StudyFolder(path: path, for: study, program: "test")
    }
    try folder.finish()
  }

  @Test func whateverStandsInTheDatabaseIsAnErrorAndNoCrash() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(Self.twelve)
    let path = fixture.path + "/broken"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data("no database at all, and longer than a header of SQLite would be".utf8)
      .write(to: URL(fileURLWithPath: path + "/results.sqlite"))
    #expect(throws: StudyError.self) { try StudyFolder(existing: path) }
    #expect(throws: StudyError.self) {
      try StudyFolder(existing: fixture.path + "/nowhere")
    }
    #expect(throws: StudyError.self) {
      try StudyFolder(path: path, for: study, program: "test")
    }
  }

  @Test func changedTextsAreOtherCells() throws {
    let fixture = try StudyFixture()
    let texts = (0..<80).map { "text number \($0 * 7 % 13) of all\t\($0 % 2)\n" }
    let file = URL(fileURLWithPath: fixture.path + "/texts.tsv")
    try Data(texts.joined().utf8).write(to: file)
    let study = try fixture.study(
      """
      set: ["data={kind: tsv, path: texts.tsv, train: 48, test: 32, classes: 2}"]
      axes: [{ name: uplink, key: link.up.rate, values: [1 Mbit/s, 2 Mbit/s] }]
      """)
    _ = try fixture.run(study)
    #expect(try fixture.run(study).tally.kept == 2)
    try Data(texts.reversed().joined().utf8).write(to: file)
    #expect(throws: StudyError.self) { try fixture.run(study) }
  }
}
