/// A square matrix in double precision, row-major.
struct SquareMatrix: Sendable {
  let size: Int
  var values: [Double]

  init(size: Int, _ values: [Double]) {
    precondition(values.count == size * size, "values must fill the matrix")
    self.size = size
    self.values = values
  }

  /// The factors of a matrix: P A = L U, by Gaussian elimination with partial pivoting.
  struct Factors {
    fileprivate let size: Int
    fileprivate let values: [Double]
    fileprivate let order: [Int]

    /// x with A x = `right`.
    func solve(_ right: [Double]) -> [Double] {
      var x = order.map { right[$0] }
      values.withUnsafeBufferPointer { values in
        for row in 0..<size {
          var sum = x[row]
          for column in 0..<row { sum -= values[row * size + column] * x[column] }
          x[row] = sum
        }
        for row in stride(from: size - 1, through: 0, by: -1) {
          var sum = x[row]
          for column in row + 1..<max(size, row + 1) {
            sum -= values[row * size + column] * x[column]
          }
          x[row] = sum / values[row * size + row]
        }
      }
      return x
    }
  }

  /// The factors; nil for a singular matrix.
  func factors() -> Factors? {
    var (eliminated, order) = (values, Array(0..<size))
    let size = size
    let isRegular = eliminated.withUnsafeMutableBufferPointer { values in
      for column in 0..<size {
        var pivot = column
        for row in column..<size
        where abs(values[row * size + column]) > abs(values[pivot * size + column]) { pivot = row }
        let head = values[pivot * size + column]
        guard head.isFinite, head != 0 else { return false }
        if pivot != column {
          order.swapAt(pivot, column)
          for place in 0..<size {
            values.swapAt(pivot * size + place, column * size + place)
          }
        }
        for row in column + 1..<max(size, column + 1) {
          let factor = values[row * size + column] / values[column * size + column]
          values[row * size + column] = factor
          guard factor != 0 else { continue }
          for place in column + 1..<max(size, column + 1) {
            values[row * size + place] -= factor * values[column * size + place]
          }
        }
      }
      return true
    }
    return isRegular ? Factors(size: size, values: eliminated, order: order) : nil
  }

  /// The transposed matrix.
  var transposed: SquareMatrix {
    SquareMatrix(
      size: size, (0..<size * size).map { values[$0 % size * size + $0 / size] })
  }

  /// The inverse; nil for a singular matrix.
  var inverse: SquareMatrix? {
    guard let factors = factors() else { return nil }
    var rows: [Double] = []
    for place in 0..<size {
      rows += factors.solve((0..<size).map { $0 == place ? 1 : 0 })
    }
    return SquareMatrix(size: size, rows).transposed
  }

  /// The row vector x A.
  func applied(to x: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: size)
    for row in 0..<size {
      for column in 0..<size { result[column] += x[row] * values[row * size + column] }
    }
    return result
  }

  /// The orthogonal matrix next to this one, by Newton's iteration X <- (X + X^-T) / 2 (Higham,
  /// SIAM Journal on Scientific and Statistical Computing 7, 1986); nil for a singular matrix.
  var nearestOrthogonal: SquareMatrix? {
    var current = self
    for _ in 0..<100 {
      guard let inverse = current.inverse?.transposed else { return nil }
      // Frobenius scaling keeps the number of rounds small for badly scaled matrices.
      let scale = (norm(inverse.values) / norm(current.values)).squareRoot()
      var change = 0.0
      let next = zip(current.values, inverse.values).map { (scale * $0 + $1 / scale) / 2 }
      for (one, two) in zip(next, current.values) { change = max(change, abs(one - two)) }
      current.values = next
      if change < 1e-14 { break }
    }
    return current
  }
}
