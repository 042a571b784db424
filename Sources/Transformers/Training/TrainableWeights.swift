internal import Tensors

/// A linear map y = x W + b with its low-rank updates.
struct TrainableMap {
  let inputs: Int
  let outputs: Int
  /// [in, out] rather than [out, in].
  let isInputMajor: Bool
  let weight: Weight
  /// [out]; nil where the model has none.
  let bias: Weight?
  var updates: [LowRankUpdate] = []

  /// Whether the backward pass needs what the map was given.
  var needsInput: Bool { weight.isTrained || !updates.isEmpty }
}

/// A low-rank update of some outputs of a map: y += (alpha / r) (x A^T) B^T.
struct LowRankUpdate {
  let down: Weight  // A [r, in]
  let up: Weight  // B [out, r]
  let rank: Int
  /// Outputs that are updated, among the map's.
  let columns: Range<Int>
  /// alpha / r.
  let factor: Float
  /// Its place among the updates of its block.
  let slot: Int
}

/// A bottleneck o + gelu(o Wdown + bdown) Wup + bup.
struct BottleneckAdapter {
  let down: TrainableMap  // d -> m
  let up: TrainableMap  // m -> d
}

/// Gain and bias of a norm.
struct TrainableNorm {
  let gain: Weight
  let bias: Weight

  var isTrained: Bool { gain.isTrained || bias.isTrained }
}

/// The weights of one block.
struct TrainableBlock {
  var attentionNorm: TrainableNorm
  var feedForwardNorm: TrainableNorm
  /// Queries, keys and values: three maps, or one whose outputs hold all three.
  var projections: [TrainableMap]
  var attentionOutput: TrainableMap
  var attentionAdapter: BottleneckAdapter?
  var gate: TrainableMap?
  var expand: TrainableMap
  var contract: TrainableMap
  var feedForwardAdapter: BottleneckAdapter?
  /// Ranks of the low-rank updates, by slot.
  var updateRanks: [Int]

  /// Whether the backward pass needs what queries, keys and values were made of.
  var needsAttentionInput: Bool { projections.contains { $0.needsInput } }
  /// Whether it needs what the feed-forward part was given.
  var needsFeedForwardInput: Bool { expand.needsInput || gate?.needsInput == true }
}

/// The weights of a backbone, some of which are trained.
///
/// Tables come first among the trained numbers: their gradients are sparse and added up apart.
struct TrainableWeights {
  var tokens: Weight  // [V, e]
  var positions: Weight?  // [P, d]
  var tokenTypes: Weight?  // [types, d]
  /// Trained numbers in the tables.
  var tableNumbers: Int
  var embeddingNorm: TrainableNorm?
  var embeddingProjection: TrainableMap?  // e -> d
  var blocks: [TrainableBlock]
  var finalNorm: TrainableNorm?
}
