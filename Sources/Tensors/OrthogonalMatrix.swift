public import Determinism

/// A square matrix Q whose rows are orthonormal.
public struct OrthogonalMatrix: Sendable {
  /// Rows, n.
  public let order: Int
  private let values: FloatBuffer  // Q [n, n]

  /// Draws from the Haar measure: Q of the QR decomposition of normal numbers whose R has a
  /// positive diagonal (Mezzadri, Notices of the AMS 54, 2007, arXiv math-ph/0609050).
  ///
  /// Gram and Schmidt's method gives that very Q; each row is cleaned twice, which is enough for
  /// orthogonality to the last bits (Giraud et al., Numerische Mathematik 101, 2005).
  public init(haarOf order: Int, stream: inout RandomStream) {
    precondition(order > 0, "a matrix has rows")
    self.order = order
    var rows: [[Double]] = []
    for _ in 0..<order {
      var row = (0..<order).map { _ in stream.nextNormal() }
      for _ in 0..<2 {
        for earlier in rows { Self.subtract(Self.dot(row, earlier), earlier, from: &row) }
      }
      let norm = Self.dot(row, row).squareRoot()
      for index in row.indices { row[index] /= norm }
      rows.append(row)
    }
    values = FloatBuffer(rows.flatMap { $0.map { Float($0) } })
  }

  /// Bytes in memory.
  public var byteCount: Int { 4 * order * order }

  /// Q v for each v of `vectors`, [m, n] row-major.
  public func applied(to vectors: [Float], backend: MatrixBackend) -> [Float] {
    product(vectors, MatrixView(values.base, stride: order).transposed, backend)
  }

  /// Q^T v for each v of `vectors`, [m, n] row-major: takes `applied` back.
  public func inverted(_ vectors: [Float], backend: MatrixBackend) -> [Float] {
    product(vectors, MatrixView(values.base, stride: order), backend)
  }

  private func product(
    _ vectors: [Float], _ matrix: MatrixView, _ backend: MatrixBackend
  ) -> [Float] {
    precondition(vectors.count.isMultiple(of: order), "vectors have the matrix's order")
    let input = FloatBuffer(vectors)
    let output = FloatBuffer(count: vectors.count)
    backend.multiply(
      rows: vectors.count / order, columns: order, inner: order,
      MatrixView(input.base, stride: order), matrix, into: MatrixView(output.base, stride: order))
    return output.values
  }

  /// In eight sums, always the same ones.
  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        var sums = SIMD8<Double>.zero
        let whole = left.count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) {
          var a = SIMD8<Double>.zero
          var b = SIMD8<Double>.zero
          for lane in 0..<8 {
            a[lane] = left[start + lane]
            b[lane] = right[start + lane]
          }
          sums += a * b
        }
        var sum = 0.0
        for lane in 0..<8 { sum += sums[lane] }
        for index in whole..<left.count { sum += left[index] * right[index] }
        return sum
      }
    }
  }

  private static func subtract(_ factor: Double, _ row: [Double], from target: inout [Double]) {
    row.withUnsafeBufferPointer { row in
      target.withUnsafeMutableBufferPointer { target in
        for index in row.indices { target[index] -= factor * row[index] }
      }
    }
  }
}
