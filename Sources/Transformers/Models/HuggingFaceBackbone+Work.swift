public import Determinism
public import Layers
internal import Tensors

extension HuggingFaceBackbone {
  /// Work of a forward pass, with the weights as they are stored.
  public func forwardWork(lengths: [Int]) -> WorkList {
    configuration.plan(weights.bytes).work(lengths: lengths)
  }

  /// Operations in matrix products and attention alone: two a multiply-add.
  public func matrixOperations(lengths: [Int]) -> UInt64 {
    configuration.plan(weights.bytes).matrixOperations(lengths: lengths)
  }

  /// Hidden states, projections, scores and feed-forward activations of the packed batch.
  public func forwardMemory(lengths: [Int]) -> ByteCount {
    configuration.forwardMemory(lengths: lengths)
  }
}

extension ModelConfiguration {
  /// Bytes of the working memory of a forward pass over sequences of these lengths.
  func forwardMemory(lengths: [Int]) -> ByteCount {
    ByteCount(
      ForwardWorkspace.bytes(
        self, rows: InterleavedRows(lengths: lengths).rows, longest: lengths.max() ?? 0))
  }
}

extension ModelWeights {
  /// Sizes of all weights in bytes, as they are stored.
  var bytes: WeightSizes {
    func table(_ tensor: WeightTensor?) -> WeightSizes.Table {
      guard let tensor, let rows = tensor.shape.first, rows > 0 else { return .init() }
      return .init(rows: rows, row: tensor.byteCount / rows)
    }
    var sizes = WeightSizes()
    sizes.tokens = table(tokens)
    sizes.positions = table(positions)
    sizes.tokenTypes = table(tokenTypes)
    sizes.embeddingNorm = embeddingNorm?.byteCount ?? 0
    sizes.embeddingProjection = embeddingProjection?.byteCount ?? 0
    sizes.blocks = blocks.map { ($0.bytes, 1) }
    sizes.finalNorm = finalNorm?.byteCount ?? 0
    return sizes
  }
}

extension BlockWeights {
  /// Sizes in bytes.
  fileprivate var bytes: WeightSizes.Block {
    WeightSizes.Block(
      projection: projections.reduce(0) { $0 + $1.byteCount },
      attentionOutput: attentionOutput.byteCount,
      expand: expand.byteCount + (gate?.byteCount ?? 0), contract: contract.byteCount,
      norms: attentionNorm.byteCount + feedForwardNorm.byteCount)
  }
}
