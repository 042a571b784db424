internal import Determinism
internal import Layers
internal import Tensors
internal import Wire

/// Trains PAE's side network on pivot activations and prediction differences.
final class SideNetworkTrainer: BatchTrainer {
  let shape: SideNetworkShape
  private let session: SessionShape
  /// The network; nil under shape numerics.
  private let network: SideNetwork?
  private let pass: SideNetworkPass?
  private let optimizer: AdamW?
  private var losses = EpochLoss()

  init(_ session: SessionShape, settings: ServerMachine.Settings, ledger: Ledger?) {
    self.session = session
    shape = SideNetworkShape(
      layers: session.layers, width: session.width, rank: settings.rank, classes: session.classes)
    guard settings.hasValues else {
      (network, pass, optimizer) = (nil, nil, nil)
      return
    }
    var stream = settings.seed.stream("server.init", ledger: ledger)
    network = SideNetwork(shape: shape, backend: settings.backend, stream: &stream)
    pass = SideNetworkPass(shape: shape, samples: session.batch)
    optimizer = AdamW(count: shape.parameterCount, settings: settings.optimizer)
  }

  var model: ServerModel? { network.map { .sideNetwork($0) } }

  func entry(of upload: UploadedSample) -> [Float] {
    network == nil ? [] : upload.activations + upload.delta
  }

  func stage(_ samples: [Int]) -> any StagedBatch {
    PivotBatch(samples: samples, session: session, hasValues: network != nil)
  }

  func work(_ batch: any StagedBatch) -> WorkList {
    shape.trainingWork(samples: batch.samples.count)
  }

  func train(_ batch: any StagedBatch) {
    guard let batch = batch as? PivotBatch, batch.missing == 0 else {
      preconditionFailure("a trainer gets its own batches back, complete")
    }
    let samples = batch.samples.count
    guard let network, let pass, let optimizer else { return losses.add(nil, samples: samples) }
    pass.forward(network, activations: batch.activations, samples: samples)
    let loss = pass.backward(
      network, activations: batch.activations, targets: batch.targets, samples: samples)
    optimizer.step(network.parameters, gradient: pass.gradient)
    losses.add(Double(loss), samples: samples)
  }

  func finishEpoch() -> Float? {
    let loss = losses.finish()
    return network == nil ? nil : loss
  }

  var tensors: [NamedTensor] { shape.tensors(network?.parameters) }

  var state: TrainerState {
    get {
      TrainerState(
        parameters: network.map { [$0.parameters.values] } ?? [],
        optimizers: optimizer.map { [$0.state] } ?? [], losses: losses)
    }
    set {
      if let values = newValue.parameters.first { network?.parameters.copy(values, at: 0) }
      if let memory = newValue.optimizers.first { optimizer?.state = memory }
      losses = newValue.losses
    }
  }
}

extension SideNetworkShape {
  /// The parameters, block by block; empty ones without values.
  func tensors(_ parameters: FloatBuffer?) -> [NamedTensor] {
    blocks.map {
      NamedTensor(
        name: $0.name, shape: $0.shape,
        values: parameters?.values($0.offset..<$0.offset + $0.count) ?? [])
    }
  }
}
