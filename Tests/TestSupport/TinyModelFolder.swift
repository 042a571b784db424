import Determinism
import Foundation

/// A Hugging Face folder with small random weights, made on the spot.
public struct TinyModelFolder {
  /// A family of models.
  public enum Family: String, CaseIterable, Sendable {
    /// An encoder with a sequence classifier.
    case bert
    /// A decoder with a language-model head.
    case llama
  }

  /// Words of the vocabulary, behind the special tokens.
  public static let words = [
    "dreadful", "splendid", "marmalade", "thistledown", "quagmire", "xylophone", "bumblebee",
    "zephyr", "row", "a", "b", "c",
  ]
  /// Transformer layers, L.
  public static let layers = 2
  /// Hidden width, d.
  public static let width = 24
  /// Longest sequence.
  public static let maxLength = 40

  private static let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
  private static let inner = 32
  private static var vocabulary: Int { special.count + words.count }

  /// Writes the folder's files into `folder`, which must exist.
  public static func write(
    _ family: Family, to folder: String, seed: UInt64 = 1, classes: Int = 2
  ) throws {
    func write(_ object: Any, _ name: String) throws {
      let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
      try data.write(to: URL(fileURLWithPath: folder + "/" + name))
    }
    try write(configuration(family), "config.json")
    try write(tokenizer, "tokenizer.json")
    var stream = Seed(seed).stream("tiny", ledger: nil)
    try safetensors(tensors(family, classes: classes), &stream).write(
      to: URL(fileURLWithPath: folder + "/model.safetensors"))
  }

  private static func configuration(_ family: Family) -> [String: Any] {
    var result: [String: Any] = [
      "model_type": family.rawValue, "vocab_size": vocabulary, "hidden_size": width,
      "num_hidden_layers": layers, "num_attention_heads": 2, "intermediate_size": inner,
      "max_position_embeddings": maxLength,
    ]
    switch family {
    case .bert:
      result["type_vocab_size"] = 2
      result["layer_norm_eps"] = 1e-12
      result["hidden_act"] = "gelu"
    case .llama:
      result["num_key_value_heads"] = 1
      result["rms_norm_eps"] = 1e-6
      result["hidden_act"] = "silu"
      result["tie_word_embeddings"] = false
    }
    return result
  }

  private static var tokenizer: [String: Any] {
    var vocabulary: [String: Int] = [:]
    for (id, token) in (special + words).enumerated() { vocabulary[token] = id }
    let added = special.enumerated().map { id, content -> [String: Any] in
      [
        "id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
        "normalized": false, "special": true,
      ]
    }
    return [
      "version": "1.0", "added_tokens": added,
      "normalizer": [
        "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
        "strip_accents": NSNull(), "lowercase": true,
      ] as [String: Any],
      "pre_tokenizer": ["type": "BertPreTokenizer"],
      "post_processor": [
        "type": "BertProcessing", "sep": ["[SEP]", 3] as [Any], "cls": ["[CLS]", 2] as [Any],
      ] as [String: Any],
      "model": [
        "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100, "vocab": vocabulary,
      ] as [String: Any],
    ]
  }

  private static func tensors(
    _ family: Family, classes: Int
  ) -> [(name: String, shape: [Int])] {
    let d = width
    var tensors: [(name: String, shape: [Int])] = []
    func linear(_ name: String, _ outputs: Int, _ inputs: Int, hasBias: Bool) {
      tensors.append((name + ".weight", [outputs, inputs]))
      if hasBias { tensors.append((name + ".bias", [outputs])) }
    }
    func norm(_ name: String, hasBias: Bool) {
      tensors.append((name + ".weight", [d]))
      if hasBias { tensors.append((name + ".bias", [d])) }
    }
    switch family {
    case .bert:
      tensors = [
        ("bert.embeddings.word_embeddings.weight", [vocabulary, d]),
        ("bert.embeddings.position_embeddings.weight", [maxLength, d]),
        ("bert.embeddings.token_type_embeddings.weight", [2, d]),
      ]
      norm("bert.embeddings.LayerNorm", hasBias: true)
      for layer in 0..<layers {
        let path = "bert.encoder.layer.\(layer)."
        for part in ["query", "key", "value"] {
          linear(path + "attention.self." + part, d, d, hasBias: true)
        }
        linear(path + "attention.output.dense", d, d, hasBias: true)
        norm(path + "attention.output.LayerNorm", hasBias: true)
        linear(path + "intermediate.dense", inner, d, hasBias: true)
        linear(path + "output.dense", d, inner, hasBias: true)
        norm(path + "output.LayerNorm", hasBias: true)
      }
      linear("bert.pooler.dense", d, d, hasBias: true)
      linear("classifier", classes, d, hasBias: true)
    case .llama:
      tensors = [("model.embed_tokens.weight", [vocabulary, d])]
      for layer in 0..<layers {
        let path = "model.layers.\(layer)."
        for (part, outputs) in [("q", d), ("k", d / 2), ("v", d / 2), ("o", d)] {
          linear(path + "self_attn.\(part)_proj", outputs, d, hasBias: false)
        }
        linear(path + "mlp.gate_proj", inner, d, hasBias: false)
        linear(path + "mlp.up_proj", inner, d, hasBias: false)
        linear(path + "mlp.down_proj", d, inner, hasBias: false)
        norm(path + "input_layernorm", hasBias: false)
        norm(path + "post_attention_layernorm", hasBias: false)
      }
      norm("model.norm", hasBias: false)
      linear("lm_head", vocabulary, d, hasBias: false)
    }
    return tensors
  }

  private static func safetensors(
    _ tensors: [(name: String, shape: [Int])], _ stream: inout RandomStream
  ) throws -> Data {
    var header: [String: Any] = [:]
    var values = Data()
    for (name, shape) in tensors {
      let count = shape.reduce(1, *)
      let isGain = shape.count == 1 && name.lowercased().contains("norm")
      let numbers = stream.normals(count, deviation: 0.3).map {
        isGain && name.hasSuffix("weight") ? 1 + $0 / 3 : $0
      }
      let start = values.count
      numbers.withUnsafeBytes { values.append(contentsOf: $0) }
      header[name] =
        ["dtype": "F32", "shape": shape, "data_offsets": [start, values.count]] as [String: Any]
    }
    let text = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys])
    var file = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
    file += text
    file += values
    return file
  }
}
