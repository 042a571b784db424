/// What a family calls its tensors.
struct FamilyNames {
  /// What may stand before all names; a model with a head has one, a bare backbone often not.
  var prefixes: [String]
  var tokens: String
  var positions = ""
  var tokenTypes = ""
  var embeddingNorm: String?
  var embeddingProjection = ""
  var finalNorm = ""
  /// Before a block's number.
  var blocks: String
  var attentionNorm: String
  var projections: [String]
  var attentionOutput: String
  var feedForwardNorm: String
  var gate = ""
  var expand: String
  var contract: String

  static func of(_ architecture: ModelArchitecture) -> FamilyNames {
    switch architecture {
    case .bert: encoder(prefix: "bert.")
    case .roberta: encoder(prefix: "roberta.")
    case .opt: opt
    case .gpt2: gpt2
    case .llama: llama
    }
  }

  private static func encoder(prefix: String) -> FamilyNames {
    FamilyNames(
      prefixes: ["", prefix], tokens: "embeddings.word_embeddings.weight",
      positions: "embeddings.position_embeddings.weight",
      tokenTypes: "embeddings.token_type_embeddings.weight",
      embeddingNorm: "embeddings.LayerNorm", blocks: "encoder.layer.",
      attentionNorm: "attention.output.LayerNorm",
      projections: ["attention.self.query", "attention.self.key", "attention.self.value"],
      attentionOutput: "attention.output.dense", feedForwardNorm: "output.LayerNorm",
      expand: "intermediate.dense", contract: "output.dense")
  }

  private static let opt = FamilyNames(
    prefixes: ["", "decoder.", "model.decoder."], tokens: "embed_tokens.weight",
    positions: "embed_positions.weight", embeddingProjection: "project_in",
    finalNorm: "final_layer_norm", blocks: "layers.", attentionNorm: "self_attn_layer_norm",
    projections: ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"],
    attentionOutput: "self_attn.out_proj", feedForwardNorm: "final_layer_norm", expand: "fc1",
    contract: "fc2")

  private static let gpt2 = FamilyNames(
    prefixes: ["", "transformer."], tokens: "wte.weight", positions: "wpe.weight",
    finalNorm: "ln_f", blocks: "h.", attentionNorm: "ln_1", projections: ["attn.c_attn"],
    attentionOutput: "attn.c_proj", feedForwardNorm: "ln_2", expand: "mlp.c_fc",
    contract: "mlp.c_proj")

  private static let llama = FamilyNames(
    prefixes: ["", "model."], tokens: "embed_tokens.weight", finalNorm: "norm",
    blocks: "layers.", attentionNorm: "input_layernorm",
    projections: ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"],
    attentionOutput: "self_attn.o_proj", feedForwardNorm: "post_attention_layernorm",
    gate: "mlp.gate_proj", expand: "mlp.up_proj", contract: "mlp.down_proj")
}
