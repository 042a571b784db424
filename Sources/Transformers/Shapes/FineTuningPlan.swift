public import Determinism

/// Parameters, work and memory of fine-tuning a transformer, or a range of its layers, counted from
/// dimensions alone.
///
/// Counts equal what `TrainableBackbone` does: the backward pass computes attention weights again
/// rather than keep them, and takes frozen maps back without their inputs.
public struct FineTuningPlan: Sendable {
  /// The model.
  public let configuration: ModelConfiguration
  /// What is trained.
  public let method: FineTuningMethod
  /// The layers that are run.
  public let layers: Range<Int>
  /// Whether a layer's insides are computed again rather than kept.
  public let recomputes: Bool

  /// Bytes of a frozen weight.
  public let bytesPerWeight: Int

  let plan: TransformerPlan
  let numbers: WeightSizes

  /// Joins the dimensions; all layers by default, and frozen weights of float32.
  public init(
    _ configuration: ModelConfiguration, _ method: FineTuningMethod, layers: Range<Int>? = nil,
    recomputes: Bool = false, bytesPerWeight: Int = 4
  ) {
    self.configuration = configuration
    self.method = method
    self.layers = layers ?? 0..<configuration.layers
    self.recomputes = recomputes
    self.bytesPerWeight = bytesPerWeight
    numbers = configuration.weightNumbers
    plan = configuration.plan(numbers.times(bytesPerWeight))
    precondition(
      self.layers.lowerBound >= 0 && self.layers.upperBound <= configuration.layers,
      "a plan runs through layers of its model")
  }

  /// A map of a block that may be trained.
  struct Map {
    let projection: Projection
    let inputs: Int
    let outputs: Int
  }

  var maps: [Map] {
    let c = configuration
    let (d, Q, K, I) = (c.width, c.queryWidth, c.keyValueHeads * c.headWidth, c.innerWidth)
    let all = [
      Map(projection: .query, inputs: d, outputs: Q), Map(projection: .key, inputs: d, outputs: K),
      Map(projection: .value, inputs: d, outputs: K),
      Map(projection: .output, inputs: Q, outputs: d),
      Map(projection: .gate, inputs: d, outputs: I),
      Map(projection: .expand, inputs: d, outputs: I),
      Map(projection: .contract, inputs: I, outputs: d),
    ]
    return all.filter { $0.projection != .gate || c.isGated }
  }

  /// Those that get a low-rank update.
  var updated: [Map] { maps.filter { method.updates($0.projection) } }

  var holdsEmbeddings: Bool { layers.lowerBound == 0 }
  var holdsFinalNorm: Bool {
    layers.upperBound == configuration.layers && configuration.hasFinalNorm
  }
  var hasEmbeddingNorm: Bool {
    FamilyNames.of(configuration.architecture).embeddingNorm != nil
  }
  /// Whether gradients go on to the embeddings.
  var reachesEmbeddings: Bool {
    holdsEmbeddings
      && (method.trainsMatrices
        || hasEmbeddingNorm && configuration.normHasWeights && method.trainsNormBiases)
  }
}

extension FineTuningPlan {
  /// Numbers that are trained among those of the range.
  public var trainedNumbers: Int {
    let c = configuration
    let norms =
      2 * layers.count + (holdsFinalNorm ? 1 : 0) + (holdsEmbeddings && hasEmbeddingNorm ? 1 : 0)
    let gains = c.normHasWeights ? norms * c.width : 0
    let normBiases = c.normKind == .layer ? gains : 0
    switch method {
    case .frozen: return 0
    case .full: return numbers(ofBlocks: layers.count) + (holdsEmbeddings ? tables : 0)
    case .bias:
      let attention = c.hasBiases.attention ? c.projectionWidth + c.width : 0
      let feed = c.hasBiases.feedForward ? c.innerWidth * (c.isGated ? 2 : 1) + c.width : 0
      return layers.count * (attention + feed) + normBiases
    case .lowRank(let settings):
      return layers.count * settings.rank * updated.reduce(0) { $0 + $1.inputs + $1.outputs }
    case .adapters(let settings):
      return addedNumbers + (settings.trainsNorms ? gains + normBiases : 0)
    }
  }

  /// Numbers among them that the method adds; the others take the place of the backbone's own.
  public var addedNumbers: Int {
    switch method {
    case .frozen, .full, .bias: 0
    case .lowRank: trainedNumbers
    case .adapters(let settings):
      layers.count * 2
        * (2 * configuration.width * settings.bottleneck + settings.bottleneck
          + configuration.width)
    }
  }

  /// Bytes of the trained numbers, their gradients, and AdamW's two moments.
  public var trainingBytes: ByteCount {
    ByteCount(4 * TransformerPlan.element * trainedNumbers)
  }

  /// Bytes of the range's weights as the model has them, trained copies apart.
  public var weightBytes: ByteCount {
    let fixed = configuration.hasFixedPositions ? numbers.positions.total : 0
    let own = numbers(ofBlocks: layers.count) + (holdsEmbeddings ? tables + fixed : 0)
    return ByteCount(own * bytesPerWeight)
  }

  private func numbers(ofBlocks count: Int) -> Int {
    (numbers.blocks.first?.block.total ?? 0) * count + (holdsFinalNorm ? numbers.finalNorm : 0)
  }

  /// Numbers of the embeddings.
  private var tables: Int {
    let fixed = configuration.hasFixedPositions ? numbers.positions.total : 0
    return numbers.total - numbers.blocks.reduce(0) { $0 + $1.block.total * $1.count }
      - numbers.finalNorm - fixed
  }

  /// Bytes that stay between forward and backward pass, of one shard with sequences of these
  /// lengths.
  public func tapeBytes(lengths: [Int]) -> ByteCount {
    let c = configuration
    let (d, rows) = (c.width, InterleavedRows(lengths: lengths).rows)
    var numbers = (layers.count + 1) * d + (recomputes ? 1 : layers.count) * layerNumbers
    if holdsEmbeddings {
      numbers += (c.embeddingWidth == d ? 0 : c.embeddingWidth) + (hasEmbeddingNorm ? d + 1 : 0)
    }
    if holdsFinalNorm { numbers += d + 1 }
    return ByteCount(TransformerPlan.element * rows * numbers)
  }

  /// Bytes of working memory beside the tape, of one shard with sequences of these lengths.
  public func workspaceBytes(lengths: [Int]) -> ByteCount {
    ByteCount(
      ShardWorkspace.byteCount(
        configuration, method, rows: InterleavedRows(lengths: lengths).rows,
        longest: lengths.max() ?? 0))
  }

  /// Numbers that one layer keeps of each row.
  private var layerNumbers: Int {
    let c = configuration
    let (d, I) = (c.width, c.innerWidth)
    func kept(_ projections: [Projection], _ count: Int) -> Int {
      let isNeeded = projections.contains { method.trainsMatrices || method.updates($0) }
      return isNeeded ? count : 0
    }
    var numbers = 2 * (d + 1) + c.projectionWidth + I * (c.isGated ? 2 : 1)
    numbers += c.normFirst ? kept([.query, .key, .value], d) : 0
    numbers += kept([.output], c.queryWidth) + kept([.contract], I)
    numbers += kept(c.isGated ? [.gate, .expand] : [.expand], d)
    switch method {
    case .lowRank(let settings): numbers += updated.count * settings.rank
    case .adapters(let settings): numbers += 2 * (d + 2 * settings.bottleneck)
    case .frozen, .full, .bias: break
    }
    return numbers
  }
}
