internal import Determinism
internal import Tensors

/// Lays out a backbone's weights for a way of fine-tuning, and draws the numbers that are added.
struct TrainableWeightsBuilder {
  let configuration: ModelConfiguration
  /// How the part under way is trained.
  private(set) var method: FineTuningMethod
  /// The layers that are trained, and with them what lies before the first or behind the last.
  let layers: Range<Int>
  var allocator = ParameterAllocator()
  var stream: RandomStream

  init(
    configuration: ModelConfiguration, method: FineTuningMethod, layers: Range<Int>,
    stream: RandomStream
  ) {
    self.configuration = configuration
    self.method = method
    self.layers = layers
    self.stream = stream
  }

  /// What `body` lays out, frozen unless `isTrained`.
  mutating func part<Part>(
    isTrained: Bool, _ body: (inout TrainableWeightsBuilder) -> Part
  ) -> Part {
    let whole = method
    if !isTrained { method = .frozen }
    defer { method = whole }
    return body(&self)
  }

  /// What lies before the first layer.
  mutating func front<Part>(_ body: (inout TrainableWeightsBuilder) -> Part) -> Part {
    part(isTrained: layers.lowerBound == 0, body)
  }

  /// What lies behind the last layer.
  mutating func back<Part>(_ body: (inout TrainableWeightsBuilder) -> Part) -> Part {
    part(isTrained: layers.upperBound == configuration.layers, body)
  }

  /// A map as a backbone stores it.
  struct StoredMap {
    let name: String
    let values: Kernels.Values
    let inputs: Int
    let outputs: Int
    let isInputMajor: Bool
    let bias: Kernels.Values?
  }

  /// A block as a backbone stores it.
  struct StoredBlock {
    let attentionNorm: NormWeights
    let feedForwardNorm: NormWeights
    let projections: [StoredMap]
    let attentionOutput: StoredMap
    let gate: StoredMap?
    let expand: StoredMap
    let contract: StoredMap
  }

  /// A frozen array, or a trained copy of it.
  mutating func weight(
    _ name: String, _ shape: [Int], _ values: Kernels.Values, isTrained: Bool
  ) -> Weight {
    guard isTrained else { return .frozen(values) }
    return allocator.add(name, shape) { $0.update(from: values, count: shape.reduce(1, *)) }
  }

  mutating func map(_ stored: StoredMap) -> TrainableMap {
    let (inputs, outputs) = (stored.inputs, stored.outputs)
    return TrainableMap(
      inputs: inputs, outputs: outputs, isInputMajor: stored.isInputMajor,
      weight: weight(
        stored.name + ".weight", stored.isInputMajor ? [inputs, outputs] : [outputs, inputs],
        stored.values, isTrained: method.trainsMatrices),
      bias: stored.bias.map {
        weight(stored.name + ".bias", [outputs], $0, isTrained: method.trainsBiases)
      })
  }

  mutating func norm(_ norm: NormWeights) -> TrainableNorm {
    let hasBias = configuration.normKind == .layer
    let shape = [configuration.width]
    return TrainableNorm(
      gain: weight(
        norm.name + ".weight", shape, norm.gain.base,
        isTrained: method.trainsGains && configuration.normHasWeights),
      bias: weight(
        norm.name + ".bias", shape, norm.bias.base,
        isTrained: method.trainsNormBiases && configuration.normHasWeights && hasBias))
  }

  mutating func block(_ stored: StoredBlock, layer: Int) -> TrainableBlock {
    part(isTrained: layers.contains(layer)) { $0.wholeBlock(stored, layer: layer) }
  }

  private mutating func wholeBlock(_ stored: StoredBlock, layer: Int) -> TrainableBlock {
    var block = TrainableBlock(
      attentionNorm: norm(stored.attentionNorm), feedForwardNorm: norm(stored.feedForwardNorm),
      projections: stored.projections.map { map($0) },
      attentionOutput: map(stored.attentionOutput), gate: stored.gate.map { map($0) },
      expand: map(stored.expand), contract: map(stored.contract), updateRanks: [])
    switch method {
    case .frozen, .full, .bias: break
    case .lowRank(let settings):
      for projection in Projection.allCases where settings.projections.contains(projection) {
        addUpdate(settings, of: projection, to: &block, layer: layer)
      }
    case .adapters(let settings):
      let path = "layers.\(layer)."
      block.attentionAdapter = adapter(settings, path + "attention.adapter")
      block.feedForwardAdapter = adapter(settings, path + "feed_forward.adapter")
    }
    return block
  }

  private mutating func addUpdate(
    _ settings: LowRankSettings, of projection: Projection, to block: inout TrainableBlock,
    layer: Int
  ) {
    let name = "layers.\(layer).\(projection.rawValue)"
    let slot = block.updateRanks.count
    func all(_ map: TrainableMap) -> LowRankUpdate {
      update(settings, name, inputs: map.inputs, columns: 0..<map.outputs, slot: slot)
    }
    switch projection {
    case .query, .key, .value:
      let place = projection == .query ? 0 : projection == .key ? 1 : 2
      if block.projections.count == 1 {
        block.projections[0].updates.append(
          update(
            settings, name, inputs: configuration.width,
            columns: configuration.projectionColumns[place], slot: slot))
      } else {
        block.projections[place].updates.append(all(block.projections[place]))
      }
    case .output: block.attentionOutput.updates.append(all(block.attentionOutput))
    case .gate:
      guard let gate = block.gate else { return }
      block.gate?.updates.append(all(gate))
    case .expand: block.expand.updates.append(all(block.expand))
    case .contract: block.contract.updates.append(all(block.contract))
    }
    block.updateRanks.append(settings.rank)
  }

  /// A is uniform as PEFT draws it (He et al., arXiv 1502.01852, with a = sqrt 5: within
  /// 1 / sqrt(in) of zero), B is zero, so training starts at the backbone itself.
  private mutating func update(
    _ settings: LowRankSettings, _ name: String, inputs: Int, columns: Range<Int>, slot: Int
  ) -> LowRankUpdate {
    let bound = 1 / Double(inputs).squareRoot()
    let values = (0..<settings.rank * inputs).map { _ in
      Float((2 * stream.nextUnit() - 1) * bound)
    }
    return LowRankUpdate(
      down: allocator.add(name + ".lora_A.weight", [settings.rank, inputs]) {
        $0.update(from: values, count: values.count)
      },
      up: allocator.add(name + ".lora_B.weight", [columns.count, settings.rank]) { _ in },
      rank: settings.rank, columns: columns,
      factor: Float(settings.alpha / Double(settings.rank)), slot: slot)
  }

  /// Matrices of deviation 0.01, as in the paper, and biases of zero: nearly the identity.
  private mutating func adapter(_ settings: AdapterSettings, _ name: String) -> BottleneckAdapter {
    let (d, m) = (configuration.width, settings.bottleneck)
    return BottleneckAdapter(
      down: drawn(name + ".down", inputs: d, outputs: m),
      up: drawn(name + ".up", inputs: m, outputs: d))
  }

  private mutating func drawn(_ name: String, inputs: Int, outputs: Int) -> TrainableMap {
    let values = stream.normals(inputs * outputs, deviation: 0.01)
    return TrainableMap(
      inputs: inputs, outputs: outputs, isInputMajor: false,
      weight: allocator.add(name + ".weight", [outputs, inputs]) {
        $0.update(from: values, count: values.count)
      },
      bias: allocator.add(name + ".bias", [outputs]) { _ in })
  }
}
