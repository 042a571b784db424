public import Tensors

extension FloatBuffer {
  /// Activations [L, T, d] of sequences of these lengths as one array [L, R, d].
  public static func joined(
    _ sequences: [some Collection<Float>], _ lengths: [Int], layers: Int, width: Int
  ) -> FloatBuffer {
    let rows = lengths.reduce(0, +)
    let result = FloatBuffer(count: layers * rows * width)
    var first = 0
    for (values, length) in zip(sequences, lengths) {
      precondition(values.count == layers * length * width, "each token has its activations")
      let copied: Void? = values.withContiguousStorageIfAvailable { source in
        guard let base = source.baseAddress else { return }
        for layer in 0..<layers {
          (result.base + (layer * rows + first) * width).update(
            from: base + layer * length * width, count: length * width)
        }
      }
      precondition(copied != nil, "activations lie in one piece")
      first += length
    }
    return result
  }
}
