public import Determinism
public import Layers
public import Tensors

/// Trains a backbone and its head, a batch at a time, with AdamW.
public final class FineTuner {
  /// The backbone.
  public let backbone: TrainableBackbone
  /// Its head.
  public let head: PooledHead
  /// Bytes that the last gradient's activations took between forward and backward pass.
  public private(set) var tapeBytes = ByteCount(0)
  private var trainers: [ParameterTrainer]
  private let settings: AdamW.Settings
  private let options: PassOptions
  private let pool: WorkerPool

  /// Joins the parts; moments of the optimizer begin at zero.
  public init(
    _ backbone: TrainableBackbone, head: PooledHead, settings: AdamW.Settings,
    options: PassOptions = .init(), pool: WorkerPool
  ) {
    precondition(head.width == backbone.width, "a head fits its backbone")
    self.backbone = backbone
    self.head = head
    self.options = options
    self.pool = pool
    self.settings = settings
    trainers = [backbone.parameters, head.parameters].map {
      ParameterTrainer($0, settings: settings)
    }
  }

  /// Moments of the optimizer begin at zero again.
  public func forgetMoments() {
    trainers = trainers.map { ParameterTrainer($0.set, settings: settings) }
  }

  /// One step on a batch; the loss before it.
  ///
  /// Traps on sequences that the backbone's `validate` refuses.
  public func step(_ sequences: [[Int]], _ objective: TrainingObjective) -> Double {
    let loss = gradient(of: sequences, objective)
    for trainer in trainers { trainer.step(pool: pool) }
    return loss
  }

  /// The loss of a batch, and its gradient in both sets of parameters.
  public func gradient(of sequences: [[Int]], _ objective: TrainingObjective) -> Double {
    for trainer in trainers { trainer.clear(pool: pool) }
    let tape = backbone.forward(sequences, options: options, pool: pool)
    tapeBytes = tape.tapeBytes
    let pooled = head.pool(tape.states(backbone.layers), lengths: tape.lengths)
    let (loss, dz) = objective.loss(
      head.outputs(pooled: pooled), samples: sequences.count, classes: head.outputs)
    let states = head.backward(dz, pooled: pooled, lengths: tape.lengths)
    backbone.backward(tape, from: [.init(level: backbone.layers, values: states)], pool: pool)
    return loss
  }

  /// The class of the greatest output for each sequence, `batch` sequences at a time.
  public func predictions(for sequences: [[Int]], batch: Int = 32) -> [Int] {
    outputs(for: sequences, batch: batch).map { argumentOfMaximum($0) }
  }

  /// The outputs [C] for each sequence, `batch` sequences at a time.
  public func outputs(for sequences: [[Int]], batch: Int = 32) -> [[Float]] {
    stride(from: 0, to: sequences.count, by: batch).flatMap { start -> [[Float]] in
      let part = Array(sequences[start..<min(start + batch, sequences.count)])
      let tape = backbone.forward(part, options: options, pool: pool)
      let outputs = head.outputs(
        pooled: head.pool(tape.states(backbone.layers), lengths: tape.lengths))
      return part.indices.map { index in
        outputs.values(index * head.outputs..<(index + 1) * head.outputs)
      }
    }
  }
}
