public import Determinism
public import Layers
internal import PrivateData
public import Tensors
public import Transformers
public import Wire

/// The device of a split model as a state machine: no clock, no socket, no thread.
///
/// It holds the embeddings and the layers below the cut, uploads the states at the cut of one batch
/// after the other, and trains its layers on the gradient that comes back. In plain split learning
/// the labels travel with the states; in the U-shape the device has the head, too, and sends the
/// gradient of its features. Batches are drawn anew every epoch; those of the first one are in the
/// order in which other methods upload.
public struct SplitDevice: DeviceProgram {
  /// How the device is set up.
  public struct Settings: Sendable {
    /// Sizes of the session.
    public var session: SessionShape
    /// What is trained below the cut.
    public var method: FineTuningMethod
    /// How the states of a sequence become one.
    public var pooling: Pivot
    /// The optimizer.
    public var optimizer: AdamW.Settings
    /// Passes over the samples.
    public var epochs: Int
    /// Whether values are computed, or only counted.
    public var hasValues: Bool

    /// Joins the settings.
    ///
    /// Traps unless the session splits a model.
    public init(
      session: SessionShape, method: FineTuningMethod, pooling: Pivot,
      optimizer: AdamW.Settings, epochs: Int, hasValues: Bool
    ) {
      precondition(session.method.isSplit, "a split device splits a model")
      precondition(epochs > 0, "training needs an epoch")
      self.session = session
      self.method = method
      self.pooling = pooling
      self.optimizer = optimizer
      self.epochs = epochs
      self.hasValues = hasValues
    }
  }

  /// What is under way.
  private enum Stage {
    case closed
    /// A batch goes through the layers below the cut.
    case forward
    /// The server has the batch.
    case waiting
    /// Features go through the head.
    case head(BatchRows)
    /// A gradient goes back below the cut.
    case backward(BatchRows)
    /// All epochs are over; what the server trained is on its way.
    case trained
    case finished
  }

  /// The device's private samples; a checker names them after their places in the first epoch.
  public let data: DeviceSamples
  /// Samples that went through the layers below the cut.
  public private(set) var forwardSamples = 0
  /// What memory held when it held the most.
  public private(set) var memoryAtPeak: DeviceMemory

  private let settings: Settings
  private let plan: SplitPlan
  /// The layers below the cut, where they have values.
  public let front: SplitFront?
  /// The head, where it is the device's and has values.
  public let head: SplitHead?
  private var order: BatchOrder
  private var stage = Stage.closed
  private var epoch = 1
  /// Batches of this epoch that are not trained yet, the next one last.
  private var batches: [[Int]] = []
  /// The batch under way.
  private var batch: [Int] = []
  /// Its number over all epochs.
  private var sequence = 0
  private var lossSum = 0.0
  private var loss: Float?
  private var served: [NamedTensor]?

  private var session: SessionShape { settings.session }
  private var hasHead: Bool { session.method == .uSplit }

  /// Makes a device with `samples` and the public `backbone`, of which it trains the layers below
  /// the cut.
  public init(
    backbone: any Backbone, samples: [TokenizedSample], settings: Settings, pool: WorkerPool,
    seed: Seed, ledger: Ledger?
  ) {
    let session = settings.session
    precondition(session.samples == samples.count, "the session counts all samples")
    precondition(
      session.layers == backbone.layers && session.width == backbone.width,
      "a session fits its model")
    data = DeviceSamples(samples, seed: seed, ledger: ledger).named { place in
      SampleKey(sequence: place / session.batch + 1, row: place % session.batch)
    }
    self.settings = settings
    plan = SplitPlan(
      backbone, settings.method, cut: session.cut, classes: session.classes,
      pooling: settings.pooling)
    order = BatchOrder(first: data.order, batch: session.batch, seed: seed, ledger: ledger)
    var stream = seed.stream("device.init", ledger: ledger)
    memoryAtPeak = DeviceMemory(weights: 0, activations: 0, buffers: 0)
    if settings.hasValues,
      let model = backbone.trainable(by: settings.method, layers: 0..<session.cut, stream: &stream)
    {
      front = SplitFront(model, settings: settings.optimizer, options: .split, pool: pool)
      head =
        session.method == .uSplit
        ? SplitHead(
          PooledHead(
            for: model, outputs: session.classes, pooling: settings.pooling, stream: &stream),
          settings: settings.optimizer, pool: pool) : nil
    } else {
      (front, head) = (nil, nil)
    }
    batches = order.batches(isFirst: true).reversed()
    remember(activations: 0, buffers: 0)
  }

  /// The trained parameters of the server and of the device, once both are here.
  public var trainedTensors: [NamedTensor]? {
    guard case .finished = stage, let served else { return nil }
    let own = [front?.parameters, head?.parameters].compactMap(\.self).flatMap(\.arrays)
    return served + own.map { NamedTensor(name: $0.name, shape: $0.shape, values: $0.values) }
  }

  /// Takes one event and returns what follows from it, in order.
  ///
  /// Traps on events that only worlds with faults have.
  public mutating func handle(_ event: DeviceEvent) throws(WireError) -> [DeviceEffect] {
    switch event {
    case .start:
      let hello = DeviceMessage.hello(session).frame(in: session, withValues: true)
      return [.send(hello)] + beginBatch()
    case .computed: return computed()
    case .received(let frame): return try receive(ServerMessage(frame))
    case .reconnected, .timer: preconditionFailure("a split device knows no faults")
    }
  }

  /// Traps: a split device knows no faults.
  public mutating func restart() { preconditionFailure("a split device knows no faults") }

  private var lengths: [Int] { batch.map { data.samples[$0].length } }
  private var tokens: Int { lengths.reduce(0, +) }

  private mutating func beginBatch() -> [DeviceEffect] {
    guard let next = batches.popLast() else {
      preconditionFailure("an epoch that is not over has a batch")
    }
    batch = next
    sequence += 1
    stage = .forward
    forwardSamples += batch.count
    remember(activations: batchBytes, buffers: 0)
    return [.compute(plan.front.forwardWork(lengths: lengths), atMost: nil)]
  }

  private mutating func computed() -> [DeviceEffect] {
    switch stage {
    case .forward:
      stage = .waiting
      let sequences = batch.map { sample in data.samples[sample].tokens.withRevealed { $0 } }
      let message = DeviceMessage.cut(
        CutBatch(
          sequence: sequence, lengths: lengths, states: front?.forward(sequences).values ?? [],
          labels: hasHead ? nil : settings.hasValues ? labels : []))
      return [send(message.frame(in: session, withValues: settings.hasValues))]
    case .head(let features):
      stage = .waiting
      var rows = BatchRows(sequence: sequence, values: [])
      if let head {
        let step = head.step(pooled: FloatBuffer(features.values), labels: labels)
        lossSum += step.loss * Double(batch.count)
        rows.values = step.gradient.values
      }
      return [
        send(
          DeviceMessage.featureGradient(
            rows, count: batch.count * session.width, withValues: settings.hasValues))
      ]
    case .backward(let gradient):
      front?.step(FloatBuffer(gradient.values))
      return [.trained(epoch: epoch, samples: batch)] + finishStep()
    case .closed, .waiting, .trained, .finished:
      preconditionFailure("work is done only after it was asked for")
    }
  }

  private var labels: [Int] {
    batch.map { sample in data.samples[sample].label.withRevealed { $0 } }
  }

  /// Keeps the frame's bytes in the account of memory until the server has answered.
  private mutating func send(_ frame: Frame) -> DeviceEffect {
    remember(activations: batchBytes, buffers: frame.byteCount)
    return .send(frame)
  }

  private mutating func finishStep() -> [DeviceEffect] {
    guard batches.isEmpty else { return beginBatch() }
    let mean = hasHead ? Float(lossSum / Double(session.samples)) : loss
    let end = DeviceEffect.epochFinished(epoch: epoch, loss: settings.hasValues ? mean : nil)
    lossSum = 0
    guard epoch < settings.epochs else {
      stage = .trained
      return [end] + finish()
    }
    epoch += 1
    batches = order.batches(isFirst: false).reversed()
    return [end] + beginBatch()
  }

  /// Leaves once both parts of the model are here.
  private mutating func finish() -> [DeviceEffect] {
    guard served != nil else { return [] }
    stage = .finished
    return [.send(DeviceMessage.goodbye.frame(in: session, withValues: true)), .finished]
  }

  private mutating func receive(_ message: ServerMessage) throws(WireError) -> [DeviceEffect] {
    switch (message, stage) {
    case (.features(let rows), .waiting) where hasHead:
      try check(rows, count: batch.count * session.width, field: "features.features")
      stage = .head(rows)
      remember(activations: batchBytes, buffers: 4 * batch.count * session.width)
      return [.compute(plan.head.step(samples: batch.count), atMost: nil)]
    case (.cutGradient(let rows), .waiting):
      try check(rows, count: tokens * session.width, field: "cut_gradient.gradient")
      stage = .backward(rows)
      remember(activations: batchBytes, buffers: 4 * tokens * session.width)
      return [.compute(plan.frontBackward(lengths: lengths), atMost: nil)]
    case (.progress(_, let mean), _):
      loss = mean
      return []
    case (.sideNetwork(let tensors), .backward), (.sideNetwork(let tensors), .trained):
      served = tensors
      if case .trained = stage { return finish() }
      return []
    default: throw WireError(.emptyMessage)
    }
  }

  private func check(_ rows: BatchRows, count: Int, field: String) throws(WireError) {
    guard rows.sequence == sequence else {
      throw WireError(.badField(name: "\(field).sequence", got: rows.sequence, expected: sequence))
    }
    try rows.require(count: settings.hasValues ? count : 0, field: field)
  }

  /// What a batch leaves behind for its way back, and its states at the cut.
  private var batchBytes: Int {
    Int(plan.front.tapeBytes(lengths: lengths).bytes) + 4 * tokens * session.width
  }

  /// Takes note of what memory holds, where it has never held more.
  private mutating func remember(activations: Int, buffers: Int) {
    let trained = plan.front.trainedNumbers + (hasHead ? plan.head.trainedNumbers : 0)
    let memory = DeviceMemory(
      weights: Int(plan.front.weightBytes.bytes) + 4 * trained, activations: activations,
      buffers: buffers, training: 3 * 4 * trained)
    if memory.total > memoryAtPeak.total { memoryAtPeak = memory }
  }
}
