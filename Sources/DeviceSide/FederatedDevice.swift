public import Determinism
internal import Layers
internal import PrivateData
public import Wire

/// A device in federated averaging as a state machine: no clock, no socket, no thread.
///
/// Each round begins with the arrays that the server sends; the device trains them for some steps
/// on its own samples, with moments that begin at zero, and sends them back (McMahan et al., arXiv
/// 1602.05629).
public struct FederatedDevice: DeviceProgram {
  /// What is under way.
  private enum Stage {
    /// The server has not sent the next round yet.
    case waiting
    /// A batch goes through the model and back.
    case training(batch: [Int])
    case finished
  }

  /// The device's private samples.
  public let data: DeviceSamples
  /// The model as the device has it.
  public let model: FineTunedModel
  /// Samples that went through the model in training.
  public private(set) var forwardSamples = 0
  /// What memory held when it held the most.
  public private(set) var memoryAtPeak = DeviceMemory(weights: 0, activations: 0, buffers: 0)

  private let session: SessionShape
  private let rounds: LocalRounds
  private var order: BatchOrder
  private var stage = Stage.waiting
  /// The round under way, or the last one.
  private var round = 0
  /// Steps taken, over all epochs.
  private var steps = 0
  /// Batches of this epoch that are still to come, the next one last.
  private var batches: [[Int]] = []
  private var lossSum = 0.0
  private var served: [NamedTensor]?

  /// A device that trains `model` on `data`.
  public init(
    _ model: FineTunedModel, data: DeviceSamples, session: SessionShape, rounds: LocalRounds,
    seed: Seed, ledger: Ledger?
  ) {
    precondition(
      session.samples == data.samples.count && session.method == .fedavg, "a session fits")
    self.model = model
    self.data = data
    self.session = session
    self.rounds = rounds
    order = BatchOrder(first: data.order, batch: session.batch, seed: seed, ledger: ledger)
  }

  /// The last average, once it has arrived.
  public var trainedTensors: [NamedTensor]? { served }

  /// Takes one event and returns what follows from it, in order.
  ///
  /// Traps on events that only worlds with faults have.
  public mutating func handle(_ event: DeviceEvent) throws(WireError) -> [DeviceEffect] {
    switch event {
    case .start: return [.send(DeviceMessage.hello(session).frame(in: session, withValues: true))]
    case .computed: return finishStep()
    case .received(let frame): return try receive(ServerMessage(frame), frame.byteCount)
    case .reconnected, .timer: preconditionFailure("federated averaging knows no faults")
    }
  }

  /// Traps: there are no faults.
  public mutating func restart() { preconditionFailure("federated averaging knows no faults") }

  private mutating func receive(
    _ message: ServerMessage, _ bytes: Int
  ) throws(WireError) -> [DeviceEffect] {
    guard case .waiting = stage else { throw WireError(.emptyMessage) }
    remember([], buffers: bytes)
    switch message {
    case .globalModel(let number, let tensors):
      guard number == round + 1 else {
        throw WireError(
          .badField(name: "global_model.round", got: number, expected: round + 1))
      }
      try load(tensors, field: "global_model.tensors")
      model.forgetMoments()
      round = number
      return [beginStep()]
    case .sideNetwork(let tensors):
      try load(tensors, field: "side_network.tensors")
      served = tensors
      stage = .finished
      return [.send(DeviceMessage.goodbye.frame(in: session, withValues: true)), .finished]
    default: throw WireError(.emptyMessage)
    }
  }

  private func load(_ tensors: [NamedTensor], field: String) throws(WireError) {
    let known = model.shapes
    guard tensors.map(\.hollow) == known else {
      throw WireError(.badField(name: field, got: tensors.count, expected: known.count))
    }
    model.load(tensors)
  }

  private mutating func beginStep() -> DeviceEffect {
    if batches.isEmpty { batches = order.batches(isFirst: steps == 0).reversed() }
    guard let batch = batches.popLast() else { preconditionFailure("an epoch has batches") }
    stage = .training(batch: batch)
    forwardSamples += batch.count
    let lengths = batch.map { data.samples[$0].length }
    remember(lengths, buffers: 0)
    return .compute(model.work(lengths: lengths), atMost: nil)
  }

  private mutating func finishStep() -> [DeviceEffect] {
    guard case .training(let batch) = stage else {
      preconditionFailure("work is done only after it was asked for")
    }
    let epoch = steps / session.batchesPerEpoch + 1
    if model.hasValues {
      let samples = batch.map { data.samples[$0] }
      let loss = model.step(
        samples.map { $0.tokens.withRevealed { $0 } },
        labels: samples.map { $0.label.withRevealed { $0 } })
      lossSum += loss * Double(batch.count)
    }
    steps += 1
    let trained = DeviceEffect.trained(epoch: epoch, samples: batch)
    if steps + 1 < rounds.steps(inRound: round).upperBound { return [trained, beginStep()] }
    return [trained, .send(update())]
  }

  /// What the device has trained in the round that is over.
  private mutating func update() -> Frame {
    stage = .waiting
    let loss = Float(lossSum / Double(rounds.samples(inRound: round)))
    lossSum = 0
    let message = DeviceMessage.localUpdate(
      LocalUpdate(
        round: round, loss: model.hasValues ? loss : nil,
        tensors: model.hasValues ? model.tensors : model.shapes))
    let frame = message.frame(in: session, withValues: model.hasValues)
    remember([], buffers: frame.byteCount)
    return frame
  }

  /// Takes note of what memory holds, where it has never held more.
  private mutating func remember(_ lengths: [Int], buffers: Int) {
    var memory = model.memory(lengths: lengths)
    memory.buffers = buffers
    if memory.total > memoryAtPeak.total { memoryAtPeak = memory }
  }
}
