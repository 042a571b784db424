public import Layers
public import Tensors

/// The head of a split model and its loss, wherever they are.
///
/// Shapes: N sequences, d hidden width, C classes.
public final class SplitHead {
  /// The head.
  public let head: PooledHead
  /// The trained numbers.
  public var parameters: ParameterSet { trainer.set }
  private let trainer: ParameterTrainer
  private let pool: WorkerPool

  /// Joins head and optimizer.
  public init(_ head: PooledHead, settings: AdamW.Settings, pool: WorkerPool) {
    self.head = head
    trainer = ParameterTrainer(head.parameters, settings: settings)
    self.pool = pool
  }

  /// One step of the optimizer on pooled states [N, d]: the loss before it, and the gradient [N, d]
  /// of the pooled states.
  public func step(
    pooled: FloatBuffer, labels: [Int]
  ) -> (loss: Double, gradient: FloatBuffer) {
    trainer.clear(pool: pool)
    let (loss, dz) = TrainingObjective.crossEntropy(labels: labels).loss(
      head.outputs(pooled: pooled), samples: labels.count, classes: head.outputs)
    let gradient = head.backward(dz, pooled: pooled)
    trainer.step(pool: pool)
    return (loss, gradient)
  }
}
