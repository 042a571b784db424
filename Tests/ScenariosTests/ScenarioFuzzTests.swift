import Determinism
import Foundation
import Scenarios
import Testing

@Suite struct ScenarioFuzzTests {
  /// Mutated files that must load or be refused.
  private let cases: UInt64 = 2_000

  @Test func anyBytesLoadOrAreRefused() throws {
    let quickstart = try Data(contentsOf: URL(filePath: scenarioFolder + "/quickstart.yaml"))
    var (loaded, refused) = (0, 0)
    for seed in 0..<cases {
      var stream = Seed(seed).stream("mutation", ledger: nil)
      var bytes =
        stream.next(below: 2) == 0
        ? Array(quickstart) : Array(RandomScenario.text(seed: seed).utf8)
      for _ in 0...stream.next(below: 3) { mutate(&bytes, &stream) }
      do throws(ScenarioError) {
        let scenario = try ScenarioLoader.load(contents: bytes, path: "/f/x.yaml").scenario
        let text = ScenarioDocument.resolvedYAML(scenario)
        #expect(try load(text) == scenario, "seed \(seed)")
        loaded += 1
      } catch {
        #expect(!error.description.isEmpty, "seed \(seed)")
        refused += 1
      }
    }
    // Both outcomes must occur, or the mutations are too wild or too tame to tell anything.
    #expect(loaded > 50 && refused > 500, "\(loaded) loaded, \(refused) refused")
  }

  @Test func anyOverrideLoadsOrIsRefused() throws {
    let keys = ["seed", "model", "device", "link.up.rate", "method.protection", "data.length", "a"]
    for seed in 0..<cases {
      var stream = Seed(seed).stream("override", ledger: nil)
      var bytes = Array("\(keys[stream.next(below: keys.count)])=[{a: 1 Mbit/s}]".utf8)
      for _ in 0...stream.next(below: 4) { mutate(&bytes, &stream) }
      _ = complaint(shortestScenario, [String(decoding: bytes, as: UTF8.self)])
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    guard !bytes.isEmpty else { return }
    let position = stream.next(below: bytes.count)
    switch stream.next(below: 8) {
    case 0: bytes[position] ^= 1 << UInt8(stream.next(below: 8))
    case 1: bytes.removeSubrange(position...)
    case 2:
      let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
      bytes = Array(stream.permutation(lines.count).map { lines[$0] }.joined(separator: [10]))
    case 3:
      let bombs = ["[", "{", "- ", "? ", "{a: ", "&a [*a,", "\n  ", "\"", "!!x "]
      let bomb = bombs[stream.next(below: bombs.count)]
      let count = stream.next(below: 20) == 0 ? 20_000 : stream.next(below: 40)
      bytes.insert(contentsOf: String(repeating: bomb, count: count).utf8, at: position)
    case 4: bytes.remove(at: position)
    case 5:
      let tokens = Array("-:,{}[]#&*!|>'\"%@`\t\r\n0.eE".utf8)
      bytes[position] = tokens[stream.next(below: tokens.count)]
    case 6:
      let end = min(bytes.count, position + stream.next(below: 200))
      bytes.insert(contentsOf: Array(bytes[position..<end]), at: stream.next(below: bytes.count))
    default:
      bytes.replaceSubrange(position..<position, with: stream.bytes(stream.next(below: 6)))
    }
  }

  @Test(arguments: ["[", "{a: ", "- ", "? ", ": ", "[[[]", "\"\"[", "&a [", "!t [", "a: [#]\n"])
  func nestingBombsAreRefused(_ bomb: String) {
    for count in [100, 1_000, 100_000] {
      let text = complaint(String(repeating: bomb, count: count))
      #expect(text.contains("error:"), "\(bomb) x \(count)")
    }
  }

  @Test func nestingByIndentationIsRefused() {
    let lines = (0..<1_000).map { String(repeating: " ", count: $0) + "a:" }
    #expect(complaint(lines.joined(separator: "\n")).hasSuffix("nested too deeply"))
    // Quoted text that goes on at the left edge must not hide the depth.
    let sly = (0..<1_000).map { "\(String(repeating: " ", count: $0))a: \"\nx\"" }
    #expect(complaint(sly.joined(separator: "\n")).contains("error:"))
  }

  @Test func theDeepestTextThatPassesTheGuardIsStillRefused() {
    // It goes through the recursive parser whole, and nests more deeply than any scenario.
    let brackets = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    let block = (0..<60).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
    #expect(complaint(block + " " + brackets).hasSuffix("nested too deeply"))
  }

  @Test func referencesCannotMultiply() {
    let levels = (0..<12).map { level in
      "k\(level): &k\(level) [" + (level == 0 ? "1" : "*k\(level - 1), *k\(level - 1)") + "]"
    }
    #expect(complaint(levels.joined(separator: "\n")).contains("more than 8 references (*name)"))
    let items = String(repeating: "1,", count: 15_000)
    let wide = "a: &a [\(items)]\nb: [*a,*a,*a,*a,*a,*a,*a]\n"
    #expect(complaint(wide).hasSuffix("error: b: more than 100000 values"))
  }

  @Test func aListThatIsTooLongIsNamedWithItsLimit() {
    func schedule(_ count: Int) -> String {
      let entry = "{ kind: disconnect, device: 1, at: 1 s, lasts: 1 s }"
      return shortestScenario + "faults:\n  schedule:\n"
        + String(repeating: "    - \(entry)\n", count: count)
    }
    #expect(complaint(schedule(10_000)).isEmpty)
    #expect(
      complaint(schedule(10_001))
        == "x.yaml:11:5: error: faults.schedule: must be at most 10000 entries, found 10001")
    #expect(complaint(schedule(20_000)).hasSuffix("faults.schedule: more than 100000 values"))
  }

  @Test func aFileOfManyKeysIsRefusedInReasonableTime() {
    let keys = (0..<120_000).map { "k\($0): 1\n" }.joined()
    #expect(complaint(keys).contains("more than 100000 values"))
  }
}
