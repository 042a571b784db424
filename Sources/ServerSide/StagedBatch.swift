internal import Tensors
internal import Wire

/// A batch on its way to training: its samples are copied in as they become available.
final class StagedBatch {
  /// Samples, by their number in the order of first arrival.
  let samples: [Int]
  /// Activations [L, B, d].
  let activations: FloatBuffer
  /// Prediction differences [B, C].
  let targets: FloatBuffer
  /// Rows that have not been copied in yet.
  private(set) var missing: Int

  private let session: SessionShape
  private let hasValues: Bool

  init(samples: [Int], session: SessionShape, hasValues: Bool) {
    precondition(!samples.isEmpty, "a batch must not be empty")
    self.samples = samples
    self.session = session
    self.hasValues = hasValues
    let rows = hasValues ? samples.count : 0
    activations = FloatBuffer(count: session.layers * rows * session.width)
    targets = FloatBuffer(count: rows * session.classes)
    missing = samples.count
  }

  /// Copies row `row` from an entry: A_1 to A_L [L, d], then delta [C].
  func fill(_ row: Int, from entry: UnsafePointer<Float>) {
    precondition(missing > 0, "a complete batch takes no rows")
    missing -= 1
    guard hasValues else { return }
    let (layers, width, classes) = (session.layers, session.width, session.classes)
    for layer in 0..<layers {
      let target = activations.base + (layer * samples.count + row) * width
      target.update(from: entry + layer * width, count: width)
    }
    (targets.base + row * classes).update(from: entry + layers * width, count: classes)
  }
}
