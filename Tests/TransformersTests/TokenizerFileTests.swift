import Determinism
import Foundation
import TestSupport
import Testing
import Transformers

/// Files that are wrong, hostile, or ask for what is not there.
struct TokenizerFileTests {
  /// Mutations of the fuzz test.
  private static let mutations: UInt64 = 3_000

  private func load(_ json: some Sequence<UInt8>) throws -> HuggingFaceTokenizer {
    let path = NSTemporaryDirectory() + "sidelight-tokenizer-\(getpid())-\(UUID()).json"
    try Data(json).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try HuggingFaceTokenizer(contentsOf: path)
  }

  private func code(_ json: String) throws -> TokenizerError.Code? {
    do {
      _ = try load(json.utf8)
      return nil
    } catch let error as TokenizerError {
      #expect(error.description.hasPrefix(error.file))
      return error.code
    }
  }

  /// A small file with a component of every sort.
  private func file(
    normalizer: String = "null", preTokenizer: String = "null", postProcessor: String = "null",
    added: String = "[]", model: String? = nil
  ) -> String {
    let standard = """
      {"type":"BPE","unk_token":"a","vocab":{"a":0,"b":1,"ab":2,"\\u00e9":3,"e\\u0301":4,
      "\\u2581":5},"merges":["a b"]}
      """
    return """
      {"version":"1.0","truncation":{"max_length":1},"padding":{"strategy":{"Fixed":9}},
      "added_tokens":\(added),"normalizer":\(normalizer),"pre_tokenizer":\(preTokenizer),
      "post_processor":\(postProcessor),"model":\(model ?? standard)}
      """
  }

  @Test func tokensThatDifferOnlyByCanonicalEquivalenceAreKeptApart() throws {
    let tokenizer = try load(file().utf8)
    #expect(tokenizer.id(of: "\u{E9}") == 3)
    #expect(tokenizer.id(of: "e\u{301}") == 4)
    #expect(tokenizer.vocabularySize == 6)
    #expect(tokenizer.encode(Array("ab\u{E9}".utf8), maxLength: nil) == [2, 3])
  }

  @Test func unknownComponentsAreRefusedByName() throws {
    func name(_ code: TokenizerError.Code?) -> String? {
      guard case .unsupported(_, let name, let known) = code, !known.isEmpty else { return nil }
      return name
    }
    #expect(name(try code(file(normalizer: #"{"type":"Precompiled"}"#))) == "Precompiled")
    #expect(name(try code(file(preTokenizer: #"{"type":"UnicodeScripts"}"#))) == "UnicodeScripts")
    #expect(name(try code(file(postProcessor: #"{"type":"Odd"}"#))) == "Odd")
    #expect(name(try code(file(model: #"{"type":"Unigram","vocab":[]}"#))) == "Unigram")
    let split = #"{"type":"Split","pattern":{"Regex":"a+"},"behavior":"Removed","invert":false}"#
    #expect(name(try code(file(preTokenizer: split))) == "a+")
    for (option, value) in [("dropout", "0.1"), ("end_of_word_suffix", #""</w>""#)] {
      let model = #"{"type":"BPE","vocab":{"a":0},"merges":[],"\#(option)":\#(value)}"#
      #expect(name(try code(file(model: model))) == option)
    }
  }

  @Test func brokenFilesAreNamedByFieldOrPlace() throws {
    #expect(
      try code("{\n  \"model\": tru}") == .notJSON(line: 2, column: 15, reason: "expected `true`"))
    #expect(try code("") == .notJSON(line: 1, column: 1, reason: "the text ends too early"))
    #expect(try code("{}") == .missing(field: "model"))
    #expect(try code("[]") == .badValue(field: "", expected: "an object"))
    let bad = #"{"type":"BPE","vocab":{"a":-1},"merges":[]}"#
    #expect(
      try code(file(model: bad))
        == .badValue(field: "model.vocab", expected: "a whole number from 0 to 2147483647"))
    let merge = #"{"type":"BPE","vocab":{"a":0},"merges":["a b c"]}"#
    #expect(
      try code(file(model: merge))
        == .badValue(
          field: "model.merges[0]", expected: "two tokens, as a list or with a space"))
    let token = """
      [{"id":9,"content":"<x>","single_word":false,"lstrip":false,"rstrip":false,
      "normalized":false,"special":true}]
      """
    guard case .inconsistent = try code(file(added: token)) else {
      Issue.record("accepted an added token whose id the vocabulary does not give")
      return
    }
  }

  @Test func deepNestingIsRefused() throws {
    let deep = String(repeating: "[", count: 100_000)
    guard case .notJSON(_, _, "nested too deeply") = try code(deep) else {
      Issue.record("accepted deep nesting")
      return
    }
  }

  @Test func whatIsNotARegularFileIsRefused() {
    for path in ["/", "/no/such/file", "/dev/zero"] {
      #expect(throws: TokenizerError.self) { _ = try HuggingFaceTokenizer(contentsOf: path) }
    }
  }

  /// Valid files that the fuzz test starts from.
  private var seeds: [String] {
    [
      file(
        normalizer: """
          {"type":"Sequence","normalizers":[{"type":"BertNormalizer","clean_text":true,
          "handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
          {"type":"Replace","pattern":{"String":" "},"content":"\\u2581"},{"type":"NFKC"},
          {"type":"Strip","strip_left":true,"strip_right":false},{"type":"Prepend","prepend":"x"}]}
          """,
        preTokenizer: """
          {"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"String":"b"},
          "behavior":"MergedWithNext","invert":true},{"type":"Punctuation","behavior":"Contiguous"},
          {"type":"Digits","individual_digits":true},{"type":"Metaspace","replacement":"\\u2581",
          "prepend_scheme":"first","split":true},{"type":"ByteLevel","add_prefix_space":true}]}
          """,
        postProcessor: """
          {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"a","type_id":0}},
          {"Sequence":{"id":"A","type_id":0}}],"special_tokens":{"a":{"id":"a","ids":[0,1],
          "tokens":["a","b"]}}}
          """,
        added: """
          [{"id":2,"content":"ab","single_word":true,"lstrip":true,"rstrip":true,
          "normalized":true,"special":true},{"id":6,"content":"<|x","single_word":false,
          "lstrip":false,"rstrip":false,"normalized":false,"special":false}]
          """),
      file(
        preTokenizer: #"{"type":"BertPreTokenizer"}"#,
        postProcessor: #"{"type":"BertProcessing","sep":["a",3],"cls":["b",2]}"#,
        model: """
          {"type":"WordPiece","unk_token":"a","continuing_subword_prefix":"##",
          "max_input_chars_per_word":4,"vocab":{"a":0,"##b":1,"b":2,"##":3,"":4}}
          """),
    ]
  }

  @Test func mutatedFilesAreReadOrRefusedAndNeverCrash() throws {
    let seeds = seeds
    let text = Array("ab <|x AB \u{E9}e\u{301}. 12 \u{6587}\u{1F600}".utf8)
    for seed in seeds { _ = try load(seed.utf8).encode(text, maxLength: nil) }
    let words = [
      "null", "true", "{", "}", "[", "]", ",", "\"", "-1", "1e99", "4294967296", "\\u0000",
      "\\ud800",
      "\"\"", "\"type\"", "99", "\"Sequence\"", "0.5", "\\",
    ].map { Array($0.utf8) }
    var read = 0
    var refused = 0
    withEvery("seed", in: 0..<Self.mutations) { seed in
      var stream = Seed(seed).stream("mutation", ledger: nil)
      var bytes = Array(seeds[Int(seed) % seeds.count].utf8)
      for _ in 0...stream.next(below: 2) {
        let place = stream.next(below: bytes.count)
        switch stream.next(below: 6) {
        case 0: bytes[place] = UInt8(stream.next(below: 256))
        case 1: bytes[place] ^= 1 << UInt8(stream.next(below: 3))
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(contentsOf: words[stream.next(below: words.count)], at: place)
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + stream.next(below: 40)))
        default:
          let end = min(bytes.count, place + stream.next(below: 60))
          bytes.insert(contentsOf: bytes[place..<end], at: stream.next(below: bytes.count))
        }
      }
      do {
        let tokenizer = try load(bytes)
        let ids = tokenizer.encode(text, maxLength: nil)
        try #require(ids.allSatisfy { $0 <= tokenizer.highestID })
        read += 1
      } catch let error as TokenizerError {
        try #require(error.description.utf8.count < 1_000)
        refused += 1
      }
    }
    // Both must happen often, or the mutations test nothing.
    #expect(read > 200 && refused > 200, "\(read) read, \(refused) refused")
  }
}
