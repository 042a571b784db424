public import Determinism
public import Layers
public import Tensors

/// Trains a ladder on the states of a frozen backbone, a batch at a time, with AdamW.
public final class LadderTuner {
  /// The ladder.
  public let network: LadderNetwork
  /// One optimizer for each set of its parameters.
  public let optimizers: [AdamW]

  /// Draws a ladder; moments of the optimizers begin at zero.
  public init(
    shape: LadderShape, pooling: Pivot, backend: MatrixBackend, settings: AdamW.Settings,
    stream: inout RandomStream
  ) {
    let network = LadderNetwork(shape: shape, pooling: pooling, backend: backend, stream: &stream)
    self.network = network
    optimizers = network.parameters.map { AdamW(count: $0.count, settings: settings) }
  }

  /// One step on hidden states 0 to L, [L + 1, R, d], of sequences of these lengths; the mean
  /// cross-entropy before it.
  public func step(states: FloatBuffer, lengths: [Int], labels: [Int]) -> Double {
    let loss = network.gradient(states: states, lengths: lengths, labels: labels)
    for (optimizer, set) in zip(optimizers, network.parameters) {
      optimizer.step(set.values, gradient: set.gradient)
    }
    return loss
  }
}
