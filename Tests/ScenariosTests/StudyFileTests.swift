import Determinism
import Foundation
import Scenarios
import TestSupport
import Testing

@Suite struct StudyFileTests {
  private static let metrics = ["simulated_seconds", "seconds_to_target", "final_accuracy"]
  private static let scenario = """
    name: base
    seed: 5
    data: { train: 96, test: 64, classes: 2 }
    device: jetson-xavier-nx
    link: { up: { rate: 20 Mbit/s, delay: 25 ms }, down: { rate: 80 Mbit/s, delay: 25 ms } }
    server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }
    """

  private func load(_ text: String, scenario: String = Self.scenario) throws -> Study {
    try StudyLoader.load(
      contents: Array(text.utf8), path: "s.yaml", metrics: Self.metrics,
      scenario: Array(scenario.utf8))
  }

  private func study(_ text: String) throws -> Study {
    try load("name: s\nscenario: base.yaml\n" + text)
  }

  private func labels(_ text: String) throws -> [String] {
    try study("axes:\n  - { name: x, \(text) }").axes[0].settings.map(\.label)
  }

  @Test func rangesHoldBothEndsAndRoundNumbersBetween() throws {
    #expect(
      try labels("key: link.up.rate, from: 1 Mbit/s, to: 100 Mbit/s, steps: 5, scale: log")
        == ["1 Mbit/s", "3.162 Mbit/s", "10 Mbit/s", "31.62 Mbit/s", "100 Mbit/s"])
    #expect(
      try labels("key: link.up.delay, from: 500 us, to: 0.25 s, steps: 4, scale: log")
        == ["500 us", "3.969 ms", "31.5 ms", "0.25 s"])
    #expect(
      try labels("key: link.up.loss, from: 0, to: 0.02, steps: 3") == ["0", "0.01", "0.02"])
    #expect(
      try labels("key: method.epochs, from: 1, to: 4, steps: 10") == ["1", "2", "3", "4"])
    #expect(
      try labels("key: server.cache, from: 1 kB, to: 1 GB, steps: 3, scale: log")
        == ["1 kB", "1 MB", "1 GB"])
    let study = try study(
      "axes: [{ name: d, key: link.up.delay, from: 10 ms, to: 20 ms, steps: 3 }]")
    #expect(study.axes[0].unit == "s")
    #expect(study.axes[0].settings.map(\.number) == [0.01, 0.015, 0.02])
  }

  @Test func theLastAxisVariesFastestAndGroupsAdvanceTogether() throws {
    let study = try study(
      """
      seeds: [3, 4]
      axes:
        - { name: a, key: method.epochs, values: [1, 2], together: g }
        - { name: b, key: link.up.delay, values: [1 ms, 2 ms, 3 ms] }
        - { name: c, key: method.batch, values: [8, 16], together: g }
      """)
    #expect(study.count == 12)
    let points = (0..<12).map { study.settings(of: $0).map(\.label).joined(separator: " ") }
    #expect(
      points == [
        "3 1 1 ms 8", "3 1 2 ms 8", "3 1 3 ms 8", "3 2 1 ms 16", "3 2 2 ms 16", "3 2 3 ms 16",
        "4 1 1 ms 8", "4 1 2 ms 8", "4 1 3 ms 8", "4 2 1 ms 16", "4 2 2 ms 16", "4 2 3 ms 16",
      ])
    let scenario = try study.scenario(of: 11).scenario
    #expect(scenario.seed == 4 && scenario.method.epochs == 2 && scenario.method.batch == 16)
    #expect(scenario.link.up.delay.nanoseconds == 3_000_000)
    #expect(
      study.arguments(study.settings(of: 11)) == [
        "--seed", "4", "--set", "method.epochs=2", "--set", "link.up.delay=3 ms", "--set",
        "method.batch=16",
      ])
  }

  /// Each of n equal parts of every axis holds one of n points.
  @Test func aLatinHypercubeDrawsEveryPartOnce() throws {
    let text = """
      sample: { points: 40, seed: 1 }
      axes:
        - { name: a, key: link.up.rate, from: 1 Mbit/s, to: 100 Mbit/s, scale: log }
        - { name: b, key: link.up.loss, from: 0, to: 0.4 }
        - { name: c, key: method.epochs, values: [1, 2] }
      """
    let study = try study(text)
    #expect(study.count == 80)
    let a = study.axes[0].settings.compactMap(\.number).sorted()
    let b = study.axes[1].settings.compactMap(\.number).sorted()
    for part in 0..<40 {
      // Values have four digits, so they may lie a ten-thousandth beside their part.
      let share = Foundation.log(a[part] / 1e6) / Foundation.log(100) * 40
      #expect(share > Double(part) - 0.02 && share < Double(part + 1) + 0.02)
      #expect(b[part] * 100 > Double(part) - 0.02 && b[part] * 100 < Double(part + 1) + 0.02)
    }
    #expect(try self.study(text).digest == study.digest)
    #expect(
      try self.study(text.replacing("seed: 1", with: "seed: 2")).digest != study.digest)
  }

  @Test func questionsAreNoPartOfWhatAStudyIs() throws {
    let axes = "axes: [{ name: a, key: method.epochs, values: [1, 2] }]\n"
    let plain = try study(axes)
    let asked = try study(
      axes + "title: why\nmetrics: [final_accuracy]\n"
        + "questions: [{ ask: sensitivity, metric: simulated_seconds }]")
    #expect(plain.digest == asked.digest)
    #expect(try study(axes + "set: [method.batch=8]").digest != plain.digest)
    #expect(try study(axes + "leaks: true").digest != plain.digest)
  }

  @Test(arguments: [
    ("nam: s", "s.yaml:1:1: error: nam: unknown key; did you mean 'name'?"),
    ("name: s\nscenario: b\naxes: []", "s.yaml:1:1: error: axes or seeds must say what varies"),
    (
      "name: s\nscenario: b\naxes:\n  - { name: x, key: link.up.rat, values: [1 Mbit/s] }",
      "s.yaml:4:21: error: axes[0].key: unknown key; did you mean 'rate'?"
    ),
    (
      "name: s\nscenario: b\naxes:\n  - { name: x, key: link.up.rate, values: [1 Mbit/s, 20] }",
      "s.yaml:4:54: error: link.up.rate: missing unit; accepted: bit/s, kbit/s, Mbit/s, Gbit/s, "
        + "Tbit/s"
    ),
    (
      "name: s\nscenario: b\naxes:\n  - { name: x, key: method.epochs, values: [1, 1] }",
      "s.yaml:4:48: error: axes[0].values[1]: is in the list already"
    ),
    (
      "name: s\nscenario: b\naxes:\n  - { name: point, key: method.epochs, values: [1] }",
      "s.yaml:4:13: error: axes[0].name: point is the name of something else"
    ),
    (
      "name: s\nscenario: b\naxes:\n  - { name: x, key: method.epochs, values: [1] }\n"
        + "questions: [{ ask: threshold, axis: y, metric: simulated_seconds, at_most: 1 }]",
      "s.yaml:5:37: error: questions[0].axis: there is no axis y; did you mean 'x'?"
    ),
    (
      "name: s\nscenario: b\naxes:\n  - { name: x, key: method.epochs, values: [1] }\n"
        + "metrics: [simulated_second]",
      "s.yaml:5:11: error: metrics[0]: unknown value 'simulated_second'; accepted: "
        + "simulated_seconds, seconds_to_target, final_accuracy; did you mean 'simulated_seconds'?"
    ),
    (
      "name: s\nscenario: b\naxes:\n"
        + "  - { name: x, key: seed, from: 1, to: 9000, steps: 9000 }\n"
        + "  - { name: y, key: method.epochs, from: 1, to: 9000, steps: 9000 }",
      "s.yaml:4:3: error: axes: more than 1000000 cells"
    ),
    (
      "name: s\nscenario: b\nset: [link.up.rate]\naxes: [{ name: x, key: seed, values: [1] }]",
      "s.yaml:3:7: error: set[0]: expected KEY=VALUE, such as link.up.rate=2 Mbit/s"
    ),
  ])
  func mistakesHaveAPlaceAndAHint(text: String, message: String) throws {
    let error = #expect(throws: ScenarioError.self) { try load(text) }
    #expect(error?.problems.first?.description == message)
  }

  @Test func hostileTextIsRefused() {
    for text in [
      "", "- 1", "name: [", String(repeating: "[", count: 5_000), "name: &a [*a]",
      "name: s\nscenario: b\naxes: { a: 1 }", "name: s\nscenario: b\naxes: [1, 2]",
      "name: s\nscenario: b\naxes: [{ name: x, key: a..b, values: [1] }]",
      "name: s\nscenario: b\naxes: [{ name: x, key: seed, values: 1 }]",
      "name: s\nscenario: b\naxes: [{ name: x, key: seed, from: 1, to: .nan, steps: 3 }]",
      "name: s\nscenario: b\nseeds: [x]", "name: s\nscenario: b\nseeds: [1, 1]",
    ] {
      #expect(throws: ScenarioError.self, "\(text.prefix(60))") { try load(text) }
    }
  }

  @Test func theSchemaKnowsEveryKey() throws {
    let text = StudySchema.jsonSchema(metrics: Self.metrics)
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    #expect(
      Set(properties.keys) == [
        "name", "title", "scenario", "set", "seeds", "axes", "sample", "target_accuracy", "leaks",
        "metrics", "questions",
      ])
  }
}
