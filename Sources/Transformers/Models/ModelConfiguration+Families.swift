/// Far above every published model, and small enough that no product of two overflows.
private enum Bounds {
  static let width = 1...1_048_576
  static let layers = 1...10_000
  static let heads = 1...65_536
  static let vocabulary = 1...100_000_000
  static let positions = 1...100_000_000
  static let epsilon = 0.0...1.0
}

extension ModelConfiguration {
  /// Refuses heads that do not divide the width.
  private static func headWidth(
    _ width: Int, _ heads: Int, _ settings: ModelSettings, _ names: (width: String, heads: String)
  ) throws(ModelError) -> Int {
    guard width % heads == 0 else {
      throw settings.fault(names.width, "a multiple of `\(names.heads)` (\(heads))")
    }
    return width / heads
  }

  /// BERT and RoBERTa: norms behind the residuals, learned positions, token types.
  init(encoder architecture: ModelArchitecture, _ settings: ModelSettings) throws(ModelError) {
    let width = try settings.integer("hidden_size", in: Bounds.width)
    let heads = try settings.integer("num_attention_heads", in: Bounds.heads)
    let rows = try settings.integer("max_position_embeddings", in: Bounds.positions)
    try settings.refuse("is_decoder")
    try settings.refuse("add_cross_attention")
    let kind = try settings.text("position_embedding_type", standard: "absolute")
    guard kind == "absolute" else {
      throw settings.unsupported("position_embedding_type", value: kind, known: ["absolute"])
    }
    self.architecture = architecture
    self.width = width
    self.heads = heads
    vocabularySize = try settings.integer("vocab_size", in: Bounds.vocabulary)
    layers = try settings.integer("num_hidden_layers", in: Bounds.layers)
    embeddingWidth = width
    keyValueHeads = heads
    headWidth = try Self.headWidth(
      width, heads, settings, ("hidden_size", "num_attention_heads"))
    innerWidth = try settings.integer("intermediate_size", in: Bounds.width)
    activation = try settings.activation("hidden_act", standard: "gelu")
    normEpsilon = try settings.number("layer_norm_eps", in: Bounds.epsilon, standard: 1e-12)
    normFirst = false
    hasFinalNorm = false
    tokenTypes = try settings.integer("type_vocab_size", in: Bounds.width, standard: 2)
    tiesEmbeddings = try settings.flag("tie_word_embeddings", standard: true)
    if architecture == .roberta {
      let padding = try settings.integer(
        "pad_token_id", in: 0...Bounds.positions.upperBound, standard: 1)
      guard rows > padding + 1 else {
        throw settings.fault(
          "max_position_embeddings", "larger than `pad_token_id` + 1 (\(padding + 1))")
      }
      paddingToken = padding
      positions = .table(rows: rows, offset: padding + 1)
      maxLength = rows - padding - 1
    } else {
      positions = .table(rows: rows, offset: 0)
      maxLength = rows
    }
  }

  /// OPT: norms before (125m and most) or behind (350m); two rows of the positions go unused.
  init(opt settings: ModelSettings) throws(ModelError) {
    let width = try settings.integer("hidden_size", in: Bounds.width)
    let heads = try settings.integer("num_attention_heads", in: Bounds.heads)
    let length = try settings.integer("max_position_embeddings", in: Bounds.positions)
    let biases = try settings.flag("enable_bias", standard: true)
    architecture = .opt
    self.width = width
    self.heads = heads
    vocabularySize = try settings.integer("vocab_size", in: Bounds.vocabulary)
    layers = try settings.integer("num_hidden_layers", in: Bounds.layers)
    embeddingWidth = try settings.integer("word_embed_proj_dim", in: Bounds.width, standard: width)
    keyValueHeads = heads
    headWidth = try Self.headWidth(
      width, heads, settings, ("hidden_size", "num_attention_heads"))
    innerWidth = try settings.integer("ffn_dim", in: Bounds.width)
    activation = try settings.activation("activation_function", standard: "relu")
    normEpsilon = 1e-5
    normHasWeights = try settings.flag("layer_norm_elementwise_affine", standard: true)
    normFirst = try settings.flag("do_layer_norm_before", standard: true)
    let removed = try settings.flag("_remove_final_layer_norm", standard: false)
    hasFinalNorm = normFirst && !removed
    hasBiases = HasBiases(attention: biases, feedForward: biases)
    positions = .table(rows: length + 2, offset: 2)
    maxLength = length
    tiesEmbeddings = try settings.flag("tie_word_embeddings", standard: true)
  }

  /// GPT-2: norms before, learned positions.
  init(gpt2 settings: ModelSettings) throws(ModelError) {
    let width = try settings.integer("n_embd", in: Bounds.width, standard: 768)
    let heads = try settings.integer("n_head", in: Bounds.heads, standard: 12)
    let length = try settings.integer("n_positions", in: Bounds.positions, standard: 1024)
    try settings.refuse("add_cross_attention")
    architecture = .gpt2
    self.width = width
    self.heads = heads
    vocabularySize = try settings.integer("vocab_size", in: Bounds.vocabulary)
    layers = try settings.integer("n_layer", in: Bounds.layers, standard: 12)
    embeddingWidth = width
    keyValueHeads = heads
    headWidth = try Self.headWidth(width, heads, settings, ("n_embd", "n_head"))
    innerWidth = try settings.integer("n_inner", in: Bounds.width, standard: 4 * width)
    activation = try settings.activation("activation_function", standard: "gelu_new")
    normEpsilon = try settings.number("layer_norm_epsilon", in: Bounds.epsilon, standard: 1e-5)
    normFirst = true
    hasFinalNorm = true
    positions = .table(rows: length, offset: 0)
    maxLength = length
    let scales = try settings.flag("scale_attn_weights", standard: true)
    let byLayer = try settings.flag("scale_attn_by_inverse_layer_idx", standard: false)
    scoreScale =
      switch (scales, byLayer) {
      case (true, false): .inverseRoot
      case (true, true): .inverseRootByLayer
      case (false, true): .inverseByLayer
      case (false, false): .none
      }
    tiesEmbeddings = try settings.flag("tie_word_embeddings", standard: true)
  }

  /// LLaMA: RMS norms before, rotary positions, SwiGLU, grouped keys and values.
  init(llama settings: ModelSettings) throws(ModelError) {
    let width = try settings.integer("hidden_size", in: Bounds.width)
    let heads = try settings.integer("num_attention_heads", in: Bounds.heads)
    let groups = try settings.integer(
      "num_key_value_heads", in: Bounds.heads, standard: heads)
    guard heads % groups == 0 else {
      throw settings.fault("num_key_value_heads", "a divisor of `num_attention_heads` (\(heads))")
    }
    if settings.value("head_dim") == nil {
      headWidth = try Self.headWidth(
        width, heads, settings, ("hidden_size", "num_attention_heads"))
    } else {
      headWidth = try settings.integer("head_dim", in: 1...65_536)
    }
    guard headWidth % 2 == 0 else {
      throw settings.fault("head_dim", "even, since rotations turn pairs")
    }
    architecture = .llama
    self.width = width
    self.heads = heads
    vocabularySize = try settings.integer("vocab_size", in: Bounds.vocabulary)
    layers = try settings.integer("num_hidden_layers", in: Bounds.layers)
    embeddingWidth = width
    keyValueHeads = groups
    innerWidth = try settings.integer("intermediate_size", in: Bounds.width)
    activation = try settings.activation("hidden_act", standard: "silu")
    isGated = true
    normKind = .rootMeanSquare
    normEpsilon = try settings.number("rms_norm_eps", in: Bounds.epsilon, standard: 1e-6)
    normFirst = true
    hasFinalNorm = true
    hasBiases = HasBiases(
      attention: try settings.flag("attention_bias", standard: false),
      feedForward: try settings.flag("mlp_bias", standard: false))
    let length = try settings.integer(
      "max_position_embeddings", in: Bounds.positions, standard: 2048)
    maxLength = length
    positions = .rotary(try RotaryScaling(settings, maxLength: length))
    tiesEmbeddings = try settings.flag("tie_word_embeddings", standard: false)
  }
}
