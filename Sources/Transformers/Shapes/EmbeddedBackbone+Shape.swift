internal import Determinism

extension EmbeddedBackbone.Shape {
  /// Numbers in all weights.
  public var parameterCount: Int { weightNumbers.total }

  /// Sizes of all weights in numbers; its norms have none.
  var weightNumbers: WeightSizes {
    let d = width
    var sizes = WeightSizes()
    sizes.tokens = .init(rows: EmbeddedBackbone.vocabulary, row: d)
    sizes.positions = .init(rows: maxLength, row: d)
    let block = WeightSizes.Block(
      projection: 3 * d * d, attentionOutput: d * d, expand: 4 * d * d, contract: 4 * d * d,
      norms: 0)
    sizes.blocks = [(block, layers)]
    return sizes
  }

  /// The forward pass.
  func plan(bytesPerWeight: Int) -> TransformerPlan {
    TransformerPlan(
      width: width, embeddingWidth: width, heads: heads, projectionWidth: 3 * width,
      queryWidth: width, rotatedWidth: 0, projectionMaps: 1, innerWidth: 4 * width, isGated: false,
      hasEmbeddingNorm: false, hasFinalNorm: true, weights: weightNumbers.times(bytesPerWeight))
  }

  /// Hidden states, attention inputs, scores and MLP activations of the packed batch.
  func forwardMemory(lengths: [Int]) -> ByteCount {
    let rows = lengths.reduce(0) { $0 + PackedRows.padded($1) }
    let longest = lengths.max() ?? 0
    return ByteCount(4 * (rows * 10 * width + longest * longest))
  }
}
