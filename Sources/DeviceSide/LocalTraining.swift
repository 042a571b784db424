public import Determinism
internal import PrivateData
public import Wire

/// Training on the device alone, as a state machine: no server, and no frame.
public struct LocalTraining: DeviceProgram {
  /// The device's private samples.
  public let data: DeviceSamples
  /// What is trained.
  public let model: any LocalModel
  /// Samples that went through the model in training.
  public private(set) var forwardSamples = 0
  /// What memory held when it held the most.
  public private(set) var memoryAtPeak = DeviceMemory(weights: 0, activations: 0, buffers: 0)

  private let epochs: Int
  private var order: BatchOrder
  private var epoch = 1
  /// Batches of this epoch that are still to come, the next one last.
  private var batches: [[Int]]
  private var current: [Int]?
  private var lossSum = 0.0
  private var isDone = false

  /// Trains `model` on `data`, so many epochs in batches of `batch` samples.
  public init(
    _ model: any LocalModel, data: DeviceSamples, batch: Int, epochs: Int, seed: Seed,
    ledger: Ledger?
  ) {
    precondition(batch > 0 && epochs > 0 && !data.samples.isEmpty, "training has a step")
    self.model = model
    self.data = data
    self.epochs = epochs
    order = BatchOrder(first: data.order, batch: batch, seed: seed, ledger: ledger)
    batches = order.batches(isFirst: true).reversed()
  }

  /// The trained parameters, once training is over.
  public var trainedTensors: [NamedTensor]? { isDone ? model.tensors : nil }

  /// Takes one event and returns what follows from it, in order.
  public mutating func handle(_ event: DeviceEvent) -> [DeviceEffect] {
    var effects: [DeviceEffect] = []
    switch event {
    case .start: begin(&effects)
    case .computed: finish(&effects)
    case .received, .reconnected, .timer:
      preconditionFailure("a device that trains alone asks for nothing that could answer")
    }
    return effects
  }

  /// Training alone knows no faults.
  public mutating func restart() {
    preconditionFailure("scenarios with faults are refused where a device trains alone")
  }

  private mutating func begin(_ effects: inout [DeviceEffect]) {
    guard let batch = batches.popLast() else { return }
    current = batch
    let lengths = batch.map { data.samples[$0].length }
    forwardSamples += batch.count
    let memory = model.memory(lengths: lengths)
    if memory.total > memoryAtPeak.total { memoryAtPeak = memory }
    effects.append(.compute(model.work(lengths: lengths), atMost: nil))
  }

  /// A step's time is over: takes the step, so that nobody sees a state of the future.
  private mutating func finish(_ effects: inout [DeviceEffect]) {
    guard let batch = current else {
      preconditionFailure("work is done only after it was asked for")
    }
    current = nil
    if model.hasValues {
      let samples = batch.map { data.samples[$0] }
      let loss = model.step(
        samples.map { $0.tokens.withRevealed { $0 } },
        labels: samples.map { $0.label.withRevealed { $0 } })
      lossSum += loss * Double(batch.count)
    }
    effects.append(.trained(epoch: epoch, samples: batch))
    if batches.isEmpty { finishEpoch(&effects) }
    begin(&effects)
  }

  private mutating func finishEpoch(_ effects: inout [DeviceEffect]) {
    let loss = model.hasValues ? Float(lossSum / Double(data.samples.count)) : nil
    lossSum = 0
    effects.append(.epochFinished(epoch: epoch, loss: loss))
    guard epoch < epochs else {
      isDone = true
      effects.append(.finished)
      return
    }
    epoch += 1
    batches = order.batches(isFirst: false).reversed()
  }
}
