internal import Tensors

/// The way back through the attention inside one sequence.
///
/// For each head, with P = softmax(Q K^T) and O = P V:
///
///     dV = P^T dO    dP = dO V^T    dS = P (dP - sum(P dP))    dQ = dS K    dK = dS^T Q
struct AttentionGradient {
  let attention: SequenceAttention
  let work: ShardWorkspace

  /// From `work.mixedGradient` to `work.projectedGradient`; `row` places the sequence's tokens.
  func run(length T: Int, row: (Int) -> Int) {
    let c = attention.configuration
    let (P, width) = (c.projectionWidth, c.queryWidth)
    attention.gather(T, row)
    for token in 0..<T {
      (work.orderedMixGradient.base + token * width).update(
        from: work.mixedGradient.base + row(token) * width, count: width)
    }
    work.orderedGradient.base.update(repeating: 0, count: T * P)
    for head in 0..<c.heads { unmix(head, T) }
    for token in 0..<T {
      let from = work.orderedGradient.base + token * P
      if let rotations = attention.rotations {
        for head in 0..<c.heads + c.keyValueHeads {
          Kernels.rotateBackward(
            half: rotations.half, cosines: rotations.cosines(token), sines: rotations.sines(token),
            from + head * c.headWidth)
        }
      }
      let to = work.projectedGradient.base + row(token) * P
      Kernels.scale(width, attention.scale, from, to)
      (to + width).update(from: from + width, count: P - width)
    }
  }

  /// One head, a block of query rows at a time.
  private func unmix(_ head: Int, _ T: Int) {
    let (c, backend) = (attention.configuration, attention.backend)
    let (P, width) = (c.projectionWidth, c.headWidth)
    let group = head / (c.heads / c.keyValueHeads)
    // Queries, keys and values of this head, among all.
    let columns = [head, c.heads + group, c.heads + c.keyValueHeads + group].map { $0 * width }
    func view(_ buffer: FloatBuffer, _ part: Int, from row: Int = 0) -> MatrixView {
      MatrixView(buffer.base + row * P + columns[part], stride: P)
    }
    let (ordered, gradient) = (work.ordered, work.orderedGradient)
    for start in stride(from: 0, to: T, by: AttentionBuffers.scoreRows) {
      let rows = min(AttentionBuffers.scoreRows, T - start)
      let weights = attention.weigh(head, start: start, rows: rows, length: T)
      let seen = weights.stride
      let dO = MatrixView(
        work.orderedMixGradient.base + start * c.queryWidth + head * width, stride: c.queryWidth)
      let dS = MatrixView(work.scoreGradient.base, stride: seen)
      backend.multiply(
        rows: seen, columns: width, inner: rows, weights.transposed, dO, keep: 1,
        into: view(gradient, 2))
      backend.multiply(
        rows: rows, columns: seen, inner: width, dO, view(ordered, 2).transposed, into: dS)
      Kernels.softmaxBackward(rows: rows, columns: seen, stride: seen, weights.base, dp: dS.base)
      backend.multiply(
        rows: rows, columns: width, inner: seen, dS, view(ordered, 1),
        into: view(gradient, 0, from: start))
      backend.multiply(
        rows: seen, columns: width, inner: rows, dS.transposed, view(ordered, 0, from: start),
        keep: 1, into: view(gradient, 1))
    }
  }
}
