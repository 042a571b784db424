extension ModelConfiguration {
  /// Sizes of all weights of the backbone in numbers, heads apart.
  var weightNumbers: WeightSizes {
    let (d, P, Q, I) = (width, projectionWidth, queryWidth, innerWidth)
    let (attention, feed) = (hasBiases.attention ? 1 : 0, hasBiases.feedForward ? 1 : 0)
    let norm = normHasWeights ? (normKind == .layer ? 2 * d : d) : 0
    let maps = isGated ? 2 : 1
    var sizes = WeightSizes()
    sizes.tokens = .init(rows: vocabularySize, row: embeddingWidth)
    if case .table(let rows, _) = positions { sizes.positions = .init(rows: rows, row: d) }
    if let tokenTypes { sizes.tokenTypes = .init(rows: tokenTypes, row: d) }
    if FamilyNames.of(architecture).embeddingNorm != nil { sizes.embeddingNorm = norm }
    if embeddingWidth != d { sizes.embeddingProjection = embeddingWidth * d }
    let block = WeightSizes.Block(
      projection: d * P + attention * P, attentionOutput: Q * d + attention * d,
      expand: maps * (d * I + feed * I), contract: I * d + feed * d, norms: 2 * norm)
    sizes.blocks = [(block, layers)]
    if hasFinalNorm { sizes.finalNorm = norm }
    return sizes
  }

  /// Numbers in what published totals count besides the backbone: the pooler of encoders; of
  /// decoders the language-model head, unless it is the embedding table, and OPT-350m's way back.
  var headNumbers: Int {
    switch architecture {
    case .bert, .roberta: width * width + width
    case .opt, .gpt2, .llama:
      (tiesEmbeddings ? 0 : vocabularySize * embeddingWidth)
        + (embeddingWidth == width ? 0 : embeddingWidth * width)
    }
  }

  /// The forward pass with weights of these sizes in bytes.
  func plan(_ weights: WeightSizes) -> TransformerPlan {
    TransformerPlan(
      width: width, embeddingWidth: embeddingWidth, heads: heads,
      projectionWidth: projectionWidth, queryWidth: queryWidth,
      rotatedWidth: positions.isRotary ? queryWidth + keyValueHeads * headWidth : 0,
      projectionMaps: FamilyNames.of(architecture).projections.count, innerWidth: innerWidth,
      isGated: isGated, hasEmbeddingNorm: FamilyNames.of(architecture).embeddingNorm != nil,
      hasFinalNorm: hasFinalNorm, weights: weights)
  }
}

extension ModelConfiguration.Positions {
  /// Whether queries and keys are rotated.
  var isRotary: Bool {
    if case .rotary = self { true } else { false }
  }
}
