internal import Tensors

/// A linear map: a matrix, used where it lies in the mapped file, and a bias.
struct LinearMap: Sendable {
  /// Its name without prefix, such as `h.0.mlp.c_fc`.
  let name: String
  let weight: WeightTensor
  let inputs: Int
  let outputs: Int
  /// [in, out] as GPT-2 stores it, rather than [out, in] as all others do.
  let isInputMajor: Bool
  /// [out]; zeros where the model has none.
  let bias: FloatBuffer
  let hasBias: Bool
  /// Bytes of matrix and bias as they are stored.
  let byteCount: Int

  var view: MatrixView {
    isInputMajor
      ? MatrixView(weight.values, stride: outputs)
      : MatrixView(weight.values, stride: inputs, .transposed)
  }
}

/// Gain and bias of a norm; ones and zeros where the model has none.
struct NormWeights: Sendable {
  /// Its name without prefix.
  let name: String
  let gain: FloatBuffer
  let bias: FloatBuffer
  /// Bytes of both as they are stored.
  var byteCount = 0
}

/// The weights of one transformer block.
struct BlockWeights: Sendable {
  var attentionNorm: NormWeights
  var feedForwardNorm: NormWeights
  /// Queries, keys and values: three maps, or one whose outputs hold all three.
  var projections: [LinearMap]
  /// The biases of all projections, side by side.
  var projectionBias: FloatBuffer
  var attentionOutput: LinearMap
  /// The map under the activation of gated blocks.
  var gate: LinearMap?
  var expand: LinearMap
  var contract: LinearMap

  var maps: [LinearMap] {
    projections + [attentionOutput] + (gate.map { [$0] } ?? []) + [expand, contract]
  }
}

/// All weights of a backbone.
struct ModelWeights: Sendable {
  var tokens: WeightTensor  // [V, e]
  var positions: WeightTensor?  // [P, d]
  var tokenTypes: WeightTensor?  // [types, d]
  var embeddingNorm: NormWeights?
  var embeddingProjection: LinearMap?  // e -> d
  var blocks: [BlockWeights]
  var finalNorm: NormWeights?
  /// What stands before the names in this folder, such as `bert.`.
  var prefix: String
  /// Every tensor in use, under its name without prefix, in the order in which it was read.
  var used: [(name: String, tensor: WeightTensor)]

  /// Widens what needs widening, so that workers do not all do it at once.
  func prepare() {
    for map in blocks.flatMap(\.maps) { _ = map.weight.values }
    if let embeddingProjection { _ = embeddingProjection.weight.values }
  }
}
