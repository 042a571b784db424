public import Tensors

/// A named array of trained numbers at the place where it lies.
public struct ParameterArray: Sendable {
  /// Parameter path, such as `layers.0.down`.
  public let name: String
  /// Extents, outermost first.
  public let shape: [Int]

  private let buffer: FloatBuffer
  private let offset: Int

  /// Names the elements of `buffer` from `offset` on.
  ///
  /// Traps unless they lie inside.
  public init(name: String, shape: [Int], in buffer: FloatBuffer, at offset: Int) {
    self.name = name
    self.shape = shape
    self.buffer = buffer
    self.offset = offset
    precondition(offset >= 0 && offset + count <= buffer.count, "an array lies in its buffer")
  }

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// A copy of the elements, row-major.
  public var values: [Float] { buffer.values(offset..<offset + count) }

  /// Overwrites all elements.
  ///
  /// Traps unless there are as many values.
  public func fill(_ values: [Float]) {
    precondition(values.count == count, "values fill their array")
    buffer.copy(values, at: offset)
  }
}

extension SideNetwork {
  /// All parameters by name, in the order of the flat array.
  public var arrays: [ParameterArray] {
    shape.blocks.map {
      ParameterArray(name: $0.name, shape: $0.shape, in: parameters, at: $0.offset)
    }
  }
}
