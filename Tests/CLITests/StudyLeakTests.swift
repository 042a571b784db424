import Foundation
import Testing

/// Studies that check for leaks.
@Suite struct StudyLeakTests {
  private static let scenario = """
    name: base
    seed: 5
    model: { layers: 2, width: 32, heads: 2 }
    data: { train: 96, test: 64, classes: 2 }
    method: { adapter: { rank: 8 }, epochs: 2 }
    device: jetson-xavier-nx
    link: { up: { rate: 20 Mbit/s, delay: 25 ms }, down: { rate: 80 Mbit/s, delay: 25 ms } }
    server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }
    """

  private static let study = """
    name: privacy
    scenario: base.yaml
    leaks: true
    axes:
      - name: epsilon
        scale: log
        settings:
          - { name: "0.5", number: 0.5,
              set: ["method.protection=[{randomized-response: {epsilon: 0.5}}]"] }
          - { name: none, number: 100, set: ["method.protection=[]"] }
      - { name: uplink, key: link.up.rate, values: [2 Mbit/s, 40 Mbit/s] }
    questions: [{ ask: pareto, low: [labels_guessed], high: [final_accuracy] }]
    """

  private struct Verdict: Decodable, Equatable {
    var id: String
    var verdict: String
    var estimate: Double?
  }

  private struct Cell: Decodable {
    var labels_guessed: Double
    var labels_predicted: Double
    var leaks_found: Double
    var leak_verdicts: [Verdict]
  }

  private struct Run: Decodable { var leaks: [Verdict] }

  @Test func verdictsOfACellAreThoseOfItsRun() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.scenario, to: "base.yaml")
    try folder.write(Self.study, to: "study.yaml")
    let outcome = try SidelightProcess.run(
      "study", "run", folder.file("study.yaml"), "--out", folder.file("out"))
    try #require(outcome.exitCode == 0, "\(outcome)")
    // The checks run once for all cells that send the same contents.
    #expect(outcome.output.contains("4 cells computed, 0 kept, 2 runs with values"))
    let cells = try JSONDecoder().decode([Cell].self, from: bytes(folder.file("out/results.json")))
    for (point, protection) in [(0, "[{randomized-response: {epsilon: 0.5}}]"), (2, "[]")] {
      let path = folder.file("run-\(point)")
      // A leak is a verdict of the run, and no failure of the study.
      _ = try SidelightProcess.run(
        "run", folder.file("base.yaml"), "--set", "method.protection=\(protection)", "--set",
        "link.up.rate=2 Mbit/s", "--out", path)
      let run = try JSONDecoder().decode(Run.self, from: bytes(path + "/summary.json"))
      #expect(!run.leaks.isEmpty)
      #expect(cells[point].leak_verdicts == run.leaks)
      #expect(cells[point + 1].leak_verdicts == run.leaks)
    }
    // Labels in the open are all guessed; behind randomized response, about 62 %.
    #expect(cells[2].labels_guessed == 1 && cells[2].leaks_found > 0)
    #expect(cells[0].labels_guessed < 0.8 && cells[0].leaks_found == 0)
    #expect(cells.allSatisfy { (0...1).contains($0.labels_predicted) })
    let page = String(decoding: try bytes(folder.file("out/report.html")), as: UTF8.self)
    #expect(page.contains("LEAK: label.sign"))
  }
}
