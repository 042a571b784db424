internal import Determinism
public import Layers
public import Tensors
public import Transformers
internal import Wire

/// Trains a ladder on the hidden states of all tokens, embeddings included, and on labels.
final class LadderTrainer: BatchTrainer {
  private let shape: LadderShape
  private let session: SessionShape
  private let tuner: LadderTuner?
  private let hasValues: Bool
  private var losses = EpochLoss()

  init(
    _ shape: LadderShape, _ session: SessionShape, settings: ServerMachine.Settings,
    ledger: Ledger?
  ) {
    self.shape = shape
    self.session = session
    hasValues = settings.hasValues
    guard hasValues else {
      tuner = nil
      return
    }
    var stream = settings.seed.stream("server.init", ledger: ledger)
    tuner = LadderTuner(
      shape: shape, pooling: settings.pooling, backend: settings.backend,
      settings: settings.optimizer, stream: &stream)
  }

  private var network: LadderNetwork? { tuner?.network }
  private var optimizers: [AdamW] { tuner?.optimizers ?? [] }

  var model: ServerModel? { network.map { .tokens($0) } }

  func entry(of upload: UploadedSample) -> [Float] { upload.tokenEntry(hasValues) }

  func stage(_ samples: [Int]) -> any StagedBatch {
    TokenBatch(samples: samples, layers: session.layers, width: session.width)
  }

  func work(_ batch: any StagedBatch) -> WorkList {
    shape.trainingWork(lengths: batch.complete.lengths)
  }

  func train(_ batch: any StagedBatch) {
    let batch = batch.complete
    guard let tuner else { return losses.add(nil, samples: batch.samples.count) }
    let loss = tuner.step(
      states: batch.activations, lengths: batch.lengths, labels: batch.labels)
    losses.add(loss, samples: batch.samples.count)
  }

  func finishEpoch() -> Float? {
    let loss = losses.finish()
    return hasValues ? loss : nil
  }

  var tensors: [NamedTensor] {
    guard let network else {
      return shape.arrays.map { NamedTensor(name: $0.name, shape: $0.shape, values: []) }
    }
    return network.arrays.map {
      NamedTensor(name: $0.name, shape: $0.shape, values: $0.values)
    }
  }

  var state: TrainerState {
    get {
      TrainerState(
        parameters: network?.parameters.map(\.values.values) ?? [],
        optimizers: optimizers.map(\.state), losses: losses)
    }
    set {
      for (set, values) in zip(network?.parameters ?? [], newValue.parameters) {
        set.values.copy(values, at: 0)
      }
      for (optimizer, memory) in zip(optimizers, newValue.optimizers) { optimizer.state = memory }
      losses = newValue.losses
    }
  }
}

extension LadderNetwork: TokenNetwork {
  /// Classes, C.
  public var classes: Int { shape.classes }
  /// Its first rung is the embeddings.
  public var readsEmbeddings: Bool { true }
  /// All parameters where they lie.
  public var arrays: [ParameterArray] { parameters.flatMap(\.arrays) }

  /// Outputs z [N, C], from hidden states [L + 1, R, d] of sequences of these lengths in order.
  public func outputs(activations: FloatBuffer, lengths: [Int]) -> [Float] {
    outputs(states: activations, lengths: lengths)
  }
}
