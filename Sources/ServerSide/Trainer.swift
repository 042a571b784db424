internal import Determinism
internal import Layers
internal import Tensors
internal import Wire

/// Trains the side network, batch by batch; without values it only counts.
final class Trainer {
  let shape: SideNetworkShape
  /// The network; nil under shape numerics.
  let network: SideNetwork?
  private let pass: SideNetworkPass?
  private let optimizer: AdamW?
  private var lossSum = 0.0
  private var samplesSeen = 0

  init(shape: SideNetworkShape, settings: ServerMachine.Settings, batch: Int, ledger: Ledger?) {
    self.shape = shape
    guard settings.hasValues else {
      (network, pass, optimizer) = (nil, nil, nil)
      return
    }
    var stream = settings.seed.stream("server.init", ledger: ledger)
    network = SideNetwork(shape: shape, backend: settings.backend, stream: &stream)
    pass = SideNetworkPass(shape: shape, samples: batch)
    optimizer = AdamW(count: shape.parameterCount, settings: settings.optimizer)
  }

  /// The work of one step.
  func work(samples: Int) -> WorkList { shape.trainingWork(samples: samples) }

  /// One step of the optimizer on `batch`.
  func train(_ batch: StagedBatch) {
    precondition(batch.missing == 0, "only complete batches are trained")
    let samples = batch.samples.count
    samplesSeen += samples
    guard let network, let pass, let optimizer else { return }
    pass.forward(network, activations: batch.activations, samples: samples)
    let loss = pass.backward(
      network, activations: batch.activations, targets: batch.targets, samples: samples)
    optimizer.step(network.parameters, gradient: pass.gradient)
    lossSum += Double(loss) * Double(samples)
  }

  /// The mean loss since the last call; nil without values.
  func finishEpoch() -> Float? {
    let loss = lossSum / Double(max(samplesSeen, 1))
    lossSum = 0
    samplesSeen = 0
    return network == nil ? nil : Float(loss)
  }

  /// The parameters, block by block; empty ones without values.
  var tensors: [NamedTensor] {
    shape.blocks.map {
      NamedTensor(
        name: $0.name, shape: $0.shape,
        values: network?.parameters.values($0.offset..<$0.offset + $0.count) ?? [])
    }
  }

  /// Everything that training changes.
  struct State {
    fileprivate let parameters: [Float]?
    fileprivate let optimizer: AdamW.State?
    fileprivate let lossSum: Double
    fileprivate let samplesSeen: Int
  }

  /// A copy of all that training changes, or a way back to it.
  var state: State {
    get {
      State(
        parameters: network?.parameters.values, optimizer: optimizer?.state, lossSum: lossSum,
        samplesSeen: samplesSeen)
    }
    set {
      if let values = newValue.parameters { network?.parameters.copy(values, at: 0) }
      if let memory = newValue.optimizer { optimizer?.state = memory }
      lossSum = newValue.lossSum
      samplesSeen = newValue.samplesSeen
    }
  }
}
