import Foundation
import Scenarios

/// The shortest valid scenario, for tests that change one thing.
let shortestScenario = """
  name: tiny
  seed: 1
  data: { train: 32, test: 8 }
  device: jetson-tx2
  link:
    up: { rate: 1 Mbit/s, delay: 10 ms }
    down: { rate: 2 Mbit/s, delay: 20 ms }
  server: { compute: 1 TFLOP/s, memory_bandwidth: 100 GB/s }

  """

func load(
  _ text: String, _ overrides: [String] = [], seed: UInt64? = nil
) throws(ScenarioError) -> Scenario {
  try ScenarioLoader.load(
    contents: Array(text.utf8), path: "/scenarios/x.yaml", overrides: overrides, seed: seed
  ).scenario
}

/// What is wrong with `text`, as the user sees it; empty when nothing is.
func complaint(
  _ text: String, _ overrides: [String] = [], path: String = "x.yaml"
) -> String {
  complaint(Array(text.utf8), overrides, path: path)
}

func complaint(_ bytes: [UInt8], _ overrides: [String] = [], path: String = "x.yaml") -> String {
  do {
    _ = try ScenarioLoader.load(contents: bytes, path: path, overrides: overrides)
    return ""
  } catch {
    return error.description
  }
}

extension Scenario {
  /// The embedded backbone's dimensions, if that is the model.
  var embedded: Model.Embedded? {
    if case .embedded(let dimensions) = model.kind { dimensions } else { nil }
  }
}

extension Scenario.DataSource.Kind {
  /// A file of tab-separated lines with nothing chosen.
  static func tsv(_ path: String, testPath: String? = nil) -> Self {
    .file(.init(format: .tsv, path: path, testPath: testPath))
  }
}

/// The text after the first line of `shortestScenario` that begins with `prefix` became `line`.
func changed(_ prefix: String, _ line: String) -> String {
  var lines = shortestScenario.split(separator: "\n", omittingEmptySubsequences: false)
  if let index = lines.firstIndex(where: { $0.hasPrefix(prefix) }) { lines[index] = line[...] }
  return lines.joined(separator: "\n")
}

/// The project's folder with the scenario files.
let scenarioFolder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scenarios").path()
