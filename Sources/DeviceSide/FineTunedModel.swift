public import Determinism
public import Layers
public import Tensors
public import Transformers
public import Wire

/// A backbone with a head on pooled states, both trained on the cross-entropy of the labels.
public final class FineTunedModel: LocalModel {
  /// How a backbone is trained.
  public struct Settings: Sendable {
    /// Which parameters are trained, beside the head's.
    public var method: FineTuningMethod
    /// Whether the backward pass computes a layer's insides again rather than keep them.
    public var recomputes: Bool
    /// Classes, C.
    public var classes: Int
    /// The token whose last state the head reads.
    public var pooling: Pivot
    /// The optimizer.
    public var optimizer: AdamW.Settings
    /// Whether values are computed, or only counted.
    public var hasValues: Bool

    /// Joins the settings.
    public init(
      method: FineTuningMethod, recomputes: Bool, classes: Int, pooling: Pivot,
      optimizer: AdamW.Settings, hasValues: Bool
    ) {
      self.method = method
      self.recomputes = recomputes
      self.classes = classes
      self.pooling = pooling
      self.optimizer = optimizer
      self.hasValues = hasValues
    }
  }

  /// Parts of a batch that workers may share, whatever their number: results depend on it.
  private static let shards = 4
  /// Bytes of a number that is trained.
  private static let element = 4

  private let settings: Settings
  private let plan: FineTuningPlan
  private let width: Int
  private let frozenBytes: Int
  private let tuner: FineTuner?

  /// Draws what the method adds to `backbone`, and the head.
  ///
  /// Traps where values are wanted of a backbone that has none.
  public init(
    _ backbone: any Backbone, settings: Settings, seed: Seed, ledger: Ledger?, pool: WorkerPool
  ) {
    self.settings = settings
    plan = backbone.fineTuningPlan(settings.method, recomputes: settings.recomputes)
    width = backbone.width
    let replaced = plan.trainedNumbers - plan.addedNumbers
    frozenBytes = Int(backbone.weightBytes.bytes) - replaced * plan.bytesPerWeight
    guard settings.hasValues else {
      tuner = nil
      return
    }
    var weights = seed.stream("device.weights", ledger: ledger)
    guard let model = backbone.trainable(by: settings.method, stream: &weights) else {
      preconditionFailure("a model without values is only counted")
    }
    var stream = seed.stream("device.head", ledger: ledger)
    let head = PooledHead(
      for: model, outputs: settings.classes, pooling: settings.pooling, stream: &stream)
    tuner = FineTuner(
      model, head: head, settings: settings.optimizer,
      options: PassOptions(shards: Self.shards, recomputes: settings.recomputes), pool: pool)
  }

  /// Whether values are computed.
  public var hasValues: Bool { settings.hasValues }

  /// Numbers that are trained, the head's included.
  public var trainedNumbers: Int { plan.trainedNumbers + headNumbers }

  private var headNumbers: Int { settings.classes * (width + 1) }

  /// The trained arrays of the backbone, then those of the head.
  public var arrays: [ParameterArray] {
    guard let tuner else { return [] }
    return [tuner.backbone.parameters, tuner.head.parameters].flatMap(\.arrays)
  }

  /// Names and extents of the trained arrays, which are low-rank updates and a head.
  ///
  /// Traps for other methods.
  var shapes: [NamedTensor] {
    let head = HeadPlan(width: width, classes: settings.classes, pooling: settings.pooling)
    return (plan.trainedShapes + head.trainedShapes).map {
      NamedTensor(name: $0.name, shape: $0.shape, values: [])
    }
  }

  /// Takes over the values of all trained arrays, in the order of `tensors`; without values there
  /// is nothing to take.
  public func load(_ tensors: [NamedTensor]) {
    for (array, tensor) in zip(arrays, tensors) { array.fill(tensor.values) }
  }

  /// Moments of the optimizer begin at zero again.
  func forgetMoments() { tuner?.forgetMoments() }

  /// Forward pass, backward pass and the optimizer's step.
  public func work(lengths: [Int]) -> WorkList {
    var work = plan.forwardWork(lengths: lengths)
    work.append(head(samples: lengths.count, products: 1))
    // dW = dz^T h and dh = dz W.
    work.append(head(samples: lengths.count, products: 2).marked(.backward))
    work.append(plan.backwardWork(lengths: lengths))
    work.append(AdamW.work(numbers: trainedNumbers))
    return work
  }

  /// So many products of the head's size.
  private func head(samples: Int, products: Int) -> WorkList {
    let (d, C) = (width, settings.classes)
    return WorkList([
      WorkItem(
        .head, operations: UInt64(2 * samples * d * C),
        bytes: UInt64((samples * (d + C) + d * C) * Self.element), repetitions: UInt64(products))
    ])
  }

  /// Weights, what lies between forward and backward pass with working memory, and what training
  /// keeps: a gradient and two moments for each trained number.
  ///
  /// Trained numbers are float32, whatever the layout of frozen weights.
  public func memory(lengths: [Int]) -> DeviceMemory {
    let pass = plan.tapeBytes(lengths: lengths) + plan.workspaceBytes(lengths: lengths)
    let pooled = 2 * lengths.count * (width + settings.classes) * Self.element
    return DeviceMemory(
      weights: frozenBytes + trainedNumbers * Self.element,
      activations: Int(pass.bytes) + pooled, buffers: 0,
      training: 3 * trainedNumbers * Self.element)
  }

  /// One step on a batch; the mean cross-entropy before it.
  public func step(_ sequences: [[Int]], labels: [Int]) -> Double {
    guard let tuner else { preconditionFailure("a step has values") }
    return tuner.step(sequences, .crossEntropy(labels: labels))
  }

  /// The outputs [C] for each sequence.
  public func outputs(for sequences: [[Int]]) -> [[Float]] {
    tuner?.outputs(for: sequences) ?? []
  }
}
