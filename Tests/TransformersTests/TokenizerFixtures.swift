import Foundation
import Testing

/// The files that `Fixtures/make_tokenizers.py` writes.
enum TokenizerFixtures {
  /// What `tokenizers` gives for each line of both texts.
  struct Expected: Decodable {
    var whole: [[Int]]
    var atMost12: [[Int]]
    var size: Int

    enum CodingKeys: String, CodingKey {
      case whole
      case atMost12 = "at_most_12"
      case size
    }
  }

  private static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("Fixtures")

  /// The tokenizers, by the names of their files.
  static let names = [
    "gpt2", "llama2_new", "llama2_old", "llama3", "mixed_gpt2", "mixed_metaspace", "mixed_nfc",
    "mixed_nfd", "mixed_nfkc", "mixed_qwen2", "opt", "roberta", "wordpiece_cased",
    "wordpiece_uncased",
  ]

  static func path(_ name: String) -> String {
    folder.appendingPathComponent("Tokenizers/\(name).tokenizer.json").path
  }

  /// The lines of the stress file, then generated sentences.
  static func lines() throws -> [[UInt8]] {
    try ["unicode_stress.txt", "Tokenizers/sentences.txt"].flatMap { name in
      let data = try Data(contentsOf: folder.appendingPathComponent(name))
      return data.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        .map { Array($0) }
    }
  }

  static func expected() throws -> [String: Expected] {
    let file = folder.appendingPathComponent("Tokenizers/expected_ids.json")
    return try JSONDecoder().decode([String: Expected].self, from: Data(contentsOf: file))
  }

  static func expectedMiniLM() throws -> Expected {
    let file = folder.appendingPathComponent("Tokenizers/expected_minilm_ids.json")
    return try JSONDecoder().decode(Expected.self, from: Data(contentsOf: file))
  }
}
