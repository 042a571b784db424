import Determinism
import Foundation
import PrivateData
import TestSupport
import Testing

struct SecretTests {
  @Test func aSecretShowsItselfToNobody() {
    let secret = Secret("the answer")
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(describing: secret), String(reflecting: secret), dumped] {
      #expect(!text.contains("answer"))
    }
    #expect(secret.withRevealed { $0 } == "the answer")
  }
}

struct GeneratedTaskTests {
  private func samples(_ seed: UInt64, classes: Int, lengths: ClosedRange<Int>) -> [PrivateSample] {
    var language = Seed(seed).stream("language", ledger: nil)
    var stream = Seed(seed).stream("texts", ledger: nil)
    return GeneratedTask(classes: classes, stream: &language)
      .samples(300, lengths: lengths, stream: &stream)
  }

  @Test func textsHaveTheLengthsAskedForAndLabelsLieInRange() {
    withEvery("seed", in: 0..<30) { seed in
      let classes = 2 + Int(seed) % 9
      let lengths = 16...(16 + Int(seed) * 3)
      let samples = samples(seed, classes: classes, lengths: lengths)
      let counts = samples.map { $0.text.withRevealed { $0.count } }
      try #require(counts.allSatisfy { lengths.contains($0) })
      let labels = Set(samples.map { $0.label.withRevealed { $0 } })
      try #require(labels == Set(0..<classes))
    }
  }

  @Test func everySampleTakesTheSameNumberOfDraws() {
    let ledger = Ledger()
    var language = Seed(1).stream("language", ledger: nil)
    let task = GeneratedTask(classes: 3, stream: &language)
    var stream = Seed(1).stream("texts", ledger: ledger)
    _ = task.samples(1, lengths: 20...40, stream: &stream)
    let one = ledger.draws
    _ = task.samples(99, lengths: 20...40, stream: &stream)
    #expect(ledger.draws == 100 * one)
  }
}

struct TabSeparatedTextTests {
  private func read(
    _ path: String, skipping: Int = 0, count: Int
  ) throws(DataError) -> [PrivateSample] {
    try LabelledTextReader.read(
      path: path, options: LabelledTextOptions(format: .tsv), skipping: skipping, count: count,
      classes: 2)
  }

  private func write(_ text: String) throws -> String {
    let path = NSTemporaryDirectory() + "sidelight-tsv-\(getpid())-\(abs(text.utf8.count)).tsv"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test func rowsAreTakenAsTheyAre() throws {
    let path = try write("\"quoted\"  text \t1\n\t0\ntab\tinside\t1\r\nlast\t0")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let rows = try read(path, count: 4)
    let texts = rows.map { $0.text.withRevealed { String(decoding: $0, as: UTF8.self) } }
    #expect(texts == ["\"quoted\"  text ", "", "tab\tinside", "last"])
    #expect(rows.map { $0.label.withRevealed { $0 } } == [1, 0, 1, 0])
    let rest = try read(path, skipping: 2, count: 2)
    #expect(rest.count == 2)
  }

  @Test func brokenRowsAreNamedByLineAndNeverShown() throws {
    let cases: [(String, DataError.Code, Int?)] = [
      ("good\t1\nno tab here\n", .noTab, 2),
      ("good\t1\nsecret words\t7\n", .badLabel(classes: 2), 2),
      ("secret words\tpositive\n", .badLabel(classes: 2), 1),
      ("only\t1\n", .tooFewRows(found: 1, wanted: 2), nil),
      ("", .tooFewRows(found: 0, wanted: 2), nil),
    ]
    for (text, code, line) in cases {
      let path = try write(text)
      defer { try? FileManager.default.removeItem(atPath: path) }
      do {
        _ = try read(path, count: 2)
        Issue.record("accepted a broken file")
      } catch {
        #expect(error.code == code && error.line == line)
        #expect(!error.description.contains("secret") && error.description.hasPrefix(path))
      }
    }
  }

  @Test func foldersAndMissingFilesAreClearErrors() {
    #expect(throws: DataError.self) {
      _ = try read("/", count: 1)
    }
    #expect(throws: DataError.self) {
      _ = try read("/no/such/file", count: 1)
    }
  }
}
