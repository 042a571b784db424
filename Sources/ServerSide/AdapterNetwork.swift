public import Determinism
public import Layers
public import Tensors
public import Transformers

/// Parallel adapters at every token (MobiLLM, arXiv 2502.20421): PAE's side network run on all
/// tokens, whose last states are pooled before the norm.
///
///     u_i = (1 - mu_i) A_i + mu_i s_{i-1}
///     s_i = u_i + gelu(u_i Wdown_i) Wup_i          for each token
///     z   = LayerNorm(pool(s_L)) Wout + b
///
/// No state of a token reaches another one's, so with the first or last token as the pivot all
/// others are without effect: that is the shortcut that PAE takes.
public final class AdapterNetwork: TokenNetwork {
  /// The parameters and the recursion.
  public let network: SideNetwork
  /// How the states of a sequence become one.
  public let pooling: Pivot

  /// Joins both.
  public init(_ network: SideNetwork, pooling: Pivot) {
    self.network = network
    self.pooling = pooling
  }

  /// Classes, C.
  public var classes: Int { network.shape.classes }

  /// It begins with the first layer.
  public var readsEmbeddings: Bool { false }
  /// All parameters where they lie.
  public var arrays: [ParameterArray] { network.arrays }
  /// The digest of all parameter bits.
  public var digest: Digest128 { network.digest }

  /// Outputs z [N, C], from activations [L, R, d] of sequences of these lengths in order.
  public func outputs(activations: FloatBuffer, lengths: [Int]) -> [Float] {
    let pass = makePass(lengths)
    forward(pass, activations: activations, lengths: lengths)
    return pass.output.values(0..<lengths.count * classes)
  }

  /// The loss of a batch, the mean of its samples' cross-entropies, and its gradient, flat like the
  /// parameters.
  public func gradient(
    activations: FloatBuffer, lengths: [Int], labels: [Int]
  ) -> (loss: Double, gradient: FloatBuffer) {
    let (pass, samples) = (makePass(lengths), lengths.count)
    forward(pass, activations: activations, lengths: lengths)
    let (loss, dz) = TrainingObjective.crossEntropy(labels: labels).loss(
      pass.output, samples: samples, classes: classes)
    let pooled = pass.predictBackward(network, outputGradient: dz, samples: samples)
    pass.adaptBackward(
      network, activations: activations,
      stateGradient: pooling.spread(pooled, lengths: lengths, width: network.shape.width))
    return (loss, pass.gradient)
  }

  private func makePass(_ lengths: [Int]) -> SideNetworkPass {
    SideNetworkPass(shape: network.shape, samples: lengths.count, rows: lengths.reduce(0, +))
  }

  private func forward(_ pass: SideNetworkPass, activations: FloatBuffer, lengths: [Int]) {
    pass.adapt(network, activations: activations, rows: lengths.reduce(0, +))
    let pooled = pooling.pool(pass.adaptedStates, lengths: lengths, width: network.shape.width)
    pass.predict(network, from: pooled, samples: lengths.count)
  }
}
