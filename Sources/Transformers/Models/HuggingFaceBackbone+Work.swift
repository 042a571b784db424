public import Determinism
public import Layers
internal import Tensors

extension HuggingFaceBackbone {
  /// Work of a forward pass: matrix products, attention, element-wise passes; and one pass over the
  /// blocks' weights and the states.
  public func forwardWork(lengths: [Int]) -> WorkCount {
    let c = configuration
    // Norms, residuals and biases cost about 20 operations an element, an activation about 30.
    let elements = c.width * 20 + c.projectionWidth * 2 + c.innerWidth * (c.isGated ? 60 : 30)
    let rotations = c.positions.isRotary ? (c.queryWidth + c.keyValueHeads * c.headWidth) * 3 : 0
    let passes = UInt64(c.layers * (elements + rotations))
    let stateElements = c.width * 4 + c.projectionWidth * 2 + c.queryWidth * 2
    let innerElements = c.innerWidth * (c.isGated ? 4 : 2)
    let states = UInt64(c.layers * (stateElements + innerElements) * 4)
    var operations = matrixOperations(lengths: lengths)
    var bytes: UInt64 = 0
    for length in lengths {
      let T = UInt64(length)
      let pairs = UInt64(c.layers) * T * T
      // Exponentials cost about 20 operations.
      operations += T * passes + pairs * UInt64(20 * c.heads)
      bytes += T * states + pairs * UInt64(c.heads * 8)
    }
    return WorkCount(operations: operations, bytes: weightBytes.bytes + bytes)
  }

  /// Operations in matrix products and attention alone: two a multiply-add.
  public func matrixOperations(lengths: [Int]) -> UInt64 {
    let c = configuration
    // Multiply-adds a token, as many as numbers in the matrices.
    let matrices = weights.blocks.flatMap(\.maps).reduce(0) { $0 + $1.inputs * $1.outputs }
    let projection = c.embeddingWidth == c.width ? 0 : c.embeddingWidth * c.width
    let perToken = UInt64(2 * (matrices + projection))
    return lengths.reduce(0) { sum, length in
      let T = UInt64(length)
      // Scores and mixes over all pairs.
      return sum + T * perToken + UInt64(c.layers) * T * T * UInt64(4 * c.queryWidth)
    }
  }

  /// Hidden states, projections, scores and feed-forward activations of the packed batch.
  public func forwardMemory(lengths: [Int]) -> ByteCount {
    ByteCount(
      ForwardWorkspace.bytes(
        configuration, rows: InterleavedRows(lengths: lengths).rows, longest: lengths.max() ?? 0))
  }
}

extension ModelConfiguration.Positions {
  /// Whether queries and keys are rotated.
  var isRotary: Bool {
    if case .rotary = self { true } else { false }
  }
}
