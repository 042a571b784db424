internal import Tensors

/// Linear maps and norms, forth and back.
extension ShardPass {
  func values(_ weight: Weight) -> Kernels.Values { model.parameters.place(of: weight) }

  /// W [in, out].
  private func view(_ map: TrainableMap) -> MatrixView {
    map.isInputMajor
      ? MatrixView(values(map.weight), stride: map.outputs)
      : MatrixView(values(map.weight), stride: map.inputs, .transposed)
  }

  /// y = x W + (alpha / r) (x A^T) B^T + keep y, without bias; `updates` receive the products in
  /// brackets, with their factor.
  func apply(
    _ map: TrainableMap, _ x: Kernels.Values, keep: Float = 0, stride: Int? = nil,
    into y: Kernels.Values, updates: [FloatBuffer] = []
  ) {
    let stride = stride ?? map.outputs
    let input = MatrixView(x, stride: map.inputs)
    model.backend.independentOfRows(columns: map.outputs).multiply(
      rows: rows, columns: map.outputs, inner: map.inputs, input, view(map), keep: keep,
      into: MatrixView(y, stride: stride))
    for update in map.updates {
      let inner = MatrixView(updates[update.slot].base, stride: update.rank)
      model.backend.multiply(
        rows: rows, columns: update.rank, inner: map.inputs, input,
        MatrixView(values(update.down), stride: map.inputs, .transposed), into: inner)
      Kernels.scale(rows * update.rank, update.factor, inner.base, inner.base)
      model.backend.multiply(
        rows: rows, columns: update.columns.count, inner: update.rank, inner,
        MatrixView(values(update.up), stride: update.rank, .transposed), keep: 1,
        into: MatrixView(y + update.columns.lowerBound, stride: stride))
    }
  }

  /// The way back, which adds to the gradients of W, A and B.
  ///
  /// dx = dy W^T + (alpha / r) dy B A + keep dx, where it is wanted.
  func applyBackward(
    _ map: TrainableMap, dy: Kernels.Values, stride: Int? = nil, _ x: Kernels.Values,
    keep: Float = 0, into dx: Kernels.Values?, updates: [FloatBuffer] = []
  ) {
    let (stride, backend) = (stride ?? map.outputs, model.backend)
    let (input, output) = (MatrixView(x, stride: map.inputs), MatrixView(dy, stride: stride))
    if let dW = target.place(of: map.weight) {
      let (left, right) = map.isInputMajor ? (input, output) : (output, input)
      let (major, minor) = map.isInputMajor ? (map.inputs, map.outputs) : (map.outputs, map.inputs)
      backend.multiply(
        rows: major, columns: minor, inner: rows, left.transposed, right, keep: 1,
        into: MatrixView(dW, stride: minor))
    }
    if let dx {
      backend.multiply(
        rows: rows, columns: map.inputs, inner: map.outputs, output, view(map).transposed,
        keep: keep, into: MatrixView(dx, stride: map.inputs))
    }
    for update in map.updates {
      applyBackward(
        update, inputs: map.inputs, dy: MatrixView(dy + update.columns.lowerBound, stride: stride),
        input, into: dx, MatrixView(updates[update.slot].base, stride: update.rank))
    }
  }

  /// With t = (alpha / r) x A^T: dB += dy^T t; dt = (alpha / r) dy B; dA += dt^T x; dx += dt A.
  private func applyBackward(
    _ update: LowRankUpdate, inputs: Int, dy: MatrixView, _ x: MatrixView,
    into dx: Kernels.Values?, _ t: MatrixView
  ) {
    let (rank, outputs, backend) = (update.rank, update.columns.count, model.backend)
    let dt = MatrixView(work.lowRank.base, stride: rank)
    if let dB = target.place(of: update.up) {
      backend.multiply(
        rows: outputs, columns: rank, inner: rows, dy.transposed, t, keep: 1,
        into: MatrixView(dB, stride: rank))
    }
    backend.multiply(
      rows: rows, columns: rank, inner: outputs, dy, MatrixView(values(update.up), stride: rank),
      into: dt)
    Kernels.scale(rows * rank, update.factor, dt.base, dt.base)
    if let dA = target.place(of: update.down) {
      backend.multiply(
        rows: rank, columns: inputs, inner: rows, dt.transposed, x, keep: 1,
        into: MatrixView(dA, stride: inputs))
    }
    if let dx {
      backend.multiply(
        rows: rows, columns: inputs, inner: rank, dt,
        MatrixView(values(update.down), stride: inputs), keep: 1,
        into: MatrixView(dx, stride: inputs))
    }
  }

  /// y += bias, for all rows.
  func addBias(_ map: TrainableMap, to y: Kernels.Values) {
    guard let bias = map.bias else { return }
    Kernels.addBias(rows: rows, width: map.outputs, values(bias), then: .identity, y)
  }

  /// Adds the rows of dy to the gradient of the bias.
  func addBiasBackward(_ map: TrainableMap, dy: Kernels.Values, stride: Int? = nil) {
    guard let bias = map.bias, let place = target.place(of: bias) else { return }
    Kernels.sumRows(
      rows: rows, width: map.outputs, stride: stride ?? map.outputs, dy, into: place)
  }

  /// The bias of a map, zeros where it has none.
  func bias(_ map: TrainableMap) -> Kernels.Values { map.bias.map(values) ?? model.zeros.base }

  /// y = norm(x).
  func normalize(
    _ norm: TrainableNorm, _ x: Kernels.Values, into y: Kernels.Values, _ tape: NormTape
  ) {
    let epsilon = Float(model.configuration.normEpsilon)
    switch model.configuration.normKind {
    case .layer:
      Kernels.layerNorm(
        rows: rows, width: width, epsilon: epsilon, x, gain: values(norm.gain),
        bias: values(norm.bias), into: y, normal: tape.normal.base, scale: tape.scale.base)
    case .rootMeanSquare:
      Kernels.rmsNorm(
        rows: rows, width: width, epsilon: epsilon, x, gain: values(norm.gain), into: y,
        normal: tape.normal.base, scale: tape.scale.base)
    }
  }

  /// The way back; dx may be dy.
  func normalizeBackward(
    _ norm: TrainableNorm, _ dy: Kernels.Values, into dx: Kernels.Values, _ tape: NormTape
  ) {
    switch model.configuration.normKind {
    case .layer:
      Kernels.layerNormBackward(
        rows: rows, width: width, dy, gain: values(norm.gain), normal: tape.normal.base,
        scale: tape.scale.base, dx: dx, dgain: target.place(of: norm.gain),
        dbias: target.place(of: norm.bias))
    case .rootMeanSquare:
      Kernels.rmsNormBackward(
        rows: rows, width: width, dy, gain: values(norm.gain), normal: tape.normal.base,
        scale: tape.scale.base, dx: dx, dgain: target.place(of: norm.gain))
    }
  }
}
