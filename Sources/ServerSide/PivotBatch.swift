internal import Tensors
internal import Wire

/// A batch of samples with pivot activations and prediction differences.
final class PivotBatch: StagedBatch {
  let samples: [Int]
  /// Activations [L, B, d].
  let activations: FloatBuffer
  /// Prediction differences [B, C].
  let targets: FloatBuffer
  private(set) var missing: Int

  private let session: SessionShape

  init(samples: [Int], session: SessionShape, hasValues: Bool) {
    precondition(!samples.isEmpty, "a batch must not be empty")
    self.samples = samples
    self.session = session
    let rows = hasValues ? samples.count : 0
    activations = FloatBuffer(count: session.layers * rows * session.width)
    targets = FloatBuffer(count: rows * session.classes)
    missing = samples.count
  }

  /// An entry holds A_1 to A_L [L, d], then delta [C].
  func fill(_ row: Int, from entry: UnsafeBufferPointer<Float>, tokens: Int) {
    precondition(missing > 0, "a complete batch takes no rows")
    missing -= 1
    guard let base = entry.baseAddress, targets.count > 0 else { return }
    let (layers, width, classes) = (session.layers, session.width, session.classes)
    precondition(entry.count == layers * width + classes, "an entry holds its pivot and delta")
    for layer in 0..<layers {
      let target = activations.base + (layer * samples.count + row) * width
      target.update(from: base + layer * width, count: width)
    }
    (targets.base + row * classes).update(from: base + layers * width, count: classes)
  }
}
