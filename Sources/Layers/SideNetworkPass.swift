public import Tensors

/// The working memory of forward and backward passes over batches of a fixed greatest size.
///
/// Shapes: B samples, R rows, L layers, d width, r rank, C classes. Activations come as [L, R, d].
///
/// PAE has one row a sample. Where all tokens have rows of their own, `adapt` runs the adapters on
/// all of them, the caller pools the states, and `predict` goes on with one state a sample.
public final class SideNetworkPass {
  /// Extents of the network.
  public let shape: SideNetworkShape
  /// Greatest batch.
  public let capacity: Int
  /// Most rows that the adapters take.
  public let rowCapacity: Int
  /// Outputs [B, C] of the last forward pass.
  public let output: FloatBuffer
  /// Gradients of the last backward pass, laid out like the parameters.
  public let gradient: FloatBuffer

  private let mixed: FloatBuffer  // u_i [L, R, d]
  private let state: FloatBuffer  // s_i [L, R, d]
  private let inner: FloatBuffer  // u_i Wdown_i [R, r]
  private let active: FloatBuffer  // gelu(inner) [L, R, r]
  private let slope: FloatBuffer  // gelu'(inner) [L, R, r]
  private let normal: FloatBuffer  // normalised s_L [B, d]
  private let scale: FloatBuffer  // 1 / deviation [B]
  private let normed: FloatBuffer  // LayerNorm output [B, d]
  private let zeros: FloatBuffer  // s_0 [R, d]
  private let outputGradient: FloatBuffer  // [B, C]
  private let stateGradient: FloatBuffer  // [R, d]
  private let innerGradient: FloatBuffer  // [R, r]
  private var adaptedRows = 0

  /// Makes working memory for batches of at most `samples`, and of at most `rows` where samples
  /// have several.
  public init(shape: SideNetworkShape, samples: Int, rows: Int? = nil) {
    precondition(samples > 0, "a batch must not be empty")
    precondition(rows ?? samples >= samples, "each sample has a row")
    self.shape = shape
    capacity = samples
    rowCapacity = rows ?? samples
    let R = rowCapacity
    let (L, d, r, C) = (shape.layers, shape.width, shape.rank, shape.classes)
    output = FloatBuffer(count: samples * C)
    gradient = FloatBuffer(count: shape.parameterCount)
    mixed = FloatBuffer(count: L * R * d)
    state = FloatBuffer(count: L * R * d)
    inner = FloatBuffer(count: R * r)
    active = FloatBuffer(count: L * R * r)
    slope = FloatBuffer(count: L * R * r)
    normal = FloatBuffer(count: samples * d)
    scale = FloatBuffer(count: samples)
    normed = FloatBuffer(count: samples * d)
    zeros = FloatBuffer(count: R * d)
    outputGradient = FloatBuffer(count: samples * C)
    stateGradient = FloatBuffer(count: R * d)
    innerGradient = FloatBuffer(count: R * r)
  }

  /// Computes `output` for `samples` activations [L, samples, d].
  public func forward(_ network: SideNetwork, activations: FloatBuffer, samples: Int) {
    precondition(samples > 0 && samples <= capacity, "a batch must fit its pass")
    adapt(network, activations: activations, rows: samples)
    predict(network, from: adapted, samples: samples)
  }

  /// The last adapter's states s_L [R, d] of the last `adapt`.
  private var adapted: UnsafeMutablePointer<Float> {
    state.base + (shape.layers - 1) * adaptedRows * shape.width
  }

  /// A copy of the last adapter's states s_L [R, d], from the last `adapt`.
  public var adaptedStates: FloatBuffer {
    let copy = FloatBuffer(count: adaptedRows * shape.width)
    copy.base.update(from: adapted, count: copy.count)
    return copy
  }

  /// Runs the adapters on activations [L, rows, d].
  public func adapt(_ network: SideNetwork, activations: FloatBuffer, rows: Int) {
    precondition(network.shape == shape, "a pass serves networks of its own shape")
    precondition(rows > 0 && rows <= rowCapacity, "rows must fit their pass")
    precondition(activations.count >= shape.layers * rows * shape.width, "activations missing")
    adaptedRows = rows
    let (d, r) = (shape.width, shape.rank)
    let (area, small) = (rows * d, rows * r)
    let weights = network.parameters.base
    let backend = network.backend
    for layer in 0..<shape.layers {
      let u = mixed.base + layer * area
      let s = state.base + layer * area
      let before = layer == 0 ? zeros.base : state.base + (layer - 1) * area
      Kernels.mix(area, network.gate(layer), activations.base + layer * area, before, u)
      backend.multiply(
        rows: rows, columns: r, inner: d, MatrixView(u, stride: d),
        MatrixView(weights + shape.down(layer), stride: r), into: MatrixView(inner.base, stride: r))
      let g = active.base + layer * small
      Kernels.gelu(small, inner.base, g, slope: slope.base + layer * small)
      s.update(from: u, count: area)
      backend.multiply(
        rows: rows, columns: d, inner: r, MatrixView(g, stride: r),
        MatrixView(weights + shape.up(layer), stride: d), keep: 1, into: MatrixView(s, stride: d))
    }
  }

  /// Computes `output` from one state a sample, [samples, d].
  public func predict(_ network: SideNetwork, from states: FloatBuffer, samples: Int) {
    precondition(states.count >= samples * shape.width, "each sample has a state")
    predict(network, from: states.base, samples: samples)
  }

  private func predict(
    _ network: SideNetwork, from states: UnsafeMutablePointer<Float>, samples: Int
  ) {
    precondition(samples > 0 && samples <= capacity, "a batch must fit its pass")
    let (d, C) = (shape.width, shape.classes)
    let weights = network.parameters.base
    Kernels.layerNorm(
      rows: samples, width: d, epsilon: SideNetwork.normEpsilon, states,
      gain: weights + shape.gain, bias: weights + shape.bias, into: normed.base,
      normal: normal.base, scale: scale.base)
    for sample in 0..<samples {
      (output.base + sample * C).update(from: weights + shape.outputBias, count: C)
    }
    network.backend.multiply(
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
    headBackward(network, samples: samples, into: stateGradient.base)
    adaptersBackward(network, activations: activations, rows: samples)
    return loss
  }

  /// The way back through `predict`: the gradient [samples, d] of its states from that of
  /// `output`, [samples, C].
  ///
  /// Overwrites the head's part of `gradient`.
  public func predictBackward(
    _ network: SideNetwork, outputGradient output: FloatBuffer, samples: Int
  ) -> FloatBuffer {
    precondition(samples > 0 && samples <= capacity, "a batch must fit its pass")
    precondition(output.count == samples * shape.classes, "each output has a gradient")
    outputGradient.base.update(from: output.base, count: output.count)
    let states = FloatBuffer(count: samples * shape.width)
    headBackward(network, samples: samples, into: states.base)
    return states
  }

  /// The way back through `adapt`, from the gradient [R, d] of its states.
  ///
  /// Overwrites the adapters' part of `gradient`.
  public func adaptBackward(
    _ network: SideNetwork, activations: FloatBuffer, stateGradient states: FloatBuffer
  ) {
    precondition(states.count == adaptedRows * shape.width, "each row has a gradient")
    stateGradient.base.update(from: states.base, count: states.count)
    adaptersBackward(network, activations: activations, rows: adaptedRows)
  }

  private func adaptersBackward(_ network: SideNetwork, activations: FloatBuffer, rows: Int) {
    for layer in stride(from: shape.layers - 1, through: 0, by: -1) {
      adapterBackward(network, layer: layer, activations: activations, rows: rows)
    }
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

  /// Through Wout, b and the LayerNorm, into `states` [samples, d].
  private func headBackward(
    _ network: SideNetwork, samples: Int, into states: UnsafeMutablePointer<Float>
  ) {
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
      scale: scale.base, dx: states, dgain: gradient.base + shape.gain,
      dbias: gradient.base + shape.bias)
  }

  /// Through s_i = u + gelu(u Wdown) Wup and u = (1 - mu) A + mu s_{i-1}.
  private func adapterBackward(
    _ network: SideNetwork, layer: Int, activations: FloatBuffer, rows: Int
  ) {
    let (d, r) = (shape.width, shape.rank)
    let (area, small) = (rows * d, rows * r)
    let weights = network.parameters.base
    let ds = MatrixView(stateGradient.base, stride: d)
    let dz = MatrixView(innerGradient.base, stride: r)
    let g = MatrixView(active.base + layer * small, stride: r)
    let u = MatrixView(mixed.base + layer * area, stride: d)
    network.backend.multiply(
      rows: r, columns: d, inner: rows, g.transposed, ds,
      into: MatrixView(gradient.base + shape.up(layer), stride: d))
    network.backend.multiply(
      rows: rows, columns: r, inner: d, ds,
      MatrixView(weights + shape.up(layer), stride: d).transposed, into: dz)
    Kernels.multiply(small, dz.base, slope.base + layer * small, dz.base)
    network.backend.multiply(
      rows: d, columns: r, inner: rows, u.transposed, dz,
      into: MatrixView(gradient.base + shape.down(layer), stride: r))
    network.backend.multiply(
      rows: rows, columns: d, inner: r, dz,
      MatrixView(weights + shape.down(layer), stride: r).transposed, keep: 1, into: ds)
    let before = layer == 0 ? zeros.base : state.base + (layer - 1) * area
    let gate = network.gate(layer)
    let reach = Kernels.dotDifference(area, ds.base, before, activations.base + layer * area)
    gradient.base[layer] = reach * gate * (1 - gate)
    Kernels.scale(area, gate, ds.base, ds.base)
  }
}
