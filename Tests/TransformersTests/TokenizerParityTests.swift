import Foundation
import Testing
import Transformers

/// Compares ids with those of the Python package, to the last one.
struct TokenizerParityTests {
  /// The folder of all-MiniLM-L6-v2, where there is one.
  static let miniLM = ProcessInfo.processInfo.environment["SIDELIGHT_MINILM"]

  private func compare(
    _ tokenizer: HuggingFaceTokenizer, _ expected: TokenizerFixtures.Expected, _ name: String
  ) throws {
    let lines = try TokenizerFixtures.lines()
    try #require(lines.count == expected.whole.count && lines.count == expected.atMost12.count)
    for (index, line) in lines.enumerated() {
      #expect(
        tokenizer.encode(line, maxLength: nil) == expected.whole[index],
        "\(name), text \(index + 1)")
      #expect(
        tokenizer.encode(line, maxLength: 12) == expected.atMost12[index],
        "\(name), text \(index + 1), cut")
    }
    #expect(tokenizer.vocabularySize == expected.size)
  }

  @Test(arguments: TokenizerFixtures.names)
  func idsAreThoseOfThePythonPackage(name: String) throws {
    let tokenizer = try HuggingFaceTokenizer(contentsOf: TokenizerFixtures.path(name))
    let expected = try #require(try TokenizerFixtures.expected()[name])
    try compare(tokenizer, expected, name)
    #expect(expected.whole.joined().allSatisfy { tokenizer.token($0) != nil })
    #expect(expected.whole.joined().allSatisfy { $0 <= tokenizer.highestID })
  }

  @Test(.enabled(if: miniLM != nil, "SIDELIGHT_MINILM names no folder of all-MiniLM-L6-v2"))
  func idsOfMiniLMAreThoseOfThePythonPackage() throws {
    let folder = try #require(Self.miniLM)
    let tokenizer = try HuggingFaceTokenizer(contentsOf: folder + "/tokenizer.json")
    try compare(tokenizer, try TokenizerFixtures.expectedMiniLM(), "MiniLM")
    // The file's own sections would pad and cut to 128.
    let long = Array(String(repeating: "word ", count: 300).utf8)
    #expect(tokenizer.encode(long, maxLength: nil).count == 302)
    #expect(tokenizer.encode(Array("word".utf8), maxLength: nil).count == 3)
  }

  @Test func aLimitKeepsTheSpecialTokensAsLongAsTheyFit() throws {
    let tokenizer = try HuggingFaceTokenizer(
      contentsOf: TokenizerFixtures.path("wordpiece_uncased"))
    let text = Array("don't, don't, don't".utf8)
    let whole = tokenizer.encode(text, maxLength: nil)
    let start = try #require(tokenizer.id(of: "[CLS]"))
    let end = try #require(tokenizer.id(of: "[SEP]"))
    #expect(tokenizer.addedPerText == 2)
    for limit in 2..<whole.count {
      let ids = tokenizer.encode(text, maxLength: limit)
      #expect(ids == whole.prefix(limit - 1) + [end])
    }
    #expect(tokenizer.encode(text, maxLength: whole.count) == whole)
    #expect(tokenizer.encode(text, maxLength: 1) == [start])
    #expect(tokenizer.encode(text, maxLength: 0) == [])
  }

  @Test func bytesThatAreNotTextCountAsReplacementCharacters() throws {
    let tokenizer = try HuggingFaceTokenizer(contentsOf: TokenizerFixtures.path("gpt2"))
    let broken: [UInt8] = [0x61, 0xFF, 0x62, 0xC3]
    let repaired = Array("a\u{FFFD}b\u{FFFD}".utf8)
    #expect(tokenizer.encode(broken, maxLength: nil) == tokenizer.encode(repaired, maxLength: nil))
  }

  /// A quadratic step would take hours here.
  @Test(.timeLimit(.minutes(2)), arguments: ["gpt2", "llama2_old", "mixed_nfkc"])
  func aMillionCharactersWithoutASpaceAreNoTrouble(name: String) throws {
    let tokenizer = try HuggingFaceTokenizer(contentsOf: TokenizerFixtures.path(name))
    for unit in ["ab", " ", "\u{301}\u{316}", "\u{6587}", "'", "<|x", " \n", "1"] {
      let text = Array(String(repeating: unit, count: 1_000_000 / unit.unicodeScalars.count).utf8)
      _ = tokenizer.encode(text, maxLength: nil)
    }
  }
}
