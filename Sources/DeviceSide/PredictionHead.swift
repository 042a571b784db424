public import Determinism
internal import Layers
public import Tensors
public import Transformers

/// The backbone's own prediction y_b = softmax(A_L H).
///
/// The head never leaves the device.
public struct PredictionHead: Sendable {
  /// How the head comes about.
  public enum Kind: Sendable {
    /// H = 0: every class is equally likely.
    case zero
    /// H ~ N(0, 1/d).
    case random
    /// Ridge regression on the first local samples.
    case probe
    /// What the model's authors trained, which the server also knows.
    case own(OwnHead)

    /// A head of the same cost where nobody looks at its values.
    var withoutValues: Kind {
      if case .own = self { self } else { .zero }
    }

    /// Work of a prediction for one sample.
    func operationsPerSample(_ width: Int, _ classes: Int) -> UInt64 {
      if case .own(let head) = self { head.operations } else { UInt64(2 * width * classes) }
    }
  }

  /// Samples that a probe is fitted on, at most.
  public static let probeSamples = 256
  private static let ridge = 10.0
  private static let probeScale = 8.0

  private enum Map {
    case linear(FloatBuffer, MatrixBackend)  // H [d, C]
    case own(OwnHead)
  }

  private let map: Map
  private let width: Int
  private let classes: Int

  private init(_ weights: [Float], width: Int, classes: Int, backend: MatrixBackend) {
    precondition(weights.count == width * classes, "a head maps d features to C classes")
    map = .linear(FloatBuffer(weights), backend)
    self.width = width
    self.classes = classes
  }

  /// A model's own head for states of `width`.
  public init(own head: OwnHead, width: Int) {
    map = .own(head)
    self.width = width
    classes = head.classes
  }

  /// The head of zeros.
  public static func zero(width: Int, classes: Int, backend: MatrixBackend) -> PredictionHead {
    PredictionHead(
      [Float](repeating: 0, count: width * classes), width: width, classes: classes,
      backend: backend)
  }

  /// A head drawn from `stream`.
  public static func random(
    width: Int, classes: Int, backend: MatrixBackend, stream: inout RandomStream
  ) -> PredictionHead {
    PredictionHead(
      stream.normals(width * classes, deviation: 1 / Double(width).squareRoot()), width: width,
      classes: classes, backend: backend)
  }

  /// Ridge regression (X^T X + 10 I)^-1 X^T (Y - 1/C), scaled by 8, in double.
  ///
  /// `features` are rows A_L [d]; `targets` rows [C].
  public static func probe(
    features: [[Float]], targets: [[Float]], width: Int, classes: Int, backend: MatrixBackend
  ) -> PredictionHead {
    precondition(features.count == targets.count, "each probe sample has a target")
    var normal = [Double](repeating: 0, count: width * width)
    var right = [Double](repeating: 0, count: width * classes)
    for (x, y) in zip(features, targets) {
      for i in 0..<width {
        let xi = Double(x[i])
        for j in 0...i { normal[i * width + j] += xi * Double(x[j]) }
        for c in 0..<classes { right[i * classes + c] += xi * (Double(y[c]) - 1 / Double(classes)) }
      }
    }
    for i in 0..<width { normal[i * width + i] += ridge }
    let solution = solveByCholesky(normal, right, size: width, columns: classes)
    return PredictionHead(
      solution.map { Float($0 * probeScale) }, width: width, classes: classes, backend: backend)
  }

  /// y_b for rows of last-layer states [d], [N, C] as one row each.
  public func predictions(_ features: [[Float]]) -> [[Float]] {
    guard !features.isEmpty else { return [] }
    let output: FloatBuffer
    switch map {
    case .own(let head): output = FloatBuffer(head.logits(of: features).flatMap { $0 })
    case .linear(let weights, let backend):
      let input = FloatBuffer(features.flatMap { $0 })
      output = FloatBuffer(count: features.count * classes)
      backend.multiply(
        rows: features.count, columns: classes, inner: width,
        MatrixView(input.base, stride: width), MatrixView(weights.base, stride: classes),
        into: MatrixView(output.base, stride: classes))
    }
    softmaxRows(output, rows: features.count, columns: classes)
    return (0..<features.count).map { output.values($0 * classes..<($0 + 1) * classes) }
  }

  /// Work of fitting a probe on `samples` rows.
  static func probeOperations(samples: Int, width: Int, classes: Int) -> UInt64 {
    UInt64(samples * width * (width + 2 * classes)) + UInt64(width * width * width / 3)
      + UInt64(2 * width * width * classes)
  }
}

/// Solves A X = B for a symmetric positive definite A, of which the lower triangle is given.
private func solveByCholesky(
  _ matrix: [Double], _ right: [Double], size: Int, columns: Int
) -> [Double] {
  var lower = matrix
  var x = right
  for i in 0..<size {
    for j in 0...i {
      var sum = lower[i * size + j]
      for k in 0..<j { sum -= lower[i * size + k] * lower[j * size + k] }
      lower[i * size + j] = i == j ? sum.squareRoot() : sum / lower[j * size + j]
    }
  }
  for i in 0..<size {
    for c in 0..<columns {
      var sum = x[i * columns + c]
      for k in 0..<i { sum -= lower[i * size + k] * x[k * columns + c] }
      x[i * columns + c] = sum / lower[i * size + i]
    }
  }
  for i in stride(from: size - 1, through: 0, by: -1) {
    for c in 0..<columns {
      var sum = x[i * columns + c]
      for k in i + 1..<max(size, i + 1) { sum -= lower[k * size + i] * x[k * columns + c] }
      x[i * columns + c] = sum / lower[i * size + i]
    }
  }
  return x
}
