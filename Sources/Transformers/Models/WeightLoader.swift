internal import Tensors

/// Takes a backbone's weights out of a folder, by the names of its family.
struct WeightLoader {
  private let configuration: ModelConfiguration
  private let store: WeightStore
  private let prefix: String
  private var used: [(name: String, tensor: WeightTensor)] = []

  init(_ configuration: ModelConfiguration, _ store: WeightStore) {
    self.configuration = configuration
    self.store = store
    let names = FamilyNames.of(configuration.architecture)
    prefix = names.prefixes.first { store.contains($0 + names.tokens) } ?? names.prefixes[0]
  }

  /// All weights of the backbone.
  static func load(
    _ configuration: ModelConfiguration, _ store: WeightStore
  ) throws(ModelError) -> ModelWeights {
    var loader = WeightLoader(configuration, store)
    return try loader.weights()
  }

  private mutating func weights() throws(ModelError) -> ModelWeights {
    let names = FamilyNames.of(configuration.architecture)
    let width = configuration.width
    let embedded = configuration.embeddingWidth
    let tokens = try tensor(names.tokens, [configuration.vocabularySize, embedded])
    var positions: WeightTensor?
    if case .table(let rows, _) = configuration.positions {
      positions = try tensor(names.positions, [rows, width])
    }
    let types = try configuration.tokenTypes.map { (count) throws(ModelError) in
      try tensor(names.tokenTypes, [count, width])
    }
    let embeddingNorm = try names.embeddingNorm.map { (name) throws(ModelError) in
      try norm(name)
    }
    var projection: LinearMap?
    if embedded != width {
      projection = try linear(names.embeddingProjection, embedded, width, hasBias: false)
    }
    var blocks: [BlockWeights] = []
    for layer in 0..<configuration.layers { blocks.append(try block(names, layer)) }
    let finalNorm = configuration.hasFinalNorm ? try norm(names.finalNorm) : nil
    return ModelWeights(
      tokens: tokens, positions: positions, tokenTypes: types, embeddingNorm: embeddingNorm,
      embeddingProjection: projection, blocks: blocks, finalNorm: finalNorm, prefix: prefix,
      used: used)
  }

  private mutating func block(
    _ names: FamilyNames, _ layer: Int
  ) throws(ModelError) -> BlockWeights {
    let c = configuration
    let path = "\(names.blocks)\(layer)."
    let shared = c.keyValueHeads * c.headWidth
    let widths =
      names.projections.count == 1 ? [c.projectionWidth] : [c.queryWidth, shared, shared]
    let attention = c.hasBiases.attention
    let feed = c.hasBiases.feedForward
    let attentionNorm = try norm(path + names.attentionNorm)
    var projections: [LinearMap] = []
    for (name, outputs) in zip(names.projections, widths) {
      projections.append(try linear(path + name, c.width, outputs, hasBias: attention))
    }
    let output = try linear(path + names.attentionOutput, c.queryWidth, c.width, hasBias: attention)
    let feedForwardNorm = try norm(path + names.feedForwardNorm)
    var gate: LinearMap?
    if c.isGated { gate = try linear(path + names.gate, c.width, c.innerWidth, hasBias: feed) }
    return BlockWeights(
      attentionNorm: attentionNorm, feedForwardNorm: feedForwardNorm, projections: projections,
      projectionBias: FloatBuffer(projections.flatMap(\.bias.values)), attentionOutput: output,
      gate: gate, expand: try linear(path + names.expand, c.width, c.innerWidth, hasBias: feed),
      contract: try linear(path + names.contract, c.innerWidth, c.width, hasBias: feed))
  }

  /// The tensor of that name and shape; remembered as used.
  private mutating func tensor(
    _ name: String, _ shape: [Int]
  ) throws(ModelError) -> WeightTensor {
    let tensor = try store.tensor(prefix + name, shape: shape)
    used.append((name, tensor))
    return tensor
  }

  private mutating func norm(_ name: String) throws(ModelError) -> NormWeights {
    let width = configuration.width
    let zeros = FloatBuffer(count: width)
    guard configuration.normHasWeights else {
      let ones = FloatBuffer([Float](repeating: 1, count: width))
      return NormWeights(name: name, gain: ones, bias: zeros)
    }
    // Folders converted from TensorFlow call them gamma and beta.
    let isOld = store.contains("\(prefix)\(name).gamma")
    let gain = try tensor(name + (isOld ? ".gamma" : ".weight"), [width])
    guard configuration.normKind == .layer else {
      return NormWeights(
        name: name, gain: FloatBuffer(gain.copy), bias: zeros, byteCount: gain.byteCount)
    }
    let bias = try tensor(name + (isOld ? ".beta" : ".bias"), [width])
    return NormWeights(
      name: name, gain: FloatBuffer(gain.copy), bias: FloatBuffer(bias.copy),
      byteCount: gain.byteCount + bias.byteCount)
  }

  private mutating func linear(
    _ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool
  ) throws(ModelError) -> LinearMap {
    let isInputMajor = configuration.architecture == .gpt2
    let weight = try tensor(
      name + ".weight", isInputMajor ? [inputs, outputs] : [outputs, inputs])
    let bias = hasBias ? try tensor(name + ".bias", [outputs]) : nil
    return LinearMap(
      name: name, weight: weight, inputs: inputs, outputs: outputs, isInputMajor: isInputMajor,
      bias: bias.map { FloatBuffer($0.copy) } ?? FloatBuffer(count: outputs), hasBias: hasBias,
      byteCount: weight.byteCount + (bias?.byteCount ?? 0))
  }
}
