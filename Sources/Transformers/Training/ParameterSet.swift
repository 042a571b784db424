public import Layers
public import Tensors

/// Named arrays that are trained, in one flat array, and their gradients in another, so that an
/// optimizer passes over them once.
public final class ParameterSet: Sendable {
  /// The arrays, in the order in which they lie.
  public let parameters: [TrainableParameter]
  /// All numbers.
  public let values: FloatBuffer
  /// Their gradients, which backward passes add to.
  public let gradient: FloatBuffer

  init(_ allocator: ParameterAllocator) {
    parameters = allocator.parameters
    values = allocator.initialValues()
    gradient = FloatBuffer(count: values.count)
  }

  /// Numbers in all arrays.
  public var count: Int { values.count }

  /// The array of that name; nil where it is not trained.
  public func named(_ name: String) -> TrainableParameter? {
    parameters.first { $0.name == name }
  }

  /// The numbers of one array.
  public func values(of parameter: TrainableParameter) -> [Float] { values.values(parameter.range) }

  /// Every array where it lies.
  public var arrays: [ParameterArray] {
    parameters.map {
      ParameterArray(name: $0.name, shape: $0.shape, in: values, at: $0.offset)
    }
  }

  /// The gradient of one array.
  public func gradient(of parameter: TrainableParameter) -> [Float] {
    gradient.values(parameter.range)
  }

  /// Sets all gradients to zero.
  public func clearGradient(pool: WorkerPool) {
    pool.forEachPiece(of: count) { [gradient] range in
      (gradient.base + range.lowerBound).update(repeating: 0, count: range.count)
    }
  }

  /// Where the numbers of `weight` lie.
  func place(of weight: Weight) -> Kernels.Values {
    switch weight {
    case .frozen(let place): place
    case .trained(let offset): values.base + offset
    }
  }

  /// Where gradients are added up.
  var target: GradientTarget { GradientTarget(base: gradient.base, first: 0) }
}
