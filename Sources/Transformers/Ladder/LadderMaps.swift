internal import Determinism
internal import Tensors

/// Gates, maps and head of a ladder in one set of parameters.
struct LadderMaps {
  /// Where they lie.
  struct Places {
    let alpha: Weight  // [L]
    let down: [TrainableMap]  // d -> d', one a level from 0 to L
    let up: TrainableMap  // d' -> d
    let head: TrainableMap  // d -> C
  }

  let parameters: ParameterSet
  let places: Places

  /// Draws the maps ~ N(0, 1 / inputs), the head ~ N(0, 0.02^2); gates and biases are zero.
  init(_ shape: LadderShape, _ draws: LadderDraws) {
    let (places, allocator) = Self.layout(shape, draws)
    self.places = places
    parameters = ParameterSet(allocator)
  }

  /// Places for all of them.
  static func layout(
    _ shape: LadderShape, _ draws: LadderDraws
  ) -> (Places, ParameterAllocator) {
    var allocator = ParameterAllocator()
    let alpha = allocator.add("alpha", [shape.layers]) { _ in }
    let down = (0...shape.layers).map {
      draws.map("down.\($0)", shape.width, shape.narrow, in: &allocator)
    }
    let up = draws.map("up", shape.narrow, shape.width, in: &allocator)
    let head = draws.map("head", shape.width, shape.classes, deviation: 0.02, in: &allocator)
    return (Places(alpha: alpha, down: down, up: up, head: head), allocator)
  }

  /// mu_i = sigmoid(alpha_i / T), computed in double.
  func gate(_ layer: Int, temperature: Double) -> Float {
    let alpha = Double(parameters.place(of: places.alpha)[layer])
    return Float(1 / (1 + DeterministicMath.exp(-alpha / temperature)))
  }

  /// y = x W + b, for all rows.
  func apply(
    _ map: TrainableMap, rows: Int, _ x: Kernels.Values, _ backend: MatrixBackend
  ) -> FloatBuffer {
    let y = FloatBuffer(count: rows * map.outputs)
    backend.multiply(
      rows: rows, columns: map.outputs, inner: map.inputs, MatrixView(x, stride: map.inputs),
      MatrixView(parameters.place(of: map.weight), stride: map.outputs),
      into: MatrixView(y.base, stride: map.outputs))
    if let bias = map.bias {
      Kernels.addBias(
        rows: rows, width: map.outputs, parameters.place(of: bias), then: .identity, y.base)
    }
    return y
  }

  /// Adds to the gradients of W and b: dW += x^T dy, db += the rows of dy.
  func addGradient(
    _ map: TrainableMap, rows: Int, dy: Kernels.Values, _ x: Kernels.Values,
    _ backend: MatrixBackend
  ) {
    let target = parameters.target
    guard let dW = target.place(of: map.weight), let bias = map.bias,
      let db = target.place(of: bias)
    else { preconditionFailure("all maps of a ladder are trained") }
    backend.multiply(
      rows: map.inputs, columns: map.outputs, inner: rows,
      MatrixView(x, stride: map.inputs).transposed, MatrixView(dy, stride: map.outputs), keep: 1,
      into: MatrixView(dW, stride: map.outputs))
    Kernels.sumRows(rows: rows, width: map.outputs, stride: map.outputs, dy, into: db)
  }

  /// dx = dy W^T.
  func inputGradient(
    _ map: TrainableMap, rows: Int, dy: Kernels.Values, _ backend: MatrixBackend
  ) -> FloatBuffer {
    let dx = FloatBuffer(count: rows * map.inputs)
    backend.multiply(
      rows: rows, columns: map.inputs, inner: map.outputs, MatrixView(dy, stride: map.outputs),
      MatrixView(parameters.place(of: map.weight), stride: map.outputs).transposed,
      into: MatrixView(dx.base, stride: map.inputs))
    return dx
  }
}
