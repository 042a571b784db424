public import Tensors

/// Softmax over each row of [rows, columns], in place.
public func softmaxRows(_ values: FloatBuffer, rows: Int, columns: Int) {
  precondition(values.count >= rows * columns, "rows must lie inside their buffer")
  Kernels.softmax(rows: rows, columns: columns, stride: columns, values.base)
}

/// The index of the largest of `values`; the first one among equals.
public func argumentOfMaximum(_ values: some Collection<Float>) -> Int {
  precondition(!values.isEmpty, "an empty row has no largest element")
  var best = 0
  var top = -Float.infinity
  for (index, value) in values.enumerated() where value > top {
    top = value
    best = index
  }
  return best
}
