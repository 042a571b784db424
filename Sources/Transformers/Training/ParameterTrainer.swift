public import Layers
public import Tensors

/// A set of trained numbers and the optimizer that moves them.
public final class ParameterTrainer {
  /// The numbers, and their gradients.
  public let set: ParameterSet
  private let optimizer: AdamW

  /// Moments begin at zero.
  public init(_ set: ParameterSet, settings: AdamW.Settings) {
    self.set = set
    optimizer = AdamW(count: set.count, settings: settings)
  }

  /// Sets all gradients to zero, before a backward pass adds to them.
  public func clear(pool: WorkerPool) { set.clearGradient(pool: pool) }

  /// One step against the gradients.
  public func step(pool: WorkerPool) {
    optimizer.step(set.values, gradient: set.gradient, pool: pool)
  }
}
