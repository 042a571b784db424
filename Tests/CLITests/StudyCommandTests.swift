import Foundation
import Testing

@Suite struct StudyCommandTests {
  private static let scenario = """
    name: base
    seed: 5
    model: { layers: 2, width: 32, heads: 2 }
    data: { train: 96, test: 64, classes: 2 }
    method: { adapter: { rank: 8 }, epochs: 3 }
    device: jetson-xavier-nx
    link: { up: { rate: 20 Mbit/s, delay: 25 ms }, down: { rate: 80 Mbit/s, delay: 25 ms } }
    server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }
    """

  private struct Summary: Decodable {
    var study_digest: String
    var cells: Int
    var done: Int
    var failed: Int
  }

  /// A folder with a scenario and a study of 10 x `rates` cells.
  private func folder(rates: Int, seeds: String = "[1, 2, 3]") throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(Self.scenario, to: "base.yaml")
    try folder.write(
      """
      name: small
      scenario: base.yaml
      seeds: \(seeds)
      axes:
        - { name: delay, key: link.up.delay, from: 1 ms, to: 100 ms, steps: 10, scale: log }
        - { name: uplink, key: link.up.rate, from: 1 Mbit/s, to: 64 Mbit/s,
            steps: \(rates), scale: log }
      questions:
        - { ask: threshold, axis: uplink, metric: simulated_seconds, at_most: 0.5 }
      """, to: "study.yaml")
    return folder
  }

  private func summary(_ outcome: SidelightProcess.Outcome) throws -> Summary {
    try #require(outcome.exitCode == 0, "\(outcome)")
    return try JSONDecoder().decode(Summary.self, from: outcome.standardOutput)
  }

  @Test func aKilledStudyEndsAsIfNothingHadHappened() throws {
    let folder = try folder(rates: 12)
    let study = folder.file("study.yaml")
    let whole = try summary(
      SidelightProcess.run("study", "run", study, "--out", folder.file("whole"), "--json"))
    #expect(whole.cells == 360 && whole.done == 360)
    var last = 0
    for attempt in 0..<10 {
      let process = try SidelightProcess(["study", "run", study, "--out", folder.file("killed")])
      usleep(UInt32(150_000 + 60_000 * attempt))
      process.kill()
      _ = try process.waitUntilExit()
      // What is done stays done: nothing that was there is computed again.
      let rows = try finishedCells(folder.file("killed"))
      #expect(rows >= last)
      last = rows
    }
    let end = try SidelightProcess.run("study", "run", study, "--out", folder.file("killed"))
    let counts = try #require(end.output.firstMatch(of: #/(\d+) cells computed, (\d+) kept/#))
    #expect(Int(counts.2) == last && Int(counts.1) == 360 - last)
    for name in ["results.csv", "results.json", "summary.json", "report.html"] {
      #expect(
        try bytes(folder.file("killed/\(name)")) == bytes(folder.file("whole/\(name)")), "\(name)")
    }
  }

  /// Cells that a report finds.
  private func finishedCells(_ path: String) throws -> Int {
    guard exists(path + "/results.sqlite") else { return 0 }
    let outcome = try SidelightProcess.run("study", "report", path, "--json")
    if outcome.exitCode == 2, outcome.errors.contains("stopped before it began") { return 0 }
    return try summary(outcome).done
  }

  /// What a process leaves that is killed between opening the database and its first transaction.
  @Test func aStudyKilledBeforeItsTablesBeginsAgain() throws {
    let folder = try folder(rates: 2, seeds: "[1]")
    try FileManager.default.createDirectory(
      atPath: folder.file("killed"), withIntermediateDirectories: false)
    try folder.write("", to: "killed/.sidelight-study")
    try folder.write("", to: "killed/results.sqlite")
    let report = try SidelightProcess.run("study", "report", folder.file("killed"))
    #expect(report.exitCode == 2 && report.errors.contains("stopped before it began"), "\(report)")
    let other = try SidelightProcess.run(
      "study", "merge", folder.file("killed"), "--out", folder.file("merged"))
    #expect(other.exitCode == 2, "\(other)")
    let run = try SidelightProcess.run(
      "study", "run", folder.file("study.yaml"), "--out", folder.file("killed"), "--json")
    #expect(try summary(run).done == 20)
  }

  @Test func cellsOfManyProcessesJoinToTheSameStudy() throws {
    let folder = try folder(rates: 4, seeds: "[1]")
    let study = folder.file("study.yaml")
    let whole = try summary(
      SidelightProcess.run("study", "run", study, "--out", folder.file("whole"), "--json"))
    var parts: [String] = []
    for part in 1...3 {
      parts.append(folder.file("part-\(part)"))
      let outcome = try SidelightProcess.run(
        "study", "cell", study, "--part", "\(part)/3", "--out", parts[part - 1])
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
    let merged = try summary(
      SidelightProcess.run(
        ["study", "merge"] + parts + ["--out", folder.file("merged"), "--json"]))
    #expect(merged.study_digest == whole.study_digest)
    #expect(
      try bytes(folder.file("merged/report.html")) == bytes(folder.file("whole/report.html")))
  }

  @Test func aCellIsFoundByPointAndByName() throws {
    let folder = try folder(rates: 4, seeds: "[1]")
    let study = folder.file("study.yaml")
    let list = try SidelightProcess.run("study", "list", study)
    let lines = list.output.split(separator: "\n")
    #expect(lines.count == 40)
    let fields = lines[7].split(separator: "\t").map(String.init)
    #expect(fields[0] == "7" && fields[2] == "seed=1")
    struct Cell: Decodable {
      var cell_id: String
      var point: Int
      var run_digest: String
    }
    var cells: [Cell] = []
    for name in ["7", String(fields[1].prefix(10))] {
      let outcome = try SidelightProcess.run(
        "study", "cell", study, name, "--out", folder.file("cell-\(name)"))
      cells.append(try JSONDecoder().decode(Cell.self, from: outcome.standardOutput))
    }
    #expect(cells[0].cell_id == fields[1] && cells[1].point == 7)
    #expect(cells[0].run_digest == cells[1].run_digest)
    for name in ["99", "zz", "--help me"] {
      #expect(
        try SidelightProcess.run("study", "cell", study, name, "--out", folder.file("x")).exitCode
          == 2)
    }
  }

  /// Found by a review: numbers that no run brings out ended charts in traps or without end.
  @Test(arguments: [
    "UPDATE cells SET point = 99 WHERE point = 3", "UPDATE cells SET point = -1 WHERE point = 3",
    "UPDATE cells SET simulated_seconds = 9e999 WHERE point = 3",
    "UPDATE cells SET uplink_bytes = -9e999 WHERE point = 3",
    "UPDATE cells SET simulated_seconds = 1e308 WHERE point = 3",
    "UPDATE cells SET simulated_seconds = 'abc' WHERE point = 3",
    "UPDATE probes SET cell = json_set(cell, '$.metrics', json('[]'))",
  ])
  func aDamagedDatabaseIsRefused(_ statement: String) throws {
    let folder = try folder(rates: 4, seeds: "[1]")
    let path = folder.file("whole")
    _ = try summary(
      SidelightProcess.run(
        "study", "run", folder.file("study.yaml"), "--out", path, "--json"))
    try StudyDatabaseEditor.execute(statement, in: path + "/results.sqlite")
    let report = try SidelightProcess.run("study", "report", path)
    #expect(
      report.exitCode == 2 && report.errors.contains("foreign value")
        || report.errors.contains("no place in the study"), "\(report)")
  }

  /// Found by a review: two machines that disagree were joined by chance.
  @Test func partsThatDifferAreNotMerged() throws {
    let folder = try folder(rates: 4, seeds: "[1]")
    for part in ["one", "two"] {
      let outcome = try SidelightProcess.run(
        "study", "cell", folder.file("study.yaml"), "--part", "1/2", "--out", folder.file(part))
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
    try StudyDatabaseEditor.execute(
      "UPDATE cells SET run_digest = '00' WHERE point = 3",
      in: folder.file("two/results.sqlite"))
    let merged = try SidelightProcess.run(
      "study", "merge", folder.file("one"), folder.file("two"), "--out", folder.file("all"))
    #expect(merged.exitCode == 2 && merged.errors.contains("came out differently"), "\(merged)")
  }

  @Test func aStudyOfFailuresExitsWithTwo() throws {
    let folder = try folder(rates: 2, seeds: "[1]")
    try folder.write(
      """
      name: failing
      scenario: base.yaml
      axes: [{ name: batch, key: method.batch, values: [200, 500] }]
      """, to: "failing.yaml")
    let outcome = try SidelightProcess.run(
      "study", "run", folder.file("failing.yaml"), "--out", folder.file("out"))
    #expect(outcome.exitCode == 2 && outcome.errors.contains("2 of 2 cells failed"), "\(outcome)")
    #expect(exists(folder.file("out/report.html")))
  }

  @Test func jobScriptsAreShellText() throws {
    let folder = try folder(rates: 4, seeds: "[1]")
    let study = folder.file("study.yaml")
    for arguments in [["--slurm", "5"], ["--parallel", "5"]] {
      let outcome = try SidelightProcess.run(["study", "list", study, "--out", "p"] + arguments)
      #expect(outcome.exitCode == 0, "\(outcome)")
      let script = try folder.write(outcome.output, to: "job.sh")
      #expect(try SidelightProcess.run(shell: "sh -n '\(script)'").exitCode == 0)
    }
  }

  @Test func wrongUseExitsWithTwo() throws {
    let folder = try folder(rates: 4, seeds: "[1]")
    let study = folder.file("study.yaml")
    try folder.write("name: x", to: "bad.yaml")
    for arguments in [
      ["run", folder.file("bad.yaml")], ["run", folder.file("none.yaml")], ["cell", study],
      ["cell", study, "--part", "4/3"], ["merge", folder.file("nowhere")],
      ["report", folder.path], ["run", study, "--out", folder.path],
      ["list", study, "--slurm", "0"],
    ] {
      let outcome = try SidelightProcess.run(["study"] + arguments)
      #expect(outcome.exitCode == 2, "\(arguments) \(outcome)")
      #expect(!outcome.errors.isEmpty)
    }
    #expect(try SidelightProcess.run("study", "schema").exitCode == 0)
    #expect(try SidelightProcess.run("report", folder.path).exitCode == 2)
  }

  @Test(arguments: Checkout.scenarios(in: "Scenarios/studies"))
  func everyShippedStudyReads(path: String) throws {
    let outcome = try SidelightProcess.run("study", "list", path)
    #expect(outcome.exitCode == 0, "\(outcome)")
  }

  @Test func aRunHasAPage() throws {
    let folder = try TemporaryFolder()
    let scenario = try folder.write(Self.scenario, to: "base.yaml")
    let run = folder.file("run")
    #expect(try SidelightProcess.run("run", scenario, "--out", run).exitCode == 0)
    let outcome = try SidelightProcess.run("report", run)
    #expect(outcome.exitCode == 0, "\(outcome)")
    let page = String(decoding: try bytes(folder.file("run.html")), as: UTF8.self)
    for part in ["Device, radio and server over time", "label.sign", "Energy of the device"] {
      #expect(page.contains(part))
    }
    #expect(!page.contains("<script"))
  }
}
