import Determinism
import Foundation
import PrivateData
import TestSupport
import Testing

/// A file that lives as long as the call.
private func withFile<Result>(
  _ bytes: some Sequence<UInt8>, _ body: (String) throws -> Result
) throws -> Result {
  let path = NSTemporaryDirectory() + "sidelight-data-\(getpid())-\(UUID())"
  try Data(bytes).write(to: URL(fileURLWithPath: path))
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

/// The rows of a file as `label:text`.
private func rows(
  _ contents: String, _ options: LabelledTextOptions, skipping: Int = 0, count: Int? = nil,
  classes: Int? = 3
) throws -> [String] {
  try withFile(contents.utf8) { path in
    try LabelledTextReader.read(
      path: path, options: options, skipping: skipping, count: count, classes: classes
    ).map { sample in
      let text = sample.text.withRevealed { String(decoding: $0, as: UTF8.self) }
      return "\(sample.label.withRevealed { $0 }):\(text)"
    }
  }
}

/// The error that reading a file gives, with its description checked for contents.
private func failure(
  _ contents: some Sequence<UInt8>, _ options: LabelledTextOptions, count: Int? = nil,
  classes: Int? = 3
) throws -> DataError? {
  try withFile(contents) { path -> DataError? in
    do {
      _ = try LabelledTextReader.read(path: path, options: options, count: count, classes: classes)
      return nil
    } catch let error as DataError {
      #expect(error.description.hasPrefix(path))
      #expect(!error.description.contains("secret"))
      return error
    }
  }
}

struct TabSeparatedRowsTests {
  @Test func theLastColumnIsTheLabelAndAllBeforeItTheText() throws {
    let file = "\u{FEFF}\"a\"  b \t1\r\n\t0\ntab\tinside\t2\n\u{E9}\t0"
    #expect(
      try rows(file, .init(format: .tsv)) == ["1:\"a\"  b ", "0:", "2:tab\tinside", "0:\u{E9}"])
    #expect(try rows(file, .init(format: .tsv), skipping: 1, count: 2) == ["0:", "2:tab\tinside"])
    #expect(try rows("", .init(format: .tsv)) == [])
  }

  @Test func columnsAreChosenByNumberOrName() throws {
    let file = "id\tlabel\tsentence\r\n7\t1\tgood film\r\n8\t0\t\r\n"
    let named = LabelledTextOptions(
      format: .tsv, hasHeader: true, text: .name("sentence"), label: .name("label"))
    #expect(try rows(file, named) == ["1:good film", "0:"])
    let numbered = LabelledTextOptions(
      format: .tsv, hasHeader: true, text: .number(3), label: .number(2))
    #expect(try rows(file, numbered) == ["1:good film", "0:"])
    #expect(try rows("1\tx\n", .init(format: .tsv, label: .number(1))) == ["1:x"])
    #expect(try rows("x\ty\t1\n", .init(format: .tsv, text: .number(2))) == ["1:y"])
  }

  @Test func namesOfClassesStandForTheirPlaces() throws {
    let options = LabelledTextOptions(format: .tsv, labels: ["neg", "pos"])
    #expect(try rows("a\tpos\nb\tneg\n", options, classes: 2) == ["1:a", "0:b"])
    #expect(try rows("a\tpos\n", options, classes: nil) == ["1:a"])
    #expect(try rows("a\t41\n", .init(format: .tsv), classes: nil) == ["41:a"])
  }

  @Test func errorsNameTheLineAndNeverTheContents() throws {
    let cases: [(String, LabelledTextOptions, DataError.Code, Int?)] = [
      ("a\t1\nsecret\n", .init(format: .tsv), .noTab, 2),
      ("a\t1\n\n", .init(format: .tsv), .noTab, 2),
      ("a\t1\nsecret\t3\n", .init(format: .tsv), .badLabel(classes: 3), 2),
      ("secret\t-1\n", .init(format: .tsv), .badLabel(classes: 3), 1),
      ("secret\t+1\n", .init(format: .tsv), .badLabel(classes: 3), 1),
      ("secret\t 1\n", .init(format: .tsv), .badLabel(classes: 3), 1),
      ("secret\t99999999999999999999\n", .init(format: .tsv), .badLabel(classes: 3), 1),
      (
        "a\tsecret\n", .init(format: .tsv, labels: ["x", "y", "z"]),
        .unknownLabel(known: ["x", "y", "z"]), 1
      ),
      (
        "secret\n", .init(format: .tsv, label: .number(4)), .tooFewColumns(found: 1, wanted: 4),
        1
      ),
      (
        "secret\tb\n", .init(format: .tsv, hasHeader: true, label: .name("c")),
        .noSuchColumn(name: "c"), 1
      ),
      (
        "c\tc\n", .init(format: .tsv, hasHeader: true, label: .name("c")),
        .columnTwice(name: "c"), 1
      ),
      ("", .init(format: .tsv, hasHeader: true), .noHeader, 1),
    ]
    for (contents, options, code, line) in cases {
      let error = try #require(try failure(contents.utf8, options))
      #expect(error.code == code && error.line == line, "\(contents)")
    }
    let bytes = Array("a\t1\n".utf8) + [0xFF, 0x09, 0x31]
    #expect(try failure(bytes, .init(format: .tsv))?.code == .notUTF8)
    let few = try failure("a\t1\n".utf8, .init(format: .tsv), count: 2)
    #expect(few?.code == .tooFewRows(found: 1, wanted: 2))
  }
}

struct CommaSeparatedRowsTests {
  @Test func quotesEncloseCommasQuotesAndLineBreaks() throws {
    let file = "\u{FEFF}plain,0\r\n\"a, \"\"b\"\"\r\nc\",1\n\"\",2\n,\"1\"\r\n\" x \",0"
    #expect(
      try rows(file, .init(format: .csv)) == [
        "0:plain", "1:a, \"b\"\r\nc", "2:", "1:", "0: x ",
      ])
    #expect(try rows(file, .init(format: .csv), skipping: 1, count: 1) == ["1:a, \"b\"\r\nc"])
  }

  @Test func columnsAreChosenByNumberOrName() throws {
    let file = "id,\"the \"\"label\"\"\",text\n1,2,\"x,y\"\n"
    let named = LabelledTextOptions(
      format: .csv, hasHeader: true, text: .name("text"), label: .name("the \"label\""))
    #expect(try rows(file, named) == ["2:x,y"])
    #expect(
      try rows(
        file, .init(format: .csv, hasHeader: true, text: .number(3), label: .number(2))) == [
          "2:x,y"
        ])
  }

  @Test func errorsNameLineAndColumn() throws {
    let cases: [(String, DataError.Code, Int?, Int?)] = [
      ("a,1\n\"secret\n\nmore", .openQuote, 2, 1),
      ("a,1\nsec\"ret,1\n", .strayQuote, 2, 4),
      ("\"a\nsecret\"x,1\n", .strayQuote, 2, 8),
      ("a,1\nsecret,b,1\n", .unevenColumns(found: 3, expected: 2), 2, nil),
      ("secret\n", .tooFewColumns(found: 1, wanted: 2), 1, nil),
      ("\"a\nb\",0\nsecret,9\n", .badLabel(classes: 3), 3, nil),
    ]
    for (contents, code, line, column) in cases {
      let error = try #require(try failure(contents.utf8, .init(format: .csv)))
      #expect(error.code == code && error.line == line && error.column == column, "\(contents)")
    }
  }
}

struct JSONLineRowsTests {
  @Test func keysAreFoundAmongOthersAndEscapesUndone() throws {
    let file = """
      \u{FEFF}{"text":"a\\t\\u00e9\\ud83d\\ude00\\/","label":1}\r
       { "label" : "2" , "other" : [1.5e3, {"x": null}, true, "\\\\"], "te\\u0078t" : "" }\u{20}
      {"label":0,"text":"\u{E9}"}
      """
    #expect(
      try rows(file, .init(format: .jsonl)) == ["1:a\t\u{E9}\u{1F600}/", "2:", "0:\u{E9}"])
    let chosen = LabelledTextOptions(
      format: .jsonl, text: .name("s"), label: .name("y"), labels: ["1", "no"])
    #expect(
      try rows("{\"s\":\"x\",\"y\":1}\n{\"y\":\"no\",\"s\":\"\"}\n", chosen, classes: 2) == [
        "0:x", "1:",
      ])
  }

  @Test func errorsNameLineAndColumn() throws {
    let deep = String(repeating: "[", count: 100_000)
    let cases: [(String, DataError.Code, Int?)] = [
      ("secret", .notJSON(reason: "`{` should stand here"), 1),
      ("", .notJSON(reason: "`{` should stand here"), 1),
      ("{\"text\":\"secret\",\"label\":1", .notJSON(reason: "`}` should stand here"), 27),
      ("{\"text\":\"secret\"}", .missingKey(name: "label"), nil),
      ("{\"label\":1}", .missingKey(name: "text"), nil),
      ("{\"text\":\"a\",\"text\":\"secret\"}", .keyTwice(name: "text"), nil),
      ("{\"text\":5,\"label\":1}", .badType(name: "text", expected: "a text"), nil),
      (
        "{\"text\":\"secret\",\"label\":null}",
        .badType(name: "label", expected: "a number or a text"), nil
      ),
      ("{\"text\":\"secret\",\"label\":1.0}", .badLabel(classes: 3), nil),
      ("{\"text\":\"\\ud83d\",\"label\":1}", .notJSON(reason: "half of a surrogate pair"), 16),
      ("{\"x\":\(deep)", .notJSON(reason: "nested too deeply"), 69),
    ]
    for (line, code, column) in cases {
      let contents = "{\"text\":\"a\",\"label\":1}\n\(line)\n"
      let error = try #require(try failure(contents.utf8, .init(format: .jsonl)))
      #expect(error.code == code && error.line == 2 && error.column == column, "\(line)")
    }
  }
}

struct LabelledTextReaderTests {
  /// Mutations of the fuzz test.
  private static let mutations: UInt64 = 3_000

  @Test func optionsThatContradictEachOtherAreRefused() throws {
    let cases: [(LabelledTextOptions, Int?)] = [
      (.init(format: .tsv, text: .name("a")), nil),
      (.init(format: .tsv, text: .number(0)), nil),
      (.init(format: .csv, text: .number(2), label: .number(2)), nil),
      (.init(format: .jsonl, text: .number(1)), nil),
      (.init(format: .jsonl, hasHeader: true), nil),
      (.init(format: .jsonl, text: .name("label")), nil),
      (.init(format: .tsv, labels: ["a", "a"]), nil),
      (.init(format: .tsv, labels: []), nil),
      (.init(format: .tsv, labels: ["a", "b"]), 3),
    ]
    for (options, classes) in cases {
      let error = try failure("a\tb\n".utf8, options, classes: classes)
      guard case .badOptions = error?.code else {
        Issue.record("accepted \(options)")
        continue
      }
    }
  }

  @Test func namesOfFilesPromiseTheirFormat() {
    #expect(LabelledTextOptions.Format(path: "a.b/train.TSV") == .tsv)
    #expect(LabelledTextOptions.Format(path: "x.jsonl") == .jsonl)
    #expect(LabelledTextOptions.Format(path: "x.csv") == .csv)
    #expect(LabelledTextOptions.Format(path: "folder.csv/x") == nil)
  }

  @Test(.timeLimit(.minutes(1))) func onlyRegularFilesAreRead() throws {
    let pipe = NSTemporaryDirectory() + "sidelight-pipe-\(getpid())-\(UUID())"
    #expect(mkfifo(pipe, 0o600) == 0)
    let large = NSTemporaryDirectory() + "sidelight-large-\(getpid())-\(UUID())"
    _ = FileManager.default.createFile(atPath: large, contents: nil)
    // A sparse file takes no room.
    #expect(truncate(large, (1 << 32) + 1) == 0)
    defer {
      unlink(pipe)
      unlink(large)
    }
    for (path, reason) in [
      (pipe, "it is not a regular file"), ("/dev/zero", "it is not a regular file"),
      ("/", "it is a folder, not a file"), ("/no/such/file", "no such file"),
      (large, "it is larger than 4 GiB"),
    ] {
      for format in LabelledTextOptions.Format.allCases {
        do {
          _ = try LabelledTextReader.read(path: path, options: .init(format: format))
          Issue.record("read \(path)")
        } catch {
          #expect(error.code == .unreadable(reason: reason), "\(path)")
        }
      }
    }
  }

  @Test func mutatedFilesAreReadOrRefusedAndNeverCrash() throws {
    let seeds: [(String, LabelledTextOptions)] = [
      ("one two\t1\n\tx\t0\r\nthree\t2\n", .init(format: .tsv)),
      (
        "id\tlabel\ttext\n1\tneg\ta b\n2\tpos\t\n",
        .init(
          format: .tsv, hasHeader: true, text: .name("text"), label: .name("label"),
          labels: ["neg", "pos"])
      ),
      ("text,label\n\"a, \"\"b\"\"\nc\",1\r\nd,0\n\"\",2\n", .init(format: .csv, hasHeader: true)),
      (
        "{\"text\":\"a\\u00e9\\ud83d\\ude00\",\"label\":1}\n"
          + "{\"x\":[{}],\"label\":\"0\",\"text\":\"\"}\n",
        .init(format: .jsonl)
      ),
    ]
    let pieces = [
      "\t", "\n", "\r\n", "\"", ",", "{", "}", "[", "\\u", "\\", "0", "label", "\u{FEFF}",
    ]
    .map { Array($0.utf8) }
    var read = 0
    var refused = 0
    withEvery("seed", in: 0..<Self.mutations) { seed in
      var stream = Seed(seed).stream("mutation", ledger: nil)
      let (contents, options) = seeds[Int(seed) % seeds.count]
      var bytes = Array(contents.utf8)
      for _ in 0...stream.next(below: 3) where !bytes.isEmpty {
        let place = stream.next(below: bytes.count)
        switch stream.next(below: 5) {
        case 0: bytes[place] = UInt8(stream.next(below: 256))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: pieces[stream.next(below: pieces.count)], at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + stream.next(below: 9)))
        default:
          let end = min(bytes.count, place + stream.next(below: 20))
          bytes.insert(contentsOf: bytes[place..<end], at: stream.next(below: bytes.count))
        }
      }
      try withFile(bytes) { path in
        do {
          let samples = try LabelledTextReader.read(path: path, options: options, classes: nil)
          for sample in samples {
            let isText = sample.text.withRevealed { String(validating: $0, as: UTF8.self) != nil }
            try #require(isText && sample.label.withRevealed { $0 >= 0 })
          }
          read += 1
        } catch let error as DataError {
          try #require(error.description.hasPrefix(path))
          refused += 1
        }
      }
    }
    // Both must happen often, or the mutations test nothing.
    #expect(read > 300 && refused > 300, "\(read) read, \(refused) refused")
  }
}
