public import Determinism
public import Layers
public import Tensors
public import Transformers
public import Wire

/// The server of a split model as a state machine: no clock, no socket, no thread, no private type.
///
/// It takes the states of a batch at the cut through the layers above, and sends the gradient of
/// those states back (Gupta and Raskar, arXiv 1810.06060). In plain split learning the labels come
/// with the states, and head and loss are the server's; in the U-shape (Vepakomma et al., arXiv
/// 1812.00564) they are the device's, which is sent the pooled states and returns their gradient.
/// One batch is under way at a time.
public final class SplitServer: ServerProgram {
  /// How the server is set up; all of it is public.
  public struct Settings: Sendable {
    /// Sizes of the session that the server is ready for, of however many samples.
    public var session: SessionShape
    /// What is trained above the cut.
    public var method: FineTuningMethod
    /// How the states of a sequence become one.
    public var pooling: Pivot
    /// The optimizer.
    public var optimizer: AdamW.Settings
    /// Passes over the samples.
    public var epochs: Int
    /// Root of the server's randomness.
    public var seed: Seed
    /// Whether values are computed, or only counted.
    public var hasValues: Bool

    /// Joins the settings.
    ///
    /// Traps unless the session splits a model.
    public init(
      session: SessionShape, method: FineTuningMethod, pooling: Pivot,
      optimizer: AdamW.Settings, epochs: Int, seed: Seed, hasValues: Bool
    ) {
      precondition(session.method.isSplit, "a split server splits a model")
      precondition(epochs > 0, "training needs an epoch")
      self.session = session
      self.method = method
      self.pooling = pooling
      self.optimizer = optimizer
      self.epochs = epochs
      self.seed = seed
      self.hasValues = hasValues
    }
  }

  /// What is under way.
  private enum Stage {
    /// Nobody has said hello.
    case closed
    /// A batch may come.
    case ready
    /// A batch goes through the layers above the cut, and back where the loss is here.
    case forward(CutBatch)
    /// The device's head has the features of a batch with these lengths.
    case waiting(lengths: [Int])
    /// A gradient goes back to the cut.
    case backward(BatchRows, lengths: [Int])
    /// All epochs are over.
    case served
    /// The device has left.
    case left
  }

  private var settings: Settings
  private let plan: SplitPlan
  private let back: SplitBack?
  private let head: SplitHead?
  private var stage = Stage.closed
  /// Batches taken so far, over all epochs.
  private var batches = 0
  private var lossSum = 0.0

  /// Training steps so far.
  public private(set) var steps = 0

  private var session: SessionShape { settings.session }
  private var hasHead: Bool { session.method == .split }

  /// Makes a server with the public `backbone`, of which it trains the layers above the cut.
  ///
  /// Traps where backbone and session do not fit.
  public init(
    backbone: any Backbone, settings: Settings, pool: WorkerPool, ledger: Ledger?
  ) {
    let session = settings.session
    precondition(
      session.layers == backbone.layers && session.width == backbone.width
        && session.tokens <= backbone.maxLength, "a session fits its backbone")
    self.settings = settings
    plan = SplitPlan(
      backbone, settings.method, cut: session.cut, classes: session.classes,
      pooling: settings.pooling)
    var stream = settings.seed.stream("server.init", ledger: ledger)
    guard settings.hasValues,
      let model = backbone.trainable(
        by: settings.method, layers: session.cut..<session.layers, stream: &stream)
    else {
      (back, head) = (nil, nil)
      return
    }
    back = SplitBack(
      model, pooling: settings.pooling, settings: settings.optimizer, options: .split, pool: pool)
    head =
      session.method == .split
      ? SplitHead(
        PooledHead(
          for: model, outputs: session.classes, pooling: settings.pooling, stream: &stream),
        settings: settings.optimizer, pool: pool) : nil
  }

  /// There is no cache: states change with every step.
  public var cacheReport: ServerMachine.CacheReport { .init() }
  /// Neither side repeats anything.
  public var survivesFaults: Bool { false }

  /// Whether work is under way.
  public var isTraining: Bool {
    switch stage {
    case .forward, .backward: true
    case .closed, .ready, .waiting, .served, .left: false
    }
  }

  /// The trained layers, and the head where it is here.
  public var model: ServerModel? { back.map { .split($0, head: head) } }

  /// The trained parameters.
  public var trainedTensors: [NamedTensor] {
    [back?.parameters, head?.parameters].compactMap(\.self).flatMap(\.arrays).map {
      NamedTensor(name: $0.name, shape: $0.shape, values: $0.values)
    }
  }

  /// Takes one event and returns what follows from it, in order.
  ///
  /// Traps on events that only worlds with faults have.
  public func handle(_ event: ServerEvent) throws(ServerError) -> [ServerEffect] {
    switch event {
    case .received(let frame, let flow):
      precondition(flow == 0, "a split model has one device")
      let message: DeviceMessage
      do {
        message = try DeviceMessage(frame, session: isOpen ? session : nil)
      } catch { throw .wire(error) }
      return try receive(message)
    case .computed: return computed()
    case .reconnected, .timer: preconditionFailure("a split server knows no faults")
    }
  }

  /// Traps: it does not survive faults.
  public func restart() -> Int { preconditionFailure("a split server knows no faults") }
  /// Traps: it does not survive faults.
  public func resume() -> [ServerEffect] { preconditionFailure("a split server knows no faults") }

  private var isOpen: Bool {
    if case .closed = stage { false } else { true }
  }

  private func receive(_ message: DeviceMessage) throws(ServerError) -> [ServerEffect] {
    switch (message, stage) {
    case (.hello(let shape), .closed):
      var same = shape
      same.samples = session.samples
      guard same == session else { throw .wrongSession }
      settings.session = shape
      stage = .ready
      return []
    case (.cut(let batch), .ready):
      guard batch.sequence == batches + 1,
        batch.lengths.count == session.sequences(inBatch: batch.sequence)
      else { throw .wrongSamples }
      batches += 1
      stage = .forward(batch)
      var work = plan.backForward(lengths: batch.lengths)
      if hasHead {
        work.append(plan.head.step(samples: batch.lengths.count))
        work.append(plan.backBackward(lengths: batch.lengths))
      }
      return [.compute(work)]
    case (.featureGradient(let rows), .waiting(let lengths)):
      guard rows.sequence == batches else { throw .wrongSamples }
      do {
        let count = settings.hasValues ? lengths.count * session.width : 0
        try rows.require(count: count, field: "feature_gradient.gradient")
      } catch { throw .wire(error) }
      stage = .backward(rows, lengths: lengths)
      return [.compute(plan.backBackward(lengths: lengths))]
    case (.goodbye, .served):
      stage = .left
      return [.finished]
    default: throw .unexpected(message.kind)
    }
  }

  /// The work under way is done: its results exist from now on.
  private func computed() -> [ServerEffect] {
    switch stage {
    case .forward(let batch):
      let states = FloatBuffer(batch.states)
      let pooled = back?.forward(states, lengths: batch.lengths)
      guard hasHead else {
        stage = .waiting(lengths: batch.lengths)
        let rows = BatchRows(sequence: batch.sequence, values: pooled?.values ?? [])
        return [
          .send(
            ServerMessage.features(
              rows, count: batch.lengths.count * session.width, withValues: settings.hasValues),
            flow: 0)
        ]
      }
      guard let pooled, let head else { return finishStep(nil, lengths: batch.lengths) }
      let (loss, gradient) = head.step(pooled: pooled, labels: batch.labels ?? [])
      lossSum += loss * Double(batch.lengths.count)
      return finishStep(back?.step(gradient), lengths: batch.lengths)
    case .backward(let rows, let lengths):
      return finishStep(back?.step(FloatBuffer(rows.values)), lengths: lengths)
    case .closed, .ready, .waiting, .served, .left:
      preconditionFailure("work is done only after it was asked for")
    }
  }

  /// A step is over: its gradient goes back, behind the epoch's loss where an epoch ends with it.
  private func finishStep(_ gradient: FloatBuffer?, lengths: [Int]) -> [ServerEffect] {
    steps += 1
    stage = .ready
    var effects: [ServerEffect] = []
    let isEpochEnd = batches.isMultiple(of: session.batchesPerEpoch)
    if isEpochEnd, hasHead {
      let loss = Float(lossSum / Double(session.samples))
      lossSum = 0
      let progress = ServerMessage.progress(
        epoch: batches / session.batchesPerEpoch, loss: loss)
      effects.append(.send(progress.frame(withValues: true), flow: 0))
    }
    let rows = BatchRows(sequence: batches, values: gradient?.values ?? [])
    effects.append(
      .send(
        ServerMessage.cutGradient(
          rows, count: lengths.reduce(0, +) * session.width, withValues: settings.hasValues),
        flow: 0))
    if isEpochEnd, batches / session.batchesPerEpoch == settings.epochs {
      stage = .served
      let message = ServerMessage.sideNetwork(settings.hasValues ? trainedTensors : shapes)
      effects.append(.send(message.frame(withValues: settings.hasValues), flow: 0))
    }
    return effects
  }

  /// The trained parameters without their values.
  private var shapes: [NamedTensor] {
    (plan.back.trainedShapes + (hasHead ? plan.head.trainedShapes : [])).map {
      NamedTensor(name: $0.name, shape: $0.shape, values: [])
    }
  }
}
