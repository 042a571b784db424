import Foundation
import TestSupport
import Testing

/// `sidelight bench finetune` on a small folder.
struct FineTuningBenchTests {
  private struct Report: Decodable, Equatable {
    var trained_parameters: Int
    var losses: [Double]
    var accuracies: [Double]
  }

  private func run(
    _ rows: String, _ options: [String]
  ) throws -> SidelightProcess.Outcome {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("model"), withIntermediateDirectories: true)
    try TinyModelFolder.write(.llama, to: folder.file("model"))
    let data = try folder.write(rows, to: "a.tsv")
    let fixed = [
      "bench", "finetune", "--model", folder.file("model"), "--data", data, "--test", data,
      "--rounds", "0", "--batch", "2",
    ]
    return try withExtendedLifetime(folder) { try SidelightProcess.run(fixed + options) }
  }

  private static let rows = "splendid row\t1\ndreadful b c\t0\nsplendid a zephyr\t1\n\t0\n"

  @Test(arguments: ["full", "bias", "lora", "adapters"])
  func trainingIsTheSameForAllWorkers(_ method: String) throws {
    let reports = try [1, 2].map { workers in
      let outcome = try run(
        Self.rows,
        [
          "--method", method, "--epochs", "40", "--learning-rate", "0.01", "--workers",
          "\(workers)",
        ])
      #expect(outcome.exitCode == 0, "\(outcome)")
      return try JSONDecoder().decode(Report.self, from: outcome.standardOutput)
    }
    #expect(reports[0] == reports[1])
    let report = reports[0]
    let (first, last) = (try #require(report.losses.first), try #require(report.losses.last))
    // LLaMA has no biases: with `bias` the head alone learns.
    #expect(last < (method == "bias" ? 1 : 0.5) * first)
    #expect(report.accuracies.count == 40 && report.trained_parameters > 0)
  }

  @Test(arguments: [
    ("a\t1\nb\t9999999\n", "a label is 10000 or more"), ("a\t1\n", "fewer texts than a batch"),
    ("a\tx\nb\t1\n", "a.tsv:1"), ("", "no texts"),
  ])
  func badTextsAreOneErrorEach(_ rows: String, _ message: String) throws {
    let outcome = try run(rows, ["--epochs", "1"])
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains(message), "\(outcome)")
    #expect(outcome.output.isEmpty)
  }
}
