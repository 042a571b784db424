internal import Tensors

/// Attention inside one sequence.
///
/// The sequence's rows are first gathered in order, so its arithmetic does not depend on where they
/// lie among others.
struct SequenceAttention {
  let configuration: ModelConfiguration
  let backend: MatrixBackend
  let work: ForwardWorkspace
  let rotations: RotaryTable?
  /// Biases of queries, keys and values.
  let bias: UnsafeMutablePointer<Float>
  /// Multiplies the queries, and so the scores.
  let scale: Float

  /// Mixes the values of a sequence of `length` tokens; `row` places its tokens among the rows.
  func run(length T: Int, row: (Int) -> Int) {
    gather(T, row)
    for head in 0..<configuration.heads { mix(head, T) }
    let width = configuration.queryWidth
    for token in 0..<T {
      (work.mixed.base + row(token) * width).update(
        from: work.orderedMix.base + token * width, count: width)
    }
  }

  /// Copies the rows in order, adding biases, scaling queries and rotating queries and keys.
  private func gather(_ T: Int, _ row: (Int) -> Int) {
    let (P, queries) = (configuration.projectionWidth, configuration.queryWidth)
    let turned = configuration.heads + configuration.keyValueHeads
    for token in 0..<T {
      let from = work.projected.base + row(token) * P
      let to = work.ordered.base + token * P
      Kernels.addBias(queries, bias, to: from, scaledBy: scale, into: to)
      Kernels.addBias(
        P - queries, bias + queries, to: from + queries, scaledBy: 1, into: to + queries)
      guard let rotations else { continue }
      // Keys follow queries, so all heads to be turned lie side by side.
      for head in 0..<turned {
        Kernels.rotate(
          half: rotations.half, cosines: rotations.cosines(token), sines: rotations.sines(token),
          to + head * configuration.headWidth)
      }
    }
  }

  /// softmax(Q K^T) V of one head, a block of query rows at a time.
  private func mix(_ head: Int, _ T: Int) {
    let c = configuration
    let (P, width) = (c.projectionWidth, c.headWidth)
    let group = head / (c.heads / c.keyValueHeads)
    let queries = work.ordered.base + head * width
    let keys = work.ordered.base + (c.heads + group) * width
    let values = keys + c.keyValueHeads * width
    for start in stride(from: 0, to: T, by: ForwardWorkspace.scoreRows) {
      let rows = min(ForwardWorkspace.scoreRows, T - start)
      let columns = c.architecture.isCausal ? start + rows : T
      let scores = MatrixView(work.scores.base, stride: columns)
      backend.multiply(
        rows: rows, columns: columns, inner: width, MatrixView(queries + start * P, stride: P),
        MatrixView(keys, stride: P, .transposed), into: scores)
      if c.architecture.isCausal {
        for row in 0..<rows {
          let line = scores.base + row * columns
          let seen = start + row + 1
          Kernels.softmax(rows: 1, columns: seen, stride: columns, line)
          (line + seen).update(repeating: 0, count: columns - seen)
        }
      } else {
        Kernels.softmax(rows: rows, columns: columns, stride: columns, scores.base)
      }
      let mixed = work.orderedMix.base + start * c.queryWidth + head * width
      backend.multiply(
        rows: rows, columns: width, inner: columns, scores, MatrixView(values, stride: P),
        into: MatrixView(mixed, stride: c.queryWidth))
    }
  }
}
