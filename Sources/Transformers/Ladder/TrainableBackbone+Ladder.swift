internal import Determinism
internal import Tensors

extension TrainableBackbone {
  /// The narrow blocks of a ladder with drawn weights: matrices ~ N(0, 1 / inputs), biases zero,
  /// gains one.
  ///
  /// They have no embeddings; a pass begins with states. `plain` holds gains and biases of norms
  /// that have none of their own, and must live as long as the blocks.
  convenience init(
    ladder configuration: ModelConfiguration, backend: MatrixBackend, plain: LadderPlainNorm,
    draws: LadderDraws
  ) {
    let source = ShapeBackbone(configuration: configuration, precision: .fp32)
    var unused = draws.stream
    self.init(source, configuration, backend, .full, nil, stream: &unused) {
      $0.ladderWeights(plain, draws)
    }
  }
}

extension TrainableWeightsBuilder {
  /// The weights of all narrow blocks.
  mutating func ladderWeights(_ plain: LadderPlainNorm, _ draws: LadderDraws) -> TrainableWeights {
    let blocks = (0..<configuration.layers).map { layer in
      drawnBlock("blocks.\(layer).", plain, draws)
    }
    return TrainableWeights(
      tokens: .frozen(plain.bias.base), positions: nil, tokenTypes: nil, tableNumbers: 0,
      embeddingNorm: nil, embeddingProjection: nil, blocks: blocks,
      finalNorm: configuration.hasFinalNorm ? drawnNorm("norm", plain) : nil)
  }

  private mutating func drawnBlock(
    _ path: String, _ plain: LadderPlainNorm, _ draws: LadderDraws
  ) -> TrainableBlock {
    let c = configuration
    let (d, Q, I) = (c.width, c.queryWidth, c.innerWidth)
    let isFused = FamilyNames.of(c.architecture).projections.count == 1
    let columns = isFused ? [c.projectionWidth] : c.projectionColumns.map(\.count)
    let names = isFused ? ["attention"] : ["query", "key", "value"]
    let (attention, feed) = (c.hasBiases.attention, c.hasBiases.feedForward)
    func map(
      _ name: String, _ inputs: Int, _ outputs: Int, _ hasBias: Bool,
      _ allocator: inout ParameterAllocator
    ) -> TrainableMap {
      draws.map(path + name, inputs, outputs, hasBias: hasBias, in: &allocator)
    }
    return TrainableBlock(
      attentionNorm: drawnNorm(path + "attention_norm", plain),
      feedForwardNorm: drawnNorm(path + "feed_forward_norm", plain),
      projections: zip(names, columns).map { map($0, d, $1, attention, &allocator) },
      attentionOutput: map("output", Q, d, attention, &allocator),
      gate: c.isGated ? map("gate", d, I, feed, &allocator) : nil,
      expand: map("expand", d, I, feed, &allocator),
      contract: map("contract", I, d, feed, &allocator), updateRanks: [])
  }

  private mutating func drawnNorm(_ name: String, _ plain: LadderPlainNorm) -> TrainableNorm {
    guard configuration.normHasWeights else {
      return TrainableNorm(gain: .frozen(plain.gain.base), bias: .frozen(plain.bias.base))
    }
    let width = configuration.width
    let gain = allocator.add(name + ".weight", [width]) { $0.update(repeating: 1, count: width) }
    guard configuration.normKind == .layer else {
      return TrainableNorm(gain: gain, bias: .frozen(plain.bias.base))
    }
    return TrainableNorm(gain: gain, bias: allocator.add(name + ".bias", [width]) { _ in })
  }
}
