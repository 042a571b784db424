internal import Layers

/// The operations of a transformer's forward pass, counted from dimensions alone.
///
/// One plan serves backbones with values and without, so that both are charged alike. States are
/// float32 whatever the weights are stored as. Each operation reads its weights once, for all
/// sequences together; scores go through memory, since no kernel here fuses them.
struct TransformerPlan: Sendable {
  /// Hidden width.
  var width: Int
  var embeddingWidth: Int
  var heads: Int
  /// Outputs of the attention projections together.
  var projectionWidth: Int
  /// Width of all query heads.
  var queryWidth: Int
  /// Outputs that are rotated by their positions; 0 without rotations.
  var rotatedWidth: Int
  /// Matrices in which the projections lie.
  var projectionMaps: Int
  var innerWidth: Int
  var isGated: Bool
  var hasEmbeddingNorm: Bool
  var hasFinalNorm: Bool
  /// Sizes in bytes.
  var weights: WeightSizes

  /// Bytes of one number of a state.
  static let element = 4
  /// Operations of an exponential; a heuristic, as are those below.
  static let exponential = 20
  /// Operations of a normalisation with its residual and bias, an element.
  static let normalisation = 10
  /// Operations of an activation, an element.
  static let activation = 30

  /// The operations over sequences of these lengths.
  func work(lengths: [Int]) -> WorkList {
    guard !lengths.isEmpty else { return WorkList() }
    let tokens = lengths.reduce(0, +)
    let pairs = lengths.reduce(0) { $0 + $1 * $1 }
    var work = embedding(tokens)
    for (block, count) in weights.blocks {
      work.append(self.block(block, tokens: tokens, pairs: pairs), times: count)
    }
    if hasFinalNorm { work.append(norm(tokens, weights.finalNorm)) }
    return work
  }

  /// Two operations a multiply-add of the matrices and of the attention.
  func matrixOperations(lengths: [Int]) -> UInt64 { work(lengths: lengths).matrixOperations }

  /// One block's operations.
  func block(_ block: WeightSizes.Block, tokens: Int, pairs: Int) -> WorkList {
    WorkList(attention(block, tokens: tokens, pairs: pairs) + feedForward(block, tokens))
  }

  /// The operations that give the first state.
  func embedding(_ tokens: Int) -> WorkList {
    let tables = [weights.tokens, weights.positions, weights.tokenTypes]
    let rows = tables.reduce(0) { $0 + $1.row }
    let added = max(1, tables.count { $0.row > 0 } - 1)
    var work = WorkList([
      WorkItem(
        .embedding, operations: tokens * added * width,
        bytes: tokens * (rows + embeddingWidth * Self.element))
    ])
    if embeddingWidth != width {
      work.append(
        WorkItem(
          .embeddingProjection, operations: 2 * tokens * embeddingWidth * width,
          bytes: weights.embeddingProjection + tokens * (embeddingWidth + width) * Self.element))
    }
    if hasEmbeddingNorm { work.append(norm(tokens, weights.embeddingNorm)) }
    return work
  }

  private func attention(_ block: WeightSizes.Block, tokens: Int, pairs: Int) -> [WorkItem] {
    let (d, P, Q, e) = (width, projectionWidth, queryWidth, Self.element)
    return [
      norm(tokens, block.norms / 2),
      WorkItem(
        .projection, operations: 2 * tokens * d * P,
        bytes: block.projection + tokens * (projectionMaps * d + P) * e, launches: projectionMaps),
      WorkItem(
        .rotation, operations: tokens * (2 * P + 3 * rotatedWidth), bytes: 2 * tokens * P * e),
      // Scores are written and read back; every query meets every key, as in dense kernels.
      WorkItem(
        .attention, operations: 4 * pairs * Q,
        bytes: (tokens * (P + Q) + 2 * pairs * heads) * e, launches: 2),
      WorkItem(
        .softmax, operations: Self.exponential * pairs * heads, bytes: 2 * pairs * heads * e),
      WorkItem(
        .attentionOutput, operations: 2 * tokens * Q * d,
        bytes: block.attentionOutput + tokens * (Q + 2 * d) * e),
    ]
  }

  private func feedForward(_ block: WeightSizes.Block, _ tokens: Int) -> [WorkItem] {
    let (d, I, e) = (width, innerWidth, Self.element)
    let maps = isGated ? 2 : 1
    return [
      norm(tokens, block.norms - block.norms / 2),
      WorkItem(
        .expand, operations: 2 * tokens * d * I * maps,
        bytes: block.expand + tokens * maps * (d + I) * e, launches: maps),
      WorkItem(
        .activation, operations: Self.activation * maps * tokens * I,
        bytes: (maps + 1) * tokens * I * e),
      WorkItem(
        .contract, operations: 2 * tokens * I * d,
        bytes: block.contract + tokens * (I + 2 * d) * e),
    ]
  }

  /// Reads and writes a state.
  func norm(_ tokens: Int, _ bytes: Int) -> WorkItem {
    WorkItem(
      .norm, operations: Self.normalisation * tokens * width,
      bytes: bytes + 2 * tokens * width * Self.element)
  }
}
