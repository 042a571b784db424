public import Tensors

/// The working memory of forward and backward passes over batches of a fixed greatest size.
///
/// Shapes: B samples, L layers, d width, r rank, C classes. Activations come as [L, B, d].
public final class SideNetworkPass {
  /// Extents of the network.
  public let shape: SideNetworkShape
  /// Greatest batch.
  public let capacity: Int
  /// Outputs [B, C] of the last forward pass.
  public let output: FloatBuffer
  /// Gradients of the last backward pass, laid out like the parameters.
  public let gradient: FloatBuffer

  private let mixed: FloatBuffer  // u_i [L, B, d]
  private let state: FloatBuffer  // s_i [L, B, d]
  private let inner: FloatBuffer  // u_i Wdown_i [B, r]
  private let active: FloatBuffer  // gelu(inner) [L, B, r]
  private let slope: FloatBuffer  // gelu'(inner) [L, B, r]
  private let normal: FloatBuffer  // normalised s_L [B, d]
  private let scale: FloatBuffer  // 1 / deviation [B]
  private let normed: FloatBuffer  // LayerNorm output [B, d]
  private let zeros: FloatBuffer  // s_0 [B, d]
  private let outputGradient: FloatBuffer  // [B, C]
  private let stateGradient: FloatBuffer  // [B, d]
  private let innerGradient: FloatBuffer  // [B, r]

  /// Makes working memory for batches of at most `samples`.
  public init(shape: SideNetworkShape, samples: Int) {
    precondition(samples > 0, "a batch must not be empty")
    self.shape = shape
    capacity = samples
    let (L, d, r, C) = (shape.layers, shape.width, shape.rank, shape.classes)
    output = FloatBuffer(count: samples * C)
    gradient = FloatBuffer(count: shape.parameterCount)
    mixed = FloatBuffer(count: L * samples * d)
    state = FloatBuffer(count: L * samples * d)
    inner = FloatBuffer(count: samples * r)
    active = FloatBuffer(count: L * samples * r)
    slope = FloatBuffer(count: L * samples * r)
    normal = FloatBuffer(count: samples * d)
    scale = FloatBuffer(count: samples)
    normed = FloatBuffer(count: samples * d)
    zeros = FloatBuffer(count: samples * d)
    outputGradient = FloatBuffer(count: samples * C)
    stateGradient = FloatBuffer(count: samples * d)
    innerGradient = FloatBuffer(count: samples * r)
  }

  /// Computes `output` for `samples` activations [L, samples, d].
  public func forward(_ network: SideNetwork, activations: FloatBuffer, samples: Int) {
    precondition(network.shape == shape, "a pass serves networks of its own shape")
    precondition(samples > 0 && samples <= capacity, "a batch must fit its pass")
    precondition(activations.count >= shape.layers * samples * shape.width, "activations missing")
    let (d, r, C) = (shape.width, shape.rank, shape.classes)
    let (area, small) = (samples * d, samples * r)
    let weights = network.parameters.base
    let backend = network.backend
    for layer in 0..<shape.layers {
      let u = mixed.base + layer * area
      let s = state.base + layer * area
      let before = layer == 0 ? zeros.base : state.base + (layer - 1) * area
      Kernels.mix(area, network.gate(layer), activations.base + layer * area, before, u)
      backend.multiply(
        rows: samples, columns: r, inner: d, MatrixView(u, stride: d),
        MatrixView(weights + shape.down(layer), stride: r), into: MatrixView(inner.base, stride: r))
      let g = active.base + layer * small
      Kernels.gelu(small, inner.base, g, slope: slope.base + layer * small)
      s.update(from: u, count: area)
      backend.multiply(
        rows: samples, columns: d, inner: r, MatrixView(g, stride: r),
        MatrixView(weights + shape.up(layer), stride: d), keep: 1, into: MatrixView(s, stride: d))
    }
    Kernels.layerNorm(
      rows: samples, width: d, epsilon: SideNetwork.normEpsilon,
      state.base + (shape.layers - 1) * area, gain: weights + shape.gain,
      bias: weights + shape.bias, into: normed.base, normal: normal.base, scale: scale.base)
    for sample in 0..<samples {
      (output.base + sample * C).update(from: weights + shape.outputBias, count: C)
    }
    backend.multiply(
      rows: samples, columns: C, inner: d, MatrixView(normed.base, stride: d),
      MatrixView(weights + shape.output, stride: C), keep: 1,
      into: MatrixView(output.base, stride: C))
  }

  /// The loss mean_b ||out_b - delta_b||^2 of the last forward pass, and its gradient.
  ///
  /// `targets` is [samples, C]. The same network, activations and samples as in `forward` are
  /// expected. `gradient` is overwritten.
  public func backward(
    _ network: SideNetwork, activations: FloatBuffer, targets: FloatBuffer, samples: Int
  ) -> Float {
    precondition(samples > 0 && samples <= capacity, "a batch must fit its pass")
    precondition(targets.count >= samples * shape.classes, "targets missing")
    let loss = lossAndOutputGradient(targets: targets, samples: samples)
    headBackward(network, samples: samples)
    for layer in stride(from: shape.layers - 1, through: 0, by: -1) {
      adapterBackward(network, layer: layer, activations: activations, samples: samples)
    }
    return loss
  }

  /// Loss, and 2 (out - delta) / B into `outputGradient`.
  private func lossAndOutputGradient(targets: FloatBuffer, samples: Int) -> Float {
    var total = 0.0
    let factor = 2 / Float(samples)
    for index in 0..<samples * shape.classes {
      let difference = output.base[index] - targets.base[index]
      total += Double(difference) * Double(difference)
      outputGradient.base[index] = factor * difference
    }
    return Float(total / Double(samples))
  }

  /// Through Wout, b and the LayerNorm, into `stateGradient`.
  private func headBackward(_ network: SideNetwork, samples: Int) {
    let (d, C) = (shape.width, shape.classes)
    let weights = network.parameters.base
    let out = MatrixView(outputGradient.base, stride: C)
    network.backend.multiply(
      rows: d, columns: C, inner: samples, MatrixView(normed.base, stride: d).transposed, out,
      into: MatrixView(gradient.base + shape.output, stride: C))
    for column in 0..<C {
      var sum: Float = 0
      for sample in 0..<samples { sum += outputGradient.base[sample * C + column] }
      gradient.base[shape.outputBias + column] = sum
    }
    network.backend.multiply(
      rows: samples, columns: d, inner: C, out,
      MatrixView(weights + shape.output, stride: C).transposed,
      into: MatrixView(normed.base, stride: d))
    (gradient.base + shape.gain).update(repeating: 0, count: 2 * d)
    Kernels.layerNormBackward(
      rows: samples, width: d, normed.base, gain: weights + shape.gain, normal: normal.base,
      scale: scale.base, dx: stateGradient.base, dgain: gradient.base + shape.gain,
      dbias: gradient.base + shape.bias)
  }

  /// Through s_i = u + gelu(u Wdown) Wup and u = (1 - mu) A + mu s_{i-1}.
  private func adapterBackward(
    _ network: SideNetwork, layer: Int, activations: FloatBuffer, samples: Int
  ) {
    let (d, r) = (shape.width, shape.rank)
    let (area, small) = (samples * d, samples * r)
    let weights = network.parameters.base
    let ds = MatrixView(stateGradient.base, stride: d)
    let dz = MatrixView(innerGradient.base, stride: r)
    let g = MatrixView(active.base + layer * small, stride: r)
    let u = MatrixView(mixed.base + layer * area, stride: d)
    network.backend.multiply(
      rows: r, columns: d, inner: samples, g.transposed, ds,
      into: MatrixView(gradient.base + shape.up(layer), stride: d))
    network.backend.multiply(
      rows: samples, columns: r, inner: d, ds,
      MatrixView(weights + shape.up(layer), stride: d).transposed, into: dz)
    Kernels.multiply(small, dz.base, slope.base + layer * small, dz.base)
    network.backend.multiply(
      rows: d, columns: r, inner: samples, u.transposed, dz,
      into: MatrixView(gradient.base + shape.down(layer), stride: r))
    network.backend.multiply(
      rows: samples, columns: d, inner: r, dz,
      MatrixView(weights + shape.down(layer), stride: r).transposed, keep: 1, into: ds)
    let before = layer == 0 ? zeros.base : state.base + (layer - 1) * area
    let gate = network.gate(layer)
    let reach = Kernels.dotDifference(area, ds.base, before, activations.base + layer * area)
    gradient.base[layer] = reach * gate * (1 - gate)
    Kernels.scale(area, gate, ds.base, ds.base)
  }
}
