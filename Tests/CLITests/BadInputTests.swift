import Foundation
import Testing

/// Each mistake gets one clear message, exit code 2, and nothing half-written.
@Suite struct BadInputTests {
  /// A mistake in a scenario file: what to replace by what, where it is found, what is said.
  struct Mistake: CustomTestStringConvertible, Sendable {
    var name: String
    var find: String
    var replacement: String
    var place: String
    var words: [String]

    var testDescription: String { name }
  }

  static let mistakes = [
    Mistake(
      name: "unknown key", find: "  epochs: 2", replacement: "  epoch: 2", place: ":7:3: ",
      words: ["method.epoch", "unknown key", "did you mean 'epochs'"]),
    Mistake(
      name: "unknown top-level key", find: "device: jetson", replacement: "devise: jetson",
      place: ":9:1: ", words: ["devise", "did you mean 'device'"]),
    Mistake(
      name: "wrong type", find: "epochs: 2", replacement: "epochs: many", place: ":7:11: ",
      words: ["method.epochs", "many"]),
    Mistake(
      name: "wrong type: list", find: "name: pae", replacement: "name: [pae]", place: ":6:9: ",
      words: ["method.name", "a list"]),
    Mistake(
      name: "missing unit", find: "20 Mbit/s", replacement: "20", place: ":11:15: ",
      words: ["link.up.rate", "missing unit", "Mbit/s"]),
    Mistake(
      name: "wrong unit", find: "20 Mbit/s", replacement: "20 ms", place: ":11:15: ",
      words: ["link.up.rate", "wrong unit 'ms'", "Mbit/s"]),
    Mistake(
      name: "negative rate", find: "20 Mbit/s", replacement: "-20 Mbit/s", place: ":11:15: ",
      words: ["link.up.rate", "-20 Mbit/s"]),
    Mistake(
      name: "zero samples", find: "train: 64", replacement: "train: 0", place: ":4:32: ",
      words: ["data.train", "found 0"]),
    Mistake(
      name: "batch larger than data", find: "  epochs: 2", replacement: "  batch: 65",
      place: ":7:10: ", words: ["method.batch", "65 is above data.train, 64"]),
    Mistake(
      name: "missing key", find: "device: jetson-xavier-nx\n", replacement: "", place: ":1:1: ",
      words: ["device: missing"]),
    Mistake(
      name: "unknown device", find: "jetson-xavier-nx", replacement: "jetson-xavier-nxx",
      place: ":9:9: ", words: ["did you mean 'jetson-xavier-nx'"]),
    Mistake(
      name: "no seed", find: "seed: 7\n", replacement: "", place: ":1:1: ",
      words: ["seed: missing"]),
    Mistake(
      name: "broken YAML", find: "{ kind: embedded, layers: 2, width: 32 }",
      replacement: "{ kind: embedded", place: ":", words: ["not YAML"]),
    Mistake(
      name: "duplicate key", find: "seed: 7", replacement: "seed: 7\nseed: 8", place: ":2:1: ",
      words: ["duplicate key 'seed'"]),
  ]

  @Test(arguments: mistakes)
  func aMistakeInTheFileIsNamedWithItsPlace(_ mistake: Mistake) throws {
    let folder = try TemporaryFolder()
    let text = SmallScenario().text
    try #require(text.contains(mistake.find))
    let file = try folder.write(
      text.replacingOccurrences(of: mistake.find, with: mistake.replacement),
      to: "scenario.yaml")
    for command in [["run", file, "--out", folder.file("run")], ["scenario", "validate", file]] {
      let outcome = try SidelightProcess.run(command)
      #expect(outcome.exitCode == 2, "\(outcome)")
      #expect(outcome.errors.contains(file + mistake.place), "\(outcome)")
      for word in mistake.words { #expect(outcome.errors.contains(word), "\(word): \(outcome)") }
      #expect(outcome.output.isEmpty)
    }
    #expect(listing(folder.path) == ["scenario.yaml"])
  }

  /// Arguments behind `run FILE` that cannot work, and a word of the message.
  static let arguments: [([String], String)] = [
    (["--bogus"], "--bogus"),
    (["--workers", "0"], "--workers"),
    (["--workers", "many"], "--workers"),
    (["--seed", "-1"], "--seed"),
    (["--seed", "18446744073709551616"], "--seed"),
    (["--set", "method.epochs"], "KEY=VALUE"),
    (["--set", "method.epoch=2"], "did you mean 'epochs'"),
    (["--set", "link.up.rate=-20 Mbit/s"], "link.up.rate"),
    (["--set", "link.up.rate=20"], "missing unit"),
    (["--set", "data.train=0"], "data.train"),
    (["--set", "method.batch=65"], "method.batch"),
    (["--set", "device=phone"], "device"),
  ]

  @Test(arguments: arguments)
  func aMistakeInTheArgumentsIsNamed(_ extra: [String], word: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(SmallScenario().text, to: "scenario.yaml")
    let outcome = try SidelightProcess.run(["run", file, "--out", folder.file("run")] + extra)
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains(word), "\(outcome)")
    #expect(outcome.output.isEmpty)
    #expect(listing(folder.path) == ["scenario.yaml"])
  }

  @Test func aBrokenLinkTraceIsNamedWithItsKeyAndItsLine() throws {
    let folder = try TemporaryFolder()
    let trace = try folder.write("5\n4\n", to: "broken.up")
    let text = SmallScenario().text.replacingOccurrences(
      of: "rate: 20 Mbit/s", with: "trace: broken.up")
    let file = try folder.write(text, to: "scenario.yaml")
    let outcome = try SidelightProcess.run(["run", file, "--out", folder.file("run")])
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors
        == "\(file):11:16: error: link.up.trace: \(trace):2: the time lies before the one in the "
        + "line above\n")
    let missing = try SidelightProcess.run([
      "run", file, "--out", folder.file("run"), "--set", "link.up.trace=/nowhere",
    ])
    #expect(missing.exitCode == 2)
    #expect(
      missing.errors.hasPrefix("--set link.up.trace=/nowhere: error: link.up.trace: /nowhere: "))
  }

  @Test(arguments: [
    ["nonsense"], ["run"], ["check"], ["trace"], ["trace", "verify"], ["trace", "nonsense"],
    ["scenario", "nonsense"], ["explain"], ["explain", "label.nonsense"],
  ])
  func aWrongCommandExitsWithTwo(_ arguments: [String]) throws {
    let outcome = try SidelightProcess.run(arguments)
    // A group of commands without one of them shows its help, which is no mistake.
    let isGroup = arguments == ["trace"]
    #expect(outcome.exitCode == (isGroup ? 0 : 2), "\(outcome)")
    #expect(isGroup || outcome.output.isEmpty)
  }

  @Test(arguments: ["run", "check", "scenario validate", "trace info", "trace verify"])
  func aMissingFileIsNamed(_ command: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("nowhere")
    let outcome = try SidelightProcess.run(
      command.split(separator: " ").map(String.init) + [path], in: folder.path)
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains(path), "\(outcome)")
    #expect(outcome.output.isEmpty)
    #expect(listing(folder.path).isEmpty)
  }

  @Test(arguments: ["run", "check", "scenario validate", "trace info", "trace verify"])
  func aFolderIsNoFile(_ command: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try SidelightProcess.run(
      command.split(separator: " ").map(String.init) + [folder.path], in: folder.path)
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains(folder.path), "\(outcome)")
    #expect(listing(folder.path).isEmpty)
  }

  @Test func emptyAndBinaryFilesAreRefused() throws {
    let folder = try TemporaryFolder()
    for (name, content) in [
      ("empty", Data()), ("zeros", Data(count: 100)), ("bytes", Data([0xFF, 0xFE, 0x80])),
      ("list", Data("[1, 2]".utf8)), ("two", Data("a: 1\n---\nb: 2\n".utf8)),
    ] {
      try content.write(to: URL(fileURLWithPath: folder.file(name)))
      let outcome = try SidelightProcess.run(
        "run", folder.file(name), "--out", folder.file("run"))
      #expect(outcome.exitCode == 2, "\(name): \(outcome)")
      #expect(outcome.errors.contains(folder.file(name)), "\(outcome)")
      #expect(!exists(folder.file("run")))
    }
  }
}
