public import Determinism
public import Tensors

/// A prediction head that is trained with a backbone: z = pool(h) W^T + b.
///
/// Shapes: N sequences of T tokens together, d hidden width, C outputs.
public final class PooledHead: Sendable {
  /// How the states of a sequence become one.
  public let pooling: Pivot
  /// Hidden width, d.
  public let width: Int
  /// Outputs, C.
  public let outputs: Int
  /// W [C, d] and b [C].
  public let parameters: ParameterSet
  private let backend: MatrixBackend
  private let weight: Weight
  private let bias: Weight

  /// Draws a head for `backbone`: W ~ N(0, 0.02^2), b = 0.
  public init(
    for backbone: TrainableBackbone, outputs: Int, pooling: Pivot, stream: inout RandomStream
  ) {
    precondition(outputs > 0, "a head has outputs")
    self.pooling = pooling
    self.outputs = outputs
    width = backbone.width
    backend = backbone.backend
    let drawn = stream.normals(outputs * width, deviation: 0.02)
    var allocator = ParameterAllocator()
    weight = allocator.add("head.weight", [outputs, width]) {
      $0.update(from: drawn, count: drawn.count)
    }
    bias = allocator.add("head.bias", [outputs]) { _ in }
    parameters = ParameterSet(allocator)
  }

  /// The pooled states [N, d] of `states` [T, d], which holds sequences of these lengths in order.
  public func pool(_ states: FloatBuffer, lengths: [Int]) -> FloatBuffer {
    pooling.pool(states, lengths: lengths, width: width)
  }

  /// Outputs z [N, C] of pooled states [N, d].
  public func outputs(pooled: FloatBuffer) -> FloatBuffer {
    let count = pooled.count / width
    let result = FloatBuffer(count: count * outputs)
    backend.multiply(
      rows: count, columns: outputs, inner: width, MatrixView(pooled.base, stride: width),
      MatrixView(parameters.place(of: weight), stride: width, .transposed),
      into: MatrixView(result.base, stride: outputs))
    Kernels.addBias(
      rows: count, width: outputs, parameters.place(of: bias), then: .identity, result.base)
    return result
  }

  /// Adds to the gradients of W and b, from dz [N, C]; the gradient [T, d] of the states.
  public func backward(_ dz: FloatBuffer, pooled: FloatBuffer, lengths: [Int]) -> FloatBuffer {
    precondition(dz.count == lengths.count * outputs, "each sequence has outputs")
    return pooling.spread(backward(dz, pooled: pooled), lengths: lengths, width: width)
  }

  /// Adds to the gradients of W and b, from dz [N, C]; the gradient [N, d] of the pooled states.
  public func backward(_ dz: FloatBuffer, pooled: FloatBuffer) -> FloatBuffer {
    let (count, target) = (dz.count / outputs, parameters.target)
    precondition(dz.count == count * outputs && pooled.count == count * width, "shapes must agree")
    let output = MatrixView(dz.base, stride: outputs)
    if let dW = target.place(of: weight), let db = target.place(of: bias) {
      backend.multiply(
        rows: outputs, columns: width, inner: count, output.transposed,
        MatrixView(pooled.base, stride: width), keep: 1, into: MatrixView(dW, stride: width))
      Kernels.sumRows(rows: count, width: outputs, stride: outputs, dz.base, into: db)
    }
    let pooledGradient = FloatBuffer(count: count * width)
    backend.multiply(
      rows: count, columns: width, inner: outputs, output,
      MatrixView(parameters.place(of: weight), stride: width),
      into: MatrixView(pooledGradient.base, stride: width))
    return pooledGradient
  }
}

extension Pivot {
  /// One state a sequence, [N, d], out of `states` [T, d] of sequences of these lengths in order.
  public func pool(_ states: FloatBuffer, lengths: [Int], width: Int) -> FloatBuffer {
    precondition(states.count == lengths.reduce(0, +) * width, "each token has a state")
    let pooled = FloatBuffer(count: lengths.count * width)
    var first = states.base
    for (index, length) in lengths.enumerated() {
      select(width: width, length: length, into: pooled.base + index * width) {
        first + $0 * width
      }
      first += length * width
    }
    return pooled
  }

  /// The way back through `pool`: the gradient [T, d] of the states from that of the pooled ones,
  /// [N, d].
  public func spread(_ gradient: FloatBuffer, lengths: [Int], width: Int) -> FloatBuffer {
    precondition(gradient.count == lengths.count * width, "each sequence has a gradient")
    let result = FloatBuffer(count: lengths.reduce(0, +) * width)
    var first = result.base
    for (index, length) in lengths.enumerated() {
      spread(width: width, length: length, gradient.base + index * width, to: first)
      first += length * width
    }
    return result
  }

  /// The way back through `select`, from the gradient [d] of what was selected to the rows [T, d]
  /// of the sequence's states, which must be zero.
  private func spread(
    width: Int, length: Int, _ gradient: Kernels.Values, to states: Kernels.Values
  ) {
    switch self {
    case .first: states.update(from: gradient, count: width)
    case .last: (states + (length - 1) * width).update(from: gradient, count: width)
    case .mean:
      for token in 0..<length {
        Kernels.scale(width, 1 / Float(length), gradient, states + token * width)
      }
    }
  }
}
