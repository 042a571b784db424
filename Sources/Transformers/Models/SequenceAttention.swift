internal import Tensors

/// The memory in which attention reads and writes.
struct AttentionBuffers {
  let projected: FloatBuffer  // [R, P], queries, keys, values
  let mixed: FloatBuffer  // [R, Hq]
  let ordered: FloatBuffer  // [T, P], one sequence's rows in order
  let orderedMix: FloatBuffer  // [T, Hq]
  let scores: FloatBuffer  // [B, T]

  /// Query rows whose scores are in memory at once.
  static let scoreRows = 96
}

extension AttentionBuffers {
  init(_ c: ModelConfiguration, rows: Int, longest: Int) {
    self.init(
      projected: FloatBuffer(count: rows * c.projectionWidth),
      mixed: FloatBuffer(count: rows * c.queryWidth), longest: longest, c)
  }

  /// With given memory for what outlasts a sequence.
  init(projected: FloatBuffer, mixed: FloatBuffer, longest: Int, _ c: ModelConfiguration) {
    self.init(
      projected: projected, mixed: mixed,
      ordered: FloatBuffer(count: longest * c.projectionWidth),
      orderedMix: FloatBuffer(count: longest * c.queryWidth),
      scores: FloatBuffer(count: min(longest, Self.scoreRows) * longest))
  }
}

/// Attention inside one sequence.
///
/// The sequence's rows are first gathered in order, so its arithmetic does not depend on where they
/// lie among others.
struct SequenceAttention {
  let configuration: ModelConfiguration
  let backend: MatrixBackend
  let work: AttentionBuffers
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
  func gather(_ T: Int, _ row: (Int) -> Int) {
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
    let values = work.ordered.base + (c.heads + c.keyValueHeads + group) * width
    for start in stride(from: 0, to: T, by: AttentionBuffers.scoreRows) {
      let rows = min(AttentionBuffers.scoreRows, T - start)
      let scores = weigh(head, start: start, rows: rows, length: T)
      let mixed = work.orderedMix.base + start * c.queryWidth + head * width
      backend.multiply(
        rows: rows, columns: width, inner: scores.stride, scores, MatrixView(values, stride: P),
        into: MatrixView(mixed, stride: c.queryWidth))
    }
  }

  /// softmax(Q K^T) of one head for `rows` queries from `start` on, [rows, columns]; a causal model
  /// has no columns behind the last of these rows, and zeros behind each row's own place.
  func weigh(_ head: Int, start: Int, rows: Int, length T: Int) -> MatrixView {
    let c = configuration
    let (P, width) = (c.projectionWidth, c.headWidth)
    let group = head / (c.heads / c.keyValueHeads)
    let queries = work.ordered.base + head * width
    let keys = work.ordered.base + (c.heads + group) * width
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
    return scores
  }
}
