internal import Determinism
internal import Layers
internal import Tensors
internal import Transformers
internal import Wire

/// Trains parallel adapters on the activations of all tokens and on labels, as MobiLLM does.
final class AdapterTrainer: BatchTrainer {
  private let shape: SideNetworkShape
  private let session: SessionShape
  private let network: AdapterNetwork?
  private let optimizer: AdamW?
  private var losses = EpochLoss()

  init(_ session: SessionShape, settings: ServerMachine.Settings, ledger: Ledger?) {
    self.session = session
    shape = SideNetworkShape(
      layers: session.layers, width: session.width, rank: settings.rank, classes: session.classes)
    guard settings.hasValues else {
      (network, optimizer) = (nil, nil)
      return
    }
    var stream = settings.seed.stream("server.init", ledger: ledger)
    network = AdapterNetwork(
      SideNetwork(shape: shape, backend: settings.backend, stream: &stream),
      pooling: settings.pooling)
    optimizer = AdamW(count: shape.parameterCount, settings: settings.optimizer)
  }

  var model: ServerModel? { network.map { .tokens($0) } }

  func entry(of upload: UploadedSample) -> [Float] { upload.tokenEntry(network != nil) }

  func stage(_ samples: [Int]) -> any StagedBatch {
    TokenBatch(samples: samples, layers: session.layers, width: session.width)
  }

  func work(_ batch: any StagedBatch) -> WorkList {
    shape.trainingWork(samples: batch.samples.count, rows: batch.complete.tokens)
  }

  func train(_ batch: any StagedBatch) {
    let batch = batch.complete
    guard let network, let optimizer else { return losses.add(nil, samples: batch.samples.count) }
    let (loss, gradient) = network.gradient(
      activations: batch.activations, lengths: batch.lengths, labels: batch.labels)
    optimizer.step(network.network.parameters, gradient: gradient)
    losses.add(loss, samples: batch.samples.count)
  }

  func finishEpoch() -> Float? {
    let loss = losses.finish()
    return network == nil ? nil : loss
  }

  var tensors: [NamedTensor] { shape.tensors(network?.network.parameters) }

  var state: TrainerState {
    get {
      TrainerState(
        parameters: network.map { [$0.network.parameters.values] } ?? [],
        optimizers: optimizer.map { [$0.state] } ?? [], losses: losses)
    }
    set {
      if let values = newValue.parameters.first { network?.network.parameters.copy(values, at: 0) }
      if let memory = newValue.optimizers.first { optimizer?.state = memory }
      losses = newValue.losses
    }
  }
}

extension UploadedSample {
  /// What the cache keeps of a sample of all tokens: activations [L, T, d], then the label, which
  /// float32 holds exactly.
  func tokenEntry(_ hasValues: Bool) -> [Float] {
    guard hasValues, let label else { return [] }
    return activations + [Float(label)]
  }
}

extension StagedBatch {
  /// The batch of all tokens that it is, with all its samples.
  var complete: TokenBatch {
    guard let batch = self as? TokenBatch, batch.missing == 0 else {
      preconditionFailure("a trainer gets its own batches back, complete")
    }
    return batch
  }
}
