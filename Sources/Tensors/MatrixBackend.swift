internal import COpenBLAS

/// Whether a matrix enters a product as it lies in memory or transposed.
public enum MatrixOrientation: Sendable {
  /// As it lies in memory, row-major.
  case plain
  /// Rows and columns exchanged.
  case transposed
}

/// A matrix in memory: row-major, rows `stride` elements apart.
public struct MatrixView {
  /// The first element.
  public var base: UnsafeMutablePointer<Float>
  /// Elements from one row to the next.
  public var stride: Int
  /// How it enters a product.
  public var orientation: MatrixOrientation

  /// Makes a view.
  public init(
    _ base: UnsafeMutablePointer<Float>, stride: Int, _ orientation: MatrixOrientation = .plain
  ) {
    self.base = base
    self.stride = stride
    self.orientation = orientation
  }

  /// The same memory, transposed.
  public var transposed: MatrixView {
    MatrixView(base, stride: stride, orientation == .plain ? .transposed : .plain)
  }
}

/// The code that multiplies matrices.
public enum MatrixBackend: String, Sendable, CaseIterable {
  /// OpenBLAS on one thread; bits depend on its kernel, which the fingerprint names.
  case openBLAS
  /// Plain Swift in a fixed order; the same bits on every machine.
  case reference

  /// C = A B + `keep` C, where A is [rows, inner], B is [inner, columns] and C is [rows, columns].
  public func multiply(
    rows: Int, columns: Int, inner: Int, _ a: MatrixView, _ b: MatrixView, keep: Float = 0,
    into c: MatrixView
  ) {
    precondition(rows >= 0 && columns >= 0 && inner >= 0, "matrix sizes must not be negative")
    precondition(c.orientation == .plain, "a product is written in row-major order")
    guard rows > 0, columns > 0 else { return }
    if inner == 0 || self == .reference {
      multiplyInOrder(rows, columns, inner, a, b, keep, c)
    } else {
      cblas_sgemm(
        CblasRowMajor, a.orientation == .plain ? CblasNoTrans : CblasTrans,
        b.orientation == .plain ? CblasNoTrans : CblasTrans, blasint(rows), blasint(columns),
        blasint(inner), 1, a.base, blasint(a.stride), b.base, blasint(b.stride), keep, c.base,
        blasint(c.stride))
    }
  }
}

/// The algorithm in plain sight: each element is a sum over `inner`, from first to last.
///
/// Multiplication and addition are rounded apart, so that machines with and without fused
/// instructions agree.
private func multiplyInOrder(
  _ rows: Int, _ columns: Int, _ inner: Int, _ a: MatrixView, _ b: MatrixView, _ keep: Float,
  _ c: MatrixView
) {
  let aRow = a.orientation == .plain ? a.stride : 1
  let aInner = a.orientation == .plain ? 1 : a.stride
  let bInner = b.orientation == .plain ? b.stride : 1
  let bColumn = b.orientation == .plain ? 1 : b.stride
  for row in 0..<rows {
    let out = c.base + row * c.stride
    for column in 0..<columns { out[column] = keep == 0 ? 0 : keep * out[column] }
    for k in 0..<inner {
      let factor = a.base[row * aRow + k * aInner]
      let line = b.base + k * bInner
      for column in 0..<columns { out[column] += factor * line[column * bColumn] }
    }
  }
}
