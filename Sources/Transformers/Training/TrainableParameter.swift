internal import Tensors

/// One named array among those that are trained.
public struct TrainableParameter: Hashable, Sendable {
  /// Its name: a backbone's own arrays have Hugging Face's, without prefix.
  public let name: String
  /// Extents, outermost first.
  public let shape: [Int]
  /// Its first element among all trained numbers.
  public let offset: Int

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// Its elements among all trained numbers.
  public var range: Range<Int> { offset..<offset + count }
}

/// An array of weights: frozen where it lies, or trained at a place among all trained numbers.
enum Weight: @unchecked Sendable {
  case frozen(Kernels.Values)
  case trained(offset: Int)

  var isTrained: Bool {
    if case .trained = self { true } else { false }
  }
}

/// Gives trained arrays their places, one behind the other.
struct ParameterAllocator {
  private(set) var parameters: [TrainableParameter] = []
  private(set) var count = 0
  private var fillings: [(offset: Int, fill: (Kernels.Values) -> Void)] = []

  /// A place for an array whose first values `fill` writes.
  mutating func add(
    _ name: String, _ shape: [Int], fill: @escaping (Kernels.Values) -> Void
  ) -> Weight {
    let parameter = TrainableParameter(name: name, shape: shape, offset: count)
    parameters.append(parameter)
    fillings.append((count, fill))
    count += parameter.count
    return .trained(offset: parameter.offset)
  }

  /// All trained numbers with their first values.
  func initialValues() -> FloatBuffer {
    let values = FloatBuffer(count: count)
    for (offset, fill) in fillings { fill(values.base + offset) }
    return values
  }
}
