import Foundation
import Scenarios
import Testing

@Suite struct ScenarioErrorTests {
  @Test func everyIndependentProblemGetsItsLine() {
    let text = """
      name: bad name
      seed: -1
      data: { train: 0, test: 8, clases: 2 }
      method:
        epochss: 5
        pivot: lst
        batch: many
        adapter: 16
        protection: [{ randomised-response: { epsilon: 2 } }, none]
      device: jetson-xavier
      link: { up: { rate: 20, delay: 25 ms } }
      server: { compute: 10 TFLOP/s, cache: 1 GiB }
      """
    #expect(
      complaint(text) == """
        x.yaml:1:7: error: name: expected a name of at most 100 letters, digits, '.', '_' and '-', \
        beginning with a letter or a digit, found 'bad name'
        x.yaml:2:7: error: seed: must be from 0 to 18446744073709551615, found -1
        x.yaml:3:16: error: data.train: must be from 1 to 10000000, found 0
        x.yaml:3:28: error: data.clases: unknown key; did you mean 'classes'?
        x.yaml:5:3: error: method.epochss: unknown key; did you mean 'epochs'?
        x.yaml:6:10: error: method.pivot: unknown value 'lst'; accepted: first, last, mean; \
        did you mean 'last'?
        x.yaml:7:10: error: method.batch: expected a whole number, found 'many'
        x.yaml:8:12: error: method.adapter: expected a mapping, found '16'
        x.yaml:9:18: error: method.protection[0].randomised-response: unknown key; \
        did you mean 'randomized-response'?
        x.yaml:9:57: error: method.protection[1].none: unknown key
        x.yaml:10:9: error: device.profile: unknown value 'jetson-xavier'; accepted: \
        apple-a17-pro, jetson-agx-orin, jetson-orin-nano, jetson-orin-nano-super, jetson-tx2, \
        jetson-xavier-nx, raspberry-pi-5, snapdragon-8-gen-2; did you mean 'jetson-xavier-nx'?
        x.yaml:11:7: error: link.down: missing
        x.yaml:11:21: error: link.up.rate: missing unit; accepted: bit/s, kbit/s, Mbit/s, \
        Gbit/s, Tbit/s
        x.yaml:12:9: error: server.memory_bandwidth: missing
        """)
  }

  @Test(arguments: [
    ("method: { batch: 64 }", "method.batch: 64 is above data.train, 32"),
    ("model: { width: 100, heads: 3 }", "model.heads: 3 does not divide the width 100"),
    ("model: { heads: 3 }", "model.heads: 3 does not divide the width 128"),
    (
      "method: { adapter: { rank: 129 } }",
      "method.adapter.rank: 129 is above the model's width, 128"
    ),
    (
      "model: { max_length: 49 }",
      "data.length: 48 and two marks do not fit into model.max_length, 49"
    ),
    (
      "model: { layers: 48, width: 4096 }",
      "model: backbone and side network exceed 2^30 parameters"
    ),
    (
      "method: { head: own }",
      "method.head: own needs a model of kind folder, which has a head"
    ),
    (
      "model: { kind: folder, path: a }\nmethod: { head: own, verbalizers: [x] }",
      "method.verbalizers: 1 words for 2 classes; give one a class"
    ),
    (
      "method: { verbalizers: [x, y] }",
      "method.verbalizers: has a meaning only with head: own"
    ),
    ("model: { kind: folder }", "model.path: missing"),
    (
      "model: { kind: folder, path: a, layers: 3 }",
      "model.layers: has a meaning only with kind: embedded"
    ),
    (
      "canary: raw",
      "canary.leak: unknown value 'raw'; accepted: content, metadata, message, defence, "
        + "schema.fields, raw.labels, raw.tokens, raw.text, interference.labels, "
        + "interference.tokens, label.sign"
    ),
  ])
  func rulesBetweenKeysAreExplained(_ line: String, _ message: String) {
    let text = complaint(shortestScenario + line + "\n")
    #expect(text.hasSuffix(": error: " + message), "\(text)")
    #expect(text.hasPrefix("x.yaml:"), "\(text)")
  }

  @Test(arguments: [
    (
      "data: { train: 10000000, test: 8 }\nmodel: { width: 1024, layers: 8 }", "data.train",
      "the training activations exceed 16 GiB"
    ),
    (
      "method: { batch: 4096 }\ndata: { train: 4096, test: 8 }\nmodel: { max_length: 4096 }",
      "method.batch",
      "one batch's forward pass would need more than 8 GiB; lower batch or model.max_length"
    ),
    (
      "data: { train: 16, test: 10000000 }\nmodel: { max_length: 4096, width: 16 }", "data",
      "the texts exceed 8 GiB"
    ),
  ])
  func hostileSizesAreRefused(_ lines: String, _ key: String, _ message: String) {
    let rest = shortestScenario.split(separator: "\n").filter { !$0.hasPrefix("data") }
    let text = complaint(rest.joined(separator: "\n") + "\n" + lines)
    #expect(text.contains("error: \(key): \(message)"), "\(text)")
  }

  @Test func aRunOfTenSimulatedYearsIsRefused() {
    let slow = ["link.up.rate=1 kbit/s", "data.train=100000", "method.epochs=1000"]
    #expect(
      complaint(shortestScenario, slow)
        == "x.yaml:1:1: error: the run would take more than ten simulated years")
  }

  @Test(arguments: [
    (
      "data: { kind: tsv, train: 32, test: 8 }",
      "x.yaml:3:7: error: data.path: missing"
    ),
    (
      "data: { kind: tsv, path: a.tsv, train: 32, test: 8 }",
      "x.yaml:3:7: error: data.classes: missing"
    ),
    (
      "data: { path: a.tsv, train: 32, test: 8 }",
      "x.yaml:3:9: error: data.path: has a meaning only with kind: tsv or jsonl or csv"
    ),
    (
      "data: { kind: tsv, path: a.tsv, length: 20, train: 32, test: 8, classes: 2 }",
      "x.yaml:3:33: error: data.length: has a meaning only with kind: embedded"
    ),
    (
      "data: { kind: xsv, path: a.tsv, train: 32, test: 8 }",
      "x.yaml:3:15: error: data.kind: unknown value 'xsv'; accepted: embedded, tsv, jsonl, csv, "
        + "shape; did you mean 'tsv'?"
    ),
    (
      "data: { kind: jsonl, path: a, header: true, train: 32, test: 8, classes: 2 }",
      "x.yaml:3:31: error: data.header: has a meaning only with kind: tsv or csv"
    ),
    (
      "data: { kind: csv, path: a, header: yes, train: 32, test: 8, classes: 2 }",
      "x.yaml:3:37: error: data.header: expected true or false, found 'yes'"
    ),
    (
      "data: { kind: csv, path: a, labels: [a, a], train: 32, test: 8 }",
      "x.yaml:3:41: error: data.labels[1]: is in the list already"
    ),
    (
      "data: { kind: csv, path: a, labels: [a, b, c], train: 32, test: 8, classes: 2 }",
      "x.yaml:3:37: error: data.labels: 3 names for 2 classes"
    ),
    (
      "data: { kind: csv, path: a, text_column: 0, train: 32, test: 8, classes: 2 }",
      "x.yaml:3:42: error: data.text_column: must be from 1 to 10000, found 0"
    ),
    (
      "data: { kind: csv, path: a, train: all, test: 8, classes: 2 }",
      "x.yaml:3:36: error: data.train: all rows would leave none for the test; give a number, or "
        + "data.test_path"
    ),
    (
      "data: { train: all, test: 8 }",
      "x.yaml:3:16: error: data.train: generated texts need a number"
    ),
    (
      "data: { train: some, test: 8 }",
      "x.yaml:3:16: error: data.train: expected a whole number, found 'some'"
    ),
    ("data: 5", "x.yaml:3:7: error: data: expected a mapping, found '5'"),
    ("data:", "x.yaml:3:6: error: data: expected a mapping, found nothing"),
    ("# none", "x.yaml:1:1: error: data: missing"),
  ])
  func dataKeysDependOnTheKind(_ line: String, _ message: String) {
    #expect(complaint(changed("data", line)) == message)
  }

  @Test(arguments: [
    ("device: [a]", "device: expected a mapping or a profile's name, found a list"),
    ("device: { memory: 1 GiB }", "device.compute: missing"),
    ("device: { profile: 7 }", "device.profile: expected a name (put it in quotes), found '7'"),
    ("device: ~", "device: expected a mapping or a profile's name, found nothing"),
  ])
  func devicesAreExplained(_ line: String, _ message: String) {
    let text = complaint(changed("device", line))
    #expect(text.contains("error: " + message), "\(text)")
  }

  @Test(arguments: [
    ("", "x.yaml: error: the file describes no scenario"),
    ("# nothing\n", "x.yaml: error: the file describes no scenario"),
    ("--- ~", "x.yaml: error: the file describes no scenario"),
    ("7", "x.yaml:1:1: error: expected a mapping, found '7'"),
    ("[a, b]", "x.yaml:1:1: error: expected a mapping, found a list"),
    ("name: a\nname: b\n", "x.yaml:1:1: error: duplicate key 'name'"),
    ("a: {b: 1, c: 2, b: 3}\n", "x.yaml:1:5: error: duplicate key 'b'"),
    ("a: [1, 2\nb: 3\n", "x.yaml:2:2: error: not YAML: did not find expected ',' or ']'"),
    ("a: 'x\n", "x.yaml:2:1: error: not YAML: found unexpected end of stream"),
    ("\ta: 1", "x.yaml:1:1: error: not YAML: found character that cannot start any token"),
    ("a: *b", "x.yaml:1:4: error: not YAML: found undefined alias"),
    ("a: 1\n---\nb: 2\n", "x.yaml:2:1: error: a second document begins; a scenario file holds one"),
    ("? [a]\n: 1\n", "x.yaml:1:3: error: expected a key, found a list"),
    ("name: \u{1}", "x.yaml:1:7: error: the character U+0001 is not allowed here"),
    ("n: \"a\n\u{200B}", "x.yaml:2:2: error: not YAML: found unexpected end of stream"),
  ])
  func brokenFilesAreExplained(_ text: String, _ message: String) {
    #expect(complaint(text) == message)
  }

  @Test(arguments: [
    ("link.up.rate", "expected KEY=VALUE, such as link.up.rate=2 Mbit/s"),
    ("=3", "expected KEY=VALUE, such as link.up.rate=2 Mbit/s"),
    ("a..b=3", "expected KEY=VALUE, such as link.up.rate=2 Mbit/s"),
    ("method.epochss=3", "method.epochss: unknown key; did you mean 'epochs'?"),
    ("server.cache.size=3", "server.cache: expected a number"),
    ("seed.x=3", "seed: expected a mapping, found '1'"),
    ("method.batch=[", "not YAML: did not find expected node content"),
    ("method.batch=1\n--- 2", "a second document begins; a scenario file holds one"),
    ("name=", "name: expected a name, found nothing"),
    ("name=true", "name: expected a name (put it in quotes), found 'true'"),
    ("name=../x", "name: expected a name of at most 100 letters"),
    ("data.length=300", "data.length: 300 and two marks do not fit into model.max_length, 256"),
  ])
  func overridesAreNamedInTheirErrors(_ override: String, _ message: String) {
    let text = complaint(shortestScenario, [override])
    let place = "--set " + override.replacing("\n", with: "<U+000A>") + ": error: "
    guard override != "server.cache.size=3" else {
      return #expect(
        text == "\(place)server.cache: expected a size such as '8 GiB', found a mapping")
    }
    #expect(text.hasPrefix(place + message), "\(text)")
  }

  @Test func problemsCarryTheirPlace() throws {
    let error = #expect(throws: ScenarioError.self) { try load(changed("seed", "seed: x")) }
    let problem = try #require(error?.problems.first)
    #expect(problem.line == 2 && problem.column == 7 && problem.keyPath == "seed")
    #expect(problem.code == .wrongType(expected: "a whole number", found: .text("x")))
  }

  @Test func hostileTextCannotWriteOnTheTerminal() {
    let text = complaint("\"\\e[31m\\n\\u202E\(String(repeating: "x", count: 500))\": 1")
    #expect(!text.unicodeScalars.contains("\u{1B}") && !text.unicodeScalars.contains("\u{202E}"))
    #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count < 300 })
  }
}

@Suite struct ScenarioFileTests {
  @Test func missingFilesFoldersAndLongPathsAreExplained() {
    func message(_ path: String) -> String {
      do {
        _ = try ScenarioLoader.load(path: path)
        return ""
      } catch { return error.description }
    }
    #expect(
      message("/nowhere/x.yaml") == "/nowhere/x.yaml: error: the file cannot be read: no such file")
    #expect(message("/") == "/: error: the file cannot be read: it is a folder")
    let long = "/" + String(repeating: "x", count: 5_000)
    #expect(message(long).hasSuffix("the path is too long"))
    #expect(message("").hasSuffix("no such file"))
    #expect(message("a\0b").hasSuffix("no such file"))
    #expect(message("/dev/zero") == "/dev/zero: error: the file is larger than 2097152 bytes")
  }

  @Test func longFilesAndOtherEncodingsAreExplained() {
    let padding = [UInt8](repeating: UInt8(ascii: "#"), count: 1 << 21)
    #expect(complaint(padding) == "x.yaml: error: the file describes no scenario")
    #expect(complaint(padding + [10]) == "x.yaml: error: the file is larger than 2097152 bytes")
    #expect(
      complaint([0x61, 0x0A, 0xC3, 0xA4, 0xFF]) == "x.yaml:2:2: error: the file is not UTF-8 text")
    #expect(complaint([0xFF, 0xFE, 0x61, 0x00]) == "x.yaml:1:1: error: the file is not UTF-8 text")
  }
}
