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

  private enum Map {
    case linear(FloatBuffer, MatrixBackend)  // H [d, C]
    case own(OwnHead)
  }

  private let map: Map
  private let width: Int
  private let classes: Int

  init(_ weights: [Float], width: Int, classes: Int, backend: MatrixBackend) {
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

  /// The head of a `kind` that needs no samples; nil for one that is fitted to them.
  static func drawn(
    _ kind: Kind, width: Int, classes: Int, backend: MatrixBackend, seed: Seed, ledger: Ledger?
  ) -> PredictionHead? {
    switch kind {
    case .zero: return .zero(width: width, classes: classes, backend: backend)
    case .random:
      var stream = seed.stream("device.head", ledger: ledger)
      return .random(width: width, classes: classes, backend: backend, stream: &stream)
    case .probe: return nil
    case .own(let head): return PredictionHead(own: head, width: width)
    }
  }

  /// H [d, C], row-major; nil for a model's own head.
  public var weights: [Float]? {
    if case .linear(let weights, _) = map { weights.values } else { nil }
  }

  /// The head of `ProbeFit`: `features` are rows A_L [d]; `targets` rows [C].
  public static func probe(
    features: [[Float]], targets: [[Float]], width: Int, classes: Int, backend: MatrixBackend
  ) -> PredictionHead {
    PredictionHead(
      ProbeFit.weights(features: features, targets: targets, width: width, classes: classes),
      width: width, classes: classes, backend: backend)
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
