import Determinism
import Foundation
import Scenarios
import Simulation
import Studies

/// Small studies in folders of their own.
final class StudyFixture {
  static let program = "test"
  static let base = """
    name: test
    seed: 5
    model: { layers: 2, width: 32, heads: 2 }
    data: { train: 96, test: 64, classes: 2, length: 24-48 }
    method: { name: pae, adapter: { rank: 8 }, epochs: 3 }
    device: jetson-xavier-nx
    link: { up: { rate: 20 Mbit/s, delay: 25 ms }, down: { rate: 80 Mbit/s, delay: 25 ms } }
    server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }
    """

  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "sidelight-studies-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data(Self.base.utf8).write(to: URL(fileURLWithPath: path + "/base.yaml"))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A study whose file ends with `text`.
  func study(_ text: String) throws -> Study {
    let whole = "name: test\nscenario: base.yaml\n" + text
    return try StudyLoader.load(
      contents: Array(whole.utf8), path: path + "/study.yaml", metrics: Metric.names)
  }

  /// What a study came to, in the folder `name`.
  struct Results {
    var tally: StudyEngine.Tally
    var report: StudyReport
    var facts: [String: String]
  }

  func run(
    _ study: Study, in name: String = "out", workers: Int = 2, points: Range<Int>? = nil,
    program: String = StudyFixture.program
  ) throws -> Results {
    let folder = try StudyFolder(path: path + "/" + name, for: study, program: program)
    let plan = try StudyPlan(study: study, program: program, workers: workers)
    let engine = StudyEngine(
      plan: plan, folder: folder, workers: workers, parts: MaterialParts())
    var tally = try engine.run(points: points)
    if points == nil { tally.probes = try engine.searchThresholds() }
    let report = try StudyReport(folder: folder, study: study)
    try report.write(to: folder)
    let facts = try folder.facts()
    try folder.finish()
    return Results(tally: tally, report: report, facts: facts)
  }

  /// A file of the folder `name`.
  func file(_ file: String, in name: String = "out") throws -> String {
    String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)/\(file)")),
      as: UTF8.self)
  }

  /// The summary of a plain run of a scenario.
  static func plainRun(_ scenario: Scenario) throws -> RunSummary {
    let material = try RunMaterial(scenario: scenario, workers: 1)
    let result = try Simulator(material: material, recorder: nil).run()
    return RunSummary(
      material: material, result: result,
      host: .init(wallSeconds: 1, workers: 1, program: "plain"))
  }
}
