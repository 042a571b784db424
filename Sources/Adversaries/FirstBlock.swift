internal import Determinism
internal import Tensors
internal import Transformers

/// The first block of the embedded backbone, read backwards: from what leaves it to what attention
/// added, in double precision.
struct FirstBlock: Sendable {
  private static let epsilon = 1e-5
  private static let rounds = 40
  /// Weak directions of Wo that are looked past, at most.
  private static let blurredMax = 4

  let width: Int
  let heads: Int
  /// Positions that the backbone has.
  let positions: Int
  private let backbone: EmbeddedBackbone
  private let expand: SquareMatrix.Rectangle  // [d, 4d]
  private let contract: SquareMatrix.Rectangle  // [4d, d]
  private let attention: SquareMatrix.Rectangle  // [d, 3d]
  private let outInverse: SquareMatrix  // Wo^-1 [d, d]

  /// Opens the first block; nil where the activations after it are normed, or Wo has no inverse.
  init?(_ backbone: EmbeddedBackbone) {
    guard backbone.layers > 1, let block = backbone.blocks.first else { return nil }
    let d = backbone.width
    guard
      let inverse = SquareMatrix(size: d, doubles(block.attentionOut.values)).inverse
    else { return nil }
    self.backbone = backbone
    width = d
    heads = backbone.shape.heads
    positions = backbone.maxLength
    expand = .init(columns: 4 * d, doubles(block.expand.values))
    contract = .init(columns: d, doubles(block.contract.values))
    attention = .init(columns: 3 * d, doubles(block.attention.values))
    outInverse = inverse
  }

  /// The input of the first block: embedding and position, [d].
  func input(token: Int, position: Int) -> [Double] {
    let token = backbone.embeddings.values(token * width..<(token + 1) * width)
    let place = backbone.positions.values(position * width..<(position + 1) * width)
    return zip(token, place).map { Double($0 + $1) }
  }

  /// Query, key and value of an input, [d] each.
  func heads(of input: [Double]) -> (query: [Double], key: [Double], value: [Double]) {
    let all = attention.applied(to: normed(input).values)
    return (
      Array(all[..<width]), Array(all[width..<2 * width]), Array(all[(2 * width)...])
    )
  }

  /// What attention mixed, before Wo: x Wo^-1.
  func beforeOut(_ x: [Double]) -> [Double] { outInverse.applied(to: x) }

  /// Directions [d] in which Wo^-1 enlarges rounding the most, restricted to one head each and
  /// orthogonal: what a mixture says along them is not to be trusted.
  func blurredDirections() -> [[Double]] {
    let headWidth = width / heads
    let back = outInverse.transposed
    var stream = Seed(0).stream("adversary.blur", ledger: nil)
    var weak: [[Double]] = []
    for _ in 0..<min(Self.blurredMax, headWidth / 4) {
      var direction = unit((0..<width).map { _ in stream.nextNormal() })
      for _ in 0..<Self.rounds {
        direction = unit(
          outInverse.applied(to: back.applied(to: Self.without(weak, direction))))
      }
      weak.append(unit(Self.without(weak, direction)))
    }
    var blurred: [[Double]] = []
    for direction in weak {
      for head in 0..<heads {
        let part = direction.indices.map { $0 / headWidth == head ? direction[$0] : 0 }
        blurred.append(unit(Self.without(blurred, part)))
      }
    }
    return blurred
  }

  /// The vector without its parts along orthogonal directions of length one.
  static func without(_ directions: [[Double]], _ vector: [Double]) -> [Double] {
    directions.reduce(vector) { rest, direction in
      let part = dot(rest, direction)
      return zip(rest, direction).map { $0 - part * $1 }
    }
  }

  /// h with h + MLP(LN(h)) = `output`, by Newton's method with halved steps.
  ///
  /// Nil where no start converges to `tolerance` in the largest entry.
  func beforeMLP(_ output: [Double], tolerance: Double) -> [Double]? {
    for start in [1, 0.8, 1.25, 0.6] {
      if let h = newton(output, from: output.map { $0 * start }, tolerance) { return h }
    }
    return nil
  }

  private func newton(
    _ output: [Double], from start: [Double], _ tolerance: Double
  ) -> [Double]? {
    var h = start
    var (error, slope) = residual(h, output)
    for _ in 0..<Self.rounds {
      if largest(error) <= tolerance { return h }
      guard let step = jacobian(h, slope).factors()?.solve(error) else { return nil }
      var length = 1.0
      var isBetter = false
      while length > 1e-3, !isBetter {
        let next = zip(h, step).map { $0 - length * $1 }
        let (nextError, nextSlope) = residual(next, output)
        if norm(nextError) < norm(error) {
          (h, error, slope, isBetter) = (next, nextError, nextSlope, true)
        }
        length /= 2
      }
      // Steps stop helping at the rounding of float32.
      if !isBetter { return largest(error) <= 10 * tolerance ? h : nil }
    }
    return nil
  }

  private func largest(_ vector: [Double]) -> Double { vector.reduce(0) { max($0, abs($1)) } }

  /// h + MLP(LN(h)) - output, and gelu' at the MLP's inner values [4d].
  private func residual(
    _ h: [Double], _ output: [Double]
  ) -> (error: [Double], slope: [Double]) {
    let inner = FloatBuffer(expand.applied(to: normed(h).values).map(Float.init))
    let slope = FloatBuffer(count: inner.count)
    Kernels.gelu(inner.count, inner.base, inner.base, slope: slope.base)
    let added = contract.applied(to: doubles(inner.values))
    return (h.indices.map { h[$0] + added[$0] - output[$0] }, doubles(slope.values))
  }

  /// The derivative of h + MLP(LN(h)), transposed, so that J x = r is solved for column vectors.
  private func jacobian(_ h: [Double], _ slope: [Double]) -> SquareMatrix {
    let d = width
    let (y, scale) = normed(h)
    // W1 diag(gelu') W2, [d, d]; single precision does for a direction.
    let left = FloatBuffer(
      expand.values.indices.map { Float(expand.values[$0] * slope[$0 % (4 * d)]) })
    let right = FloatBuffer(contract.values.map(Float.init))
    let product = FloatBuffer(count: d * d)
    backbone.backend.multiply(
      rows: d, columns: d, inner: 4 * d, MatrixView(left.base, stride: 4 * d),
      MatrixView(right.base, stride: d), into: MatrixView(product.base, stride: d))
    let inner = doubles(product.values)
    // d LN = (I - 1/d - y y^T / d) / s, applied from the left.
    var means = [Double](repeating: 0, count: d)
    var projected = [Double](repeating: 0, count: d)
    for row in 0..<d {
      for column in 0..<d {
        means[column] += inner[row * d + column] / Double(d)
        projected[column] += y[row] * inner[row * d + column] / Double(d)
      }
    }
    var values = [Double](repeating: 0, count: d * d)
    for row in 0..<d {
      for column in 0..<d {
        let change = inner[row * d + column] - means[column] - y[row] * projected[column]
        values[column * d + row] = change * scale + (row == column ? 1 : 0)
      }
    }
    return SquareMatrix(size: d, values)
  }

  /// LayerNorm without gain and bias, and one over the deviation.
  private func normed(_ x: [Double]) -> (values: [Double], scale: Double) {
    let mean = x.reduce(0, +) / Double(x.count)
    let square = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    let scale = 1 / (square + Self.epsilon).squareRoot()
    return (x.map { ($0 - mean) * scale }, scale)
  }
}

extension SquareMatrix {
  /// A matrix in double precision of any shape, row-major.
  struct Rectangle: Sendable {
    let columns: Int
    let values: [Double]

    init(columns: Int, _ values: [Double]) {
      self.columns = columns
      self.values = values
    }

    /// The row vector x A.
    func applied(to x: [Double]) -> [Double] {
      var result = [Double](repeating: 0, count: columns)
      values.withUnsafeBufferPointer { values in
        for row in x.indices {
          let factor = x[row]
          for column in 0..<columns { result[column] += factor * values[row * columns + column] }
        }
      }
      return result
    }
  }
}
