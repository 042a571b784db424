internal import Determinism
public import Tensors

/// What outputs z [N, C] should be, and how far from it they are.
public enum TrainingObjective: Sendable {
  /// Softmax cross-entropy with one class a sample: -mean_n log softmax(z_n)[y_n].
  case crossEntropy(labels: [Int])
  /// Squared distance from targets [N, C]: mean_n ||z_n - t_n||^2.
  case squaredError(targets: FloatBuffer)

  /// The loss of `outputs` [samples, classes], and its gradient dz of the same shape.
  ///
  /// Losses are added up in double; where outputs are no finite numbers, the loss is none. Traps on
  /// labels and targets of another shape.
  public func loss(
    _ outputs: FloatBuffer, samples: Int, classes: Int
  ) -> (value: Double, gradient: FloatBuffer) {
    precondition(samples > 0 && outputs.count == samples * classes, "outputs missing")
    switch self {
    case .crossEntropy(let labels):
      precondition(
        labels.count == samples && labels.allSatisfy { (0..<classes).contains($0) },
        "each sample has a label among the classes")
      return Self.crossEntropy(outputs, labels, classes)
    case .squaredError(let targets):
      precondition(targets.count == outputs.count, "each output has a target")
      return Self.squaredError(outputs, targets, samples)
    }
  }

  /// dz = (softmax(z) - onehot(y)) / N.
  private static func crossEntropy(
    _ outputs: FloatBuffer, _ labels: [Int], _ classes: Int
  ) -> (Double, FloatBuffer) {
    let gradient = FloatBuffer(outputs.values)
    Kernels.softmax(rows: labels.count, columns: classes, stride: classes, gradient.base)
    Kernels.scale(gradient.count, 1 / Float(labels.count), gradient.base, gradient.base)
    var total = 0.0
    for (sample, label) in labels.enumerated() {
      gradient.base[sample * classes + label] -= 1 / Float(labels.count)
      let row = (0..<classes).map { Double(outputs.base[sample * classes + $0]) }
      guard row.allSatisfy(\.isFinite) else {
        // Training has diverged, which is the run's result and nobody's mistake.
        total = .nan
        continue
      }
      let top = row.max() ?? 0
      let sum = row.reduce(0) { $0 + DeterministicMath.exp($1 - top) }
      total += top + DeterministicMath.log(sum) - row[label]
    }
    return (total / Double(labels.count), gradient)
  }

  /// dz = 2 (z - t) / N.
  private static func squaredError(
    _ outputs: FloatBuffer, _ targets: FloatBuffer, _ samples: Int
  ) -> (Double, FloatBuffer) {
    let gradient = FloatBuffer(count: outputs.count)
    var total = 0.0
    for index in 0..<outputs.count {
      let difference = outputs.base[index] - targets.base[index]
      total += Double(difference) * Double(difference)
      gradient.base[index] = 2 / Float(samples) * difference
    }
    return (total / Double(samples), gradient)
  }
}
