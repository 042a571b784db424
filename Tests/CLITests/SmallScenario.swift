/// A scenario that runs in a fraction of a second, as the text of its file.
struct SmallScenario {
  var name = "small"
  var seed: UInt64 = 7
  var width = 32
  var data = "{ kind: embedded, train: 64, test: 32, classes: 2 }"
  var epochs = 2
  var protection = "[]"
  var device = "jetson-xavier-nx"

  /// The protected case, with enough samples for the sign attack's interval to lie under its bound.
  static let protected = SmallScenario(
    name: "protected", data: "{ kind: embedded, train: 512, test: 32, classes: 2 }",
    protection: "[{ randomized-response: { epsilon: 2 } }]")

  var text: String {
    """
    name: \(name)
    seed: \(seed)
    model: { kind: embedded, layers: 2, width: \(width) }
    data: \(data)
    method:
      name: pae
      epochs: \(epochs)
      protection: \(protection)
    device: \(device)
    link:
      up: { rate: 20 Mbit/s, delay: 25 ms }
      down: { rate: 80 Mbit/s, delay: 25 ms }
    server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }

    """
  }
}

/// One recorded run in a temporary folder.
struct RecordedRun {
  let folder: TemporaryFolder
  let outcome: SidelightProcess.Outcome
  let summary: Summary

  /// The run folder's path.
  var path: String { folder.file("run") }
  var tracePath: String { path + "/trace.slt" }

  /// Records `scenario`; throws unless the run completes.
  init(_ scenario: SmallScenario = SmallScenario(), _ options: [String] = ["--no-check"]) throws {
    folder = try TemporaryFolder()
    let file = try folder.write(scenario.text, to: "scenario.yaml")
    outcome = try SidelightProcess.run(
      ["run", file, "--json", "--out", folder.file("run")] + options)
    guard outcome.exitCode == 0 else { throw Unexpected(outcome: outcome) }
    summary = try Summary(outcome.standardOutput)
  }

  /// A run that should have completed and did not.
  struct Unexpected: Error, CustomStringConvertible {
    let outcome: SidelightProcess.Outcome
    var description: String { "the run failed: \(outcome)" }
  }

  /// The payload bytes of one kind of message, as `trace info` prints them.
  func payloadBytes(kind: String) throws -> Int? {
    let info = try SidelightProcess.run("trace", "info", tracePath)
    for line in info.output.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 4, words[1] == kind { return Int(words[3]) }
    }
    return nil
  }
}
