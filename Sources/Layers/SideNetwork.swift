public import Determinism
public import Tensors

/// The trainable side network of PAE (arXiv 2507.01216): adapters with gates beside the backbone.
///
///     mu_i = sigmoid(alpha_i)
///     u_i  = (1 - mu_i) A_i + mu_i s_{i-1}          s_0 = 0
///     s_i  = u_i + gelu(u_i Wdown_i) Wup_i
///     out  = LayerNorm(s_L) Wout + b
///
/// Parameters lie in one flat array (`SideNetworkShape.blocks` names its parts), so that the
/// optimizer passes over them once.
public final class SideNetwork {
  /// Extents.
  public let shape: SideNetworkShape
  /// Which matrix code is used.
  public let backend: MatrixBackend
  /// All parameters, flat.
  public let parameters: FloatBuffer

  /// LayerNorm's epsilon.
  public static let normEpsilon: Float = 1e-5

  /// Makes a network with the given parameters, flat.
  public init(shape: SideNetworkShape, backend: MatrixBackend, parameters: [Float]) {
    precondition(parameters.count == shape.parameterCount, "parameters must fill the shape")
    self.shape = shape
    self.backend = backend
    self.parameters = FloatBuffer(parameters)
  }

  /// Draws the initial parameters: alpha 0, Wdown ~ N(0, 1/d), Wup 0, gain 1, Wout ~ N(0, 0.02^2).
  public convenience init(
    shape: SideNetworkShape, backend: MatrixBackend, stream: inout RandomStream
  ) {
    var values = [Float](repeating: 0, count: shape.parameterCount)
    let deviation = 1 / Double(shape.width).squareRoot()
    for layer in 0..<shape.layers {
      let down = stream.normals(shape.width * shape.rank, deviation: deviation)
      values.replaceSubrange(shape.down(layer)..<shape.down(layer) + down.count, with: down)
    }
    for index in 0..<shape.width { values[shape.gain + index] = 1 }
    let output = stream.normals(shape.width * shape.classes, deviation: 0.02)
    values.replaceSubrange(shape.output..<shape.output + output.count, with: output)
    self.init(shape: shape, backend: backend, parameters: values)
  }

  /// mu_i = sigmoid(alpha_i), computed in double.
  func gate(_ layer: Int) -> Float {
    Float(1 / (1 + DeterministicMath.exp(-Double(parameters.base[layer]))))
  }

  /// Outputs for a batch of activations [L, B, d]; the result is [B, C].
  public func outputs(activations: FloatBuffer, samples: Int) -> [Float] {
    let pass = SideNetworkPass(shape: shape, samples: samples)
    pass.forward(self, activations: activations, samples: samples)
    return pass.output.values(0..<samples * shape.classes)
  }

  /// The digest of all parameter bits.
  public var digest: Digest128 {
    let builder = DigestBuilder()
    builder.update(parameters.values)
    return builder.digest
  }
}
