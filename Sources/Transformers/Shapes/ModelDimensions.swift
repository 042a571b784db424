/// The dimensions of a model of a known family.
///
/// What is nil is as usual in the family.
public struct ModelDimensions: Hashable, Sendable {
  /// The family.
  public var family: ModelArchitecture
  /// Transformer layers.
  public var layers: Int
  /// Hidden width, a multiple of `heads`.
  public var width: Int
  /// Attention heads.
  public var heads: Int
  /// Heads of keys and values, a divisor of `heads`; LLaMA only.
  public var keyValueHeads: Int?
  /// Width between the two maps of the feed-forward part.
  public var innerWidth: Int
  /// Number of tokens.
  public var vocabulary: Int
  /// Longest sequence.
  public var maxLength: Int
  /// Width of the token embeddings where it is not the hidden width; OPT only.
  public var embeddingWidth: Int?
  /// Rows of the token-type table; BERT and RoBERTa only.
  public var tokenTypes: Int?
  /// Whether the language-model head is the token embedding.
  public var tiesEmbeddings: Bool?
  /// Whether norms stand before attention and feed-forward; OPT only.
  public var normsFirst: Bool?

  /// Joins the dimensions.
  public init(
    family: ModelArchitecture, layers: Int, width: Int, heads: Int, keyValueHeads: Int? = nil,
    innerWidth: Int? = nil, vocabulary: Int, maxLength: Int, embeddingWidth: Int? = nil,
    tokenTypes: Int? = nil, tiesEmbeddings: Bool? = nil, normsFirst: Bool? = nil
  ) {
    self.family = family
    self.layers = layers
    self.width = width
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.innerWidth = innerWidth ?? 4 * width
    self.vocabulary = vocabulary
    self.maxLength = maxLength
    self.embeddingWidth = embeddingWidth
    self.tokenTypes = tokenTypes
    self.tiesEmbeddings = tiesEmbeddings
    self.normsFirst = normsFirst
  }

  /// The settings of a `config.json` with these dimensions.
  ///
  /// Going through them, dimensions are checked as a folder's are.
  fileprivate var settings: [JSONTree.Member] {
    let names = SettingNames.of(family)
    // RoBERTa's first two positions belong to padding.
    let rows = family == .roberta ? maxLength.addingReportingOverflow(2).partialValue : maxLength
    let integers: [(String?, Int?)] = [
      (names.width, width), (names.layers, layers), (names.heads, heads),
      (names.inner, innerWidth), (names.positions, rows), ("vocab_size", vocabulary),
      (names.keyValueHeads, keyValueHeads), (names.embeddingWidth, embeddingWidth),
      (names.tokenTypes, tokenTypes ?? (family == .roberta ? 1 : nil)),
    ]
    let flags = [("tie_word_embeddings", tiesEmbeddings), ("do_layer_norm_before", normsFirst)]
    let numbers = integers.compactMap { name, value -> JSONTree.Member? in
      guard let name, let value else { return nil }
      return .init(key: Array(name.utf8), value: .integer(value))
    }
    return numbers
      + flags.compactMap { name, value in
        value.map { .init(key: Array(name.utf8), value: .bool($0)) }
      }
  }

  /// What a family calls its dimensions in `config.json`.
  private struct SettingNames {
    var width = "hidden_size"
    var layers = "num_hidden_layers"
    var heads = "num_attention_heads"
    var inner = "intermediate_size"
    var positions = "max_position_embeddings"
    var keyValueHeads: String?
    var embeddingWidth: String?
    var tokenTypes: String?

    static func of(_ family: ModelArchitecture) -> SettingNames {
      switch family {
      case .bert, .roberta: SettingNames(tokenTypes: "type_vocab_size")
      case .opt: SettingNames(inner: "ffn_dim", embeddingWidth: "word_embed_proj_dim")
      case .gpt2:
        SettingNames(
          width: "n_embd", layers: "n_layer", heads: "n_head", inner: "n_inner",
          positions: "n_positions")
      case .llama: SettingNames(keyValueHeads: "num_key_value_heads")
      }
    }
  }
}

extension ModelConfiguration {
  /// The configuration of a model of these dimensions; `name` stands for its file in errors.
  public init(dimensions: ModelDimensions, name: String) throws(ModelError) {
    let settings = ModelSettings(members: dimensions.settings, path: name)
    try self.init(dimensions.family, settings)
  }
}
