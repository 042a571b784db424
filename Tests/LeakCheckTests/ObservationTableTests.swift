import Determinism
import LeakCheck
import TestSupport
import Testing

@Suite struct ObservationTableTests {
  private func read(_ text: String) throws -> ObservationTable {
    try ObservationTable(csv: Array(text.utf8))
  }

  @Test func rowsAreReadWithAndWithoutHeader() throws {
    let expected = ObservationTable(
      secrets: [3, -1], observations: [1.5, -20, 0, 0.25], width: 2)
    for text in [
      "3,1.5,-2e1\n-1,0,.25\n", "secret,x,y\n3,1.5,-20\n-1,-0,0.25",
      "\u{FEFF}#\n3,1.5,-20\n-1,0,0.25",
      "\"s\",x\r\n\r\n 3 ,\t1.5, -20 \r\n-1,0,0.25\r\n\n",
    ] {
      #expect(try read(text) == expected, "\(text)")
    }
  }

  @Test(arguments: [
    ("", " error: the table has no rows"),
    ("secret,x\n", " error: the table has no rows"),
    ("1,2\n1,\n", "2:3: error: the cell is empty"),
    (",2\n", "1:1: error: the cell is empty"),
    ("1,2\n9999999999999999999,2\n", "2:1: error: the secret must be"),
    ("1.5,2\n", "1:1: error: the secret must be"),
    ("1,2\nx,2\n", "2:1: error: the secret must be"),
    ("1,2\n1, 3x\n", "2:4: error: the observation must be"),
    ("1,nan\n", "1:3: error: the observation must be"),
    ("1,inf\n", "1:3: error: the observation must be"),
    ("1,0x10\n", "1:3: error: the observation must be"),
    ("1,1e\n", "1:3: error: the observation must be"),
    ("1,1e999\n", "1:3: error: the number is too large"),
    ("1\n", "1:2: error: the row has a secret and no observation"),
    ("1,2\n\n1,2,3\n", "3:1: error: the row has 3 cells, the first one has 2"),
    ("1,\"2\"\n", "1:3: error: the observation must be"),
    ("1,2\u{0}\n", "1:3: error: the observation must be"),
  ])
  func aMistakeIsNamedWithItsPlace(_ text: String, _ expected: String) throws {
    let error = try #require(throws: ObservationTableError.self) { try read(text) }
    #expect(error.description.hasPrefix(expected), "\(error)")
  }

  @Test func noErrorShowsACell() {
    let marker = "73519"
    for text in [
      "\(marker)x,1\n", "1,\(marker)x\n", "1,2\n\(marker)\n", "1,2\n\(marker),1,1\n",
      "\(marker)\(marker)\(marker)\(marker)\(marker),1\n", "1,\(marker)e999\n",
    ] {
      let error = #expect(throws: ObservationTableError.self) { try read(text) }
      #expect(error.map { "\($0)".contains(marker) } == false)
    }
  }

  /// Random bytes, and damaged good tables: read or refused with a place, never a crash.
  @Test func damagedTablesAreReadOrRefused() {
    let good = Array("secret,x\n1,2.5\n-7,1e3\n2,0\n".utf8)
    let letters = Array("0123456789,,,\n\n.-+eE x\"\r\t\u{0}\u{7F}".utf8) + [0xFF, 0xC3]
    withEvery("seed", in: 0..<2_000) { seed in
      var stream = Seed(seed).stream("fuzz", ledger: nil)
      var bytes = seed.isMultiple(of: 2) ? good : []
      for _ in 0..<1 + stream.next(below: 30) {
        let letter = letters[stream.next(below: letters.count)]
        switch stream.next(below: 3) {
        case 0 where !bytes.isEmpty: bytes[stream.next(below: bytes.count)] = letter
        case 1 where !bytes.isEmpty: bytes.remove(at: stream.next(below: bytes.count))
        default: bytes.insert(letter, at: stream.next(below: bytes.count + 1))
        }
      }
      do {
        let table = try ObservationTable(csv: bytes)
        try #require(table.count > 0 && table.observations.count == table.count * table.width)
        _ = try? BayesRiskEstimator.estimate(train: table, test: table, seed: Seed(seed))
      } catch let error as ObservationTableError {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if let line = error.line, let column = error.column {
          try #require(lines.indices.contains(line - 1))
          try #require(column >= 1 && column <= lines[line - 1].count + 1)
        } else {
          try #require(error.code == .noRows)
        }
      }
    }
  }
}
