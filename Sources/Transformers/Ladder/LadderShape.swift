public import Determinism
public import Layers

/// The dimensions of a ladder side network (Ladder Side-Tuning, arXiv 2206.06522).
///
/// Beside each block of the backbone, of width d, stands one of the same family and of width
/// d' = d / reduction, whose heads are as many as divide it. The ladder begins at the embeddings,
/// so it reads L + 1 states a token. Behind it one map goes back to width d, as in the paper, and a
/// head of its own to C classes.
public struct LadderShape: Hashable, Sendable {
  /// The narrow blocks.
  public let configuration: ModelConfiguration
  /// Width of the backbone, d.
  public let width: Int
  /// Outputs, C.
  public let classes: Int
  /// Temperature T of the gates sigmoid(alpha / T).
  public let temperature: Double

  /// The ladder of a backbone; nil where no head fits into the narrow width.
  public init?(
    beside backbone: ModelConfiguration, reduction: Int, classes: Int, temperature: Double
  ) {
    precondition(classes > 0 && temperature > 0, "a ladder has outputs and a temperature")
    guard reduction > 0, let narrow = backbone.narrowed(by: reduction) else { return nil }
    configuration = narrow
    width = backbone.width
    self.classes = classes
    self.temperature = temperature
  }

  /// Narrow blocks, as many as the backbone has layers: L.
  public var layers: Int { configuration.layers }
  /// Width of the ladder, d'.
  public var narrow: Int { configuration.width }

  /// Numbers of gates, maps and head, narrow blocks apart.
  var mapNumbers: Int {
    layers + (layers + 1) * (width * narrow + narrow) + (narrow * width + width)
      + (width * classes + classes)
  }

  /// The narrow blocks as a range behind embeddings that the ladder lacks.
  private var plan: FineTuningPlan {
    var counted = configuration
    counted.layers = layers + 1
    return FineTuningPlan(counted, .full, layers: 1..<layers + 1)
  }

  /// All trained numbers.
  public var parameterCount: Int { mapNumbers + plan.trainedNumbers }

  /// Name and extents of every trained array, in the order of a network's parameters.
  public var arrays: [TrainableParameter] {
    // Places are laid out, and nothing is drawn.
    let draws = LadderDraws(Seed(0).stream("ladder.layout", ledger: nil))
    let (_, maps) = LadderMaps.layout(self, draws)
    var builder = TrainableWeightsBuilder(
      configuration: configuration, method: .full, layers: 0..<layers, stream: draws.stream)
    _ = builder.ladderWeights(LadderPlainNorm(width: 1), draws)
    return maps.parameters + builder.allocator.parameters
  }

  /// Bytes that a training step on sequences of these lengths keeps for its way back, with working
  /// memory; the backbone's states apart.
  public func tapeBytes(lengths: [Int]) -> ByteCount {
    let (B, R) = (lengths.count, lengths.reduce(0, +))
    let own = (2 * layers + 1) * R * narrow + B * (narrow + width + classes)
    return plan.tapeBytes(lengths: lengths) + plan.workspaceBytes(lengths: lengths)
      + ByteCount(4 * own)
  }

  /// The operations of a forward pass over sequences of these lengths.
  public func forwardWork(lengths: [Int]) -> WorkList {
    let (B, R, d, n, C) = (lengths.count, lengths.reduce(0, +), width, narrow, classes)
    var work = WorkList([
      product(.adapter, R, d, n, repetitions: layers + 1),
      WorkItem(.mix, operations: 4 * R * n, bytes: 3 * R * n * 4, repetitions: layers),
    ])
    work.append(plan.forwardWork(lengths: lengths))
    work.append(pooling(B, R))
    work.append(product(.adapter, B, n, d))
    work.append(product(.adapter, B, d, C))
    return work
  }

  /// The operations of one training step: forward, backward, AdamW.
  ///
  /// The backbone's states need no gradient, so the maps into the ladder have one product each on
  /// the way back, and the two behind it two.
  public func trainingWork(lengths: [Int]) -> WorkList {
    let (B, R, d, n, C) = (lengths.count, lengths.reduce(0, +), width, narrow, classes)
    var back = WorkList([
      product(.adapterGradient, B, d, C, repetitions: 2),
      product(.adapterGradient, B, n, d, repetitions: 2), pooling(B, R),
    ])
    back.append(plan.backwardWork(lengths: lengths, wantsInput: true))
    back.append(
      WorkItem(.mix, operations: 8 * R * n, bytes: 5 * R * n * 4, repetitions: layers))
    back.append(product(.adapterGradient, R, d, n, repetitions: layers + 1))
    var work = forwardWork(lengths: lengths)
    work.append(back.marked(.backward))
    work.append(AdamW.work(numbers: parameterCount))
    return work
  }

  private func pooling(_ samples: Int, _ rows: Int) -> WorkItem {
    WorkItem(.mix, operations: rows * narrow, bytes: (rows + samples) * narrow * 4)
  }

  private func product(
    _ kind: WorkItem.Kind, _ rows: Int, _ inputs: Int, _ outputs: Int, repetitions: Int = 1
  ) -> WorkItem {
    WorkItem(
      kind, operations: 2 * rows * inputs * outputs,
      bytes: (rows * (inputs + outputs) + inputs * outputs) * 4, repetitions: repetitions)
  }
}

extension ModelConfiguration {
  /// The same family with every width divided, and with as many heads, at most as many times fewer,
  /// as divide it; nil where there are none.
  func narrowed(by reduction: Int) -> ModelConfiguration? {
    let narrow = width / reduction
    // Rotations turn pairs of numbers.
    let unit = positions.isRotary ? 2 : 1
    let most = max(1, heads / reduction)
    guard narrow > 0,
      let count = (1...most).reversed().first(where: { narrow.isMultiple(of: $0 * unit) })
    else { return nil }
    var result = self
    result.width = narrow
    result.embeddingWidth = narrow
    result.heads = count
    result.keyValueHeads =
      (1...max(1, min(count, keyValueHeads * count / heads))).reversed()
      .first { count.isMultiple(of: $0) } ?? 1
    result.headWidth = narrow / count
    result.innerWidth = max(1, innerWidth / reduction)
    result.vocabularySize = 1
    result.tokenTypes = nil
    return result
  }
}
