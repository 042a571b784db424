/// Linear regression with a penalty on the squares of the weights.
public enum RidgeRegression {
  /// W [d, C] = (X^T X + ridge I)^-1 X^T Y, row by row, in double.
  ///
  /// `features` are rows of X [d], `targets` rows of Y [C], as many.
  public static func weights(
    features: [[Float]], targets: [[Double]], width: Int, classes: Int, ridge: Double
  ) -> [Double] {
    precondition(features.count == targets.count, "each row of features has a target")
    var normal = [Double](repeating: 0, count: width * width)
    var right = [Double](repeating: 0, count: width * classes)
    for (x, y) in zip(features, targets) {
      for i in 0..<width {
        let xi = Double(x[i])
        for j in 0...i { normal[i * width + j] += xi * Double(x[j]) }
        for c in 0..<classes { right[i * classes + c] += xi * y[c] }
      }
    }
    for i in 0..<width { normal[i * width + i] += ridge }
    return solveByCholesky(normal, right, size: width, columns: classes)
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
