internal import Tensors

extension TrainableWeightsBuilder {
  /// The weights of a model folder.
  mutating func weights(of model: ModelWeights) -> TrainableWeights {
    let c = configuration
    let names = FamilyNames.of(c.architecture)
    func table(
      _ name: String, _ tensor: WeightTensor, _ builder: inout TrainableWeightsBuilder
    ) -> Weight {
      builder.front {
        $0.weight(name, tensor.shape, tensor.values, isTrained: $0.method.trainsMatrices)
      }
    }
    let tokens = table(names.tokens, model.tokens, &self)
    let positions = model.positions.map { table(names.positions, $0, &self) }
    let types = model.tokenTypes.map { table(names.tokenTypes, $0, &self) }
    return TrainableWeights(
      tokens: tokens, positions: positions, tokenTypes: types, tableNumbers: allocator.count,
      embeddingNorm: model.embeddingNorm.map { stored in front { $0.norm(stored) } },
      embeddingProjection: model.embeddingProjection.map { stored in
        front { $0.map(StoredMap(stored)) }
      },
      blocks: model.blocks.enumerated().map { block(StoredBlock($0.element), layer: $0.offset) },
      finalNorm: model.finalNorm.map { stored in back { $0.norm(stored) } })
  }

  /// The weights of an embedded backbone, whose norms and positions have none.
  mutating func weights(of model: EmbeddedBackbone) -> TrainableWeights {
    let d = configuration.width
    let tokens = front {
      $0.weight(
        "embeddings", [EmbeddedBackbone.vocabulary, d], model.embeddings.base,
        isTrained: $0.method.trainsMatrices)
    }
    let plain = NormWeights(name: "norm", gain: model.unit, bias: model.zero)
    func stored(_ name: String, _ values: FloatBuffer, _ inputs: Int, _ outputs: Int) -> StoredMap {
      StoredMap(
        name: name, values: values.base, inputs: inputs, outputs: outputs, isInputMajor: true,
        bias: nil)
    }
    let tableNumbers = allocator.count
    let blocks = model.blocks.enumerated().map { layer, weights in
      let path = "blocks.\(layer)."
      return block(
        StoredBlock(
          attentionNorm: plain, feedForwardNorm: plain,
          projections: [stored(path + "attention", weights.attention, d, 3 * d)],
          attentionOutput: stored(path + "attention_out", weights.attentionOut, d, d), gate: nil,
          expand: stored(path + "expand", weights.expand, d, 4 * d),
          contract: stored(path + "contract", weights.contract, 4 * d, d)), layer: layer)
    }
    return TrainableWeights(
      tokens: tokens, positions: .frozen(model.positions.base), tokenTypes: nil,
      tableNumbers: tableNumbers, embeddingNorm: nil, embeddingProjection: nil, blocks: blocks,
      finalNorm: back { $0.norm(plain) })
  }
}

extension TrainableWeightsBuilder.StoredMap {
  init(_ map: LinearMap) {
    self.init(
      name: map.name, values: map.weight.values, inputs: map.inputs, outputs: map.outputs,
      isInputMajor: map.isInputMajor, bias: map.hasBias ? map.bias.base : nil)
  }
}

extension TrainableWeightsBuilder.StoredBlock {
  init(_ block: BlockWeights) {
    self.init(
      attentionNorm: block.attentionNorm, feedForwardNorm: block.feedForwardNorm,
      projections: block.projections.map { .init($0) },
      attentionOutput: .init(block.attentionOutput), gate: block.gate.map { .init($0) },
      expand: .init(block.expand), contract: .init(block.contract))
  }
}

extension ModelConfiguration {
  /// An embedded backbone in the vocabulary of the families: GPT-2 without biases and with plain
  /// norms.
  init(embedded shape: EmbeddedBackbone.Shape) {
    architecture = .gpt2
    vocabularySize = EmbeddedBackbone.vocabulary
    width = shape.width
    layers = shape.layers
    heads = shape.heads
    maxLength = shape.maxLength
    embeddingWidth = shape.width
    keyValueHeads = shape.heads
    headWidth = shape.width / shape.heads
    innerWidth = 4 * shape.width
    activation = .gelu
    normEpsilon = 1e-5
    normHasWeights = false
    normFirst = true
    hasFinalNorm = true
    hasBiases = HasBiases(attention: false, feedForward: false)
    positions = .table(rows: shape.maxLength, offset: 0)
    hasFixedPositions = true
    tiesEmbeddings = true
  }
}
