internal import Foundation
public import Tensors

extension EmbeddedBackbone {
  /// Sequences in one packed group.
  ///
  /// Fixed, so that the partition does not depend on workers.
  private static let groupSize = 8

  /// Pivot states of each sequence, [L + 1, d] each.
  public func pivotStates(
    of sequences: [[Int]], pivot: Pivot, pool: WorkerPool, progress: ((Int) -> Void)? = nil
  ) -> [[Float]] {
    let area = (shape.layers + 1) * shape.width
    let result = FloatBuffer(count: sequences.count * area)
    forward(sequences, pool: pool) { [shape] index, level, length, states in
      pivot.select(
        width: shape.width, length: length, into: result.base + index * area + level * shape.width
      ) { states + $0 * shape.width }
    }
    progress?(sequences.count)
    return (0..<sequences.count).map { result.values($0 * area..<($0 + 1) * area) }
  }

  /// All hidden states of each sequence, [L + 1, T, d] each.
  public func hiddenStates(of sequences: [[Int]], pool: WorkerPool) -> [[Float]] {
    let results = sequences.map {
      FloatBuffer(count: (shape.layers + 1) * $0.count * shape.width)
    }
    forward(sequences, pool: pool) { [shape] index, level, length, states in
      let area = length * shape.width
      (results[index].base + level * area).update(from: states, count: area)
    }
    return results.map(\.values)
  }

  /// Calls `keep` with each sequence's place among all, a level, its length, and its states of that
  /// level [T, d].
  private func forward(
    _ sequences: [[Int]], pool: WorkerPool,
    keep: @Sendable (Int, Int, Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    let groups = (sequences.count + Self.groupSize - 1) / Self.groupSize
    pool.forEach(groups) { group in
      let first = group * Self.groupSize
      let range = first..<min(first + Self.groupSize, sequences.count)
      forward(Array(sequences[range])) { keep(first + $0, $1, $2, $3) }
    }
  }

  /// One packed group through all layers.
  private func forward(
    _ sequences: [[Int]], keep: (Int, Int, Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    let lengths = sequences.map(\.count)
    precondition(
      lengths.allSatisfy { $0 > 0 && $0 <= shape.maxLength }, "sequences must fit the backbone")
    let packed = PackedRows(lengths: lengths)
    let d = shape.width
    let rows = packed.rows
    let work = Workspace(rows: rows, longest: lengths.max() ?? 0, width: d)
    for (sequence, start) in zip(sequences, packed.starts) {
      for (position, token) in sequence.enumerated() {
        precondition(token >= 0 && token < Self.vocabulary, "token ids lie in the vocabulary")
        let row = work.hidden.base + (start + position) * d
        row.update(from: embeddings.base + token * d, count: d)
        Kernels.add(d, positions.base + position * d, to: row)
      }
    }
    func emit(_ level: Int, _ states: UnsafeMutablePointer<Float>) {
      for (index, start) in packed.starts.enumerated() {
        keep(index, level, lengths[index], states + start * d)
      }
    }
    emit(0, work.hidden.base)
    for (layer, block) in blocks.enumerated() {
      attend(block, work, packed: packed, lengths: lengths)
      expandAndContract(block, work, rows: rows)
      var states = work.hidden.base
      if layer == shape.layers - 1 {
        normalize(work.hidden.base, rows: rows, into: work.normed.base)
        states = work.normed.base
      }
      emit(layer + 1, states)
    }
  }

  /// Working memory of one packed group.
  private struct Workspace {
    let hidden: FloatBuffer  // [R, d]
    let normed: FloatBuffer  // [R, d]
    let qkv: FloatBuffer  // [R, 3d]
    let mixed: FloatBuffer  // [R, d]
    let inner: FloatBuffer  // [R, 4d]
    let scores: FloatBuffer  // [T, T]

    init(rows: Int, longest: Int, width: Int) {
      hidden = FloatBuffer(count: rows * width)
      normed = FloatBuffer(count: rows * width)
      qkv = FloatBuffer(count: rows * 3 * width)
      mixed = FloatBuffer(count: rows * width)
      inner = FloatBuffer(count: rows * 4 * width)
      scores = FloatBuffer(count: longest * longest)
    }
  }

  private func normalize(
    _ x: UnsafeMutablePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>
  ) {
    Kernels.layerNorm(
      rows: rows, width: shape.width, epsilon: 1e-5, x, gain: unit.base, bias: zero.base, into: y)
  }

  /// h += Attention(LN(h)) Wo, causal, head by head and sequence by sequence.
  private func attend(_ block: Block, _ work: Workspace, packed: PackedRows, lengths: [Int]) {
    let d = shape.width
    let headWidth = d / shape.heads
    normalize(work.hidden.base, rows: packed.rows, into: work.normed.base)
    backend.multiply(
      rows: packed.rows, columns: 3 * d, inner: d, MatrixView(work.normed.base, stride: d),
      MatrixView(block.attention.base, stride: 3 * d),
      into: MatrixView(work.qkv.base, stride: 3 * d))
    let scale = 1 / Float(headWidth).squareRoot()
    for (start, T) in zip(packed.starts, lengths) {
      for head in 0..<shape.heads {
        let base = work.qkv.base + start * 3 * d + head * headWidth
        let scores = MatrixView(work.scores.base, stride: T)
        backend.multiply(
          rows: T, columns: T, inner: headWidth, MatrixView(base, stride: 3 * d),
          MatrixView(base + d, stride: 3 * d).transposed, into: scores)
        for row in 0..<T {
          let line = work.scores.base + row * T
          Kernels.scale(row + 1, scale, line, line)
          Kernels.softmax(rows: 1, columns: row + 1, stride: T, line)
          (line + row + 1).update(repeating: 0, count: T - row - 1)
        }
        backend.multiply(
          rows: T, columns: headWidth, inner: T, scores,
          MatrixView(base + 2 * d, stride: 3 * d),
          into: MatrixView(work.mixed.base + start * d + head * headWidth, stride: d))
      }
    }
    backend.multiply(
      rows: packed.rows, columns: d, inner: d, MatrixView(work.mixed.base, stride: d),
      MatrixView(block.attentionOut.base, stride: d), keep: 1,
      into: MatrixView(work.hidden.base, stride: d))
  }

  /// h += gelu(LN(h) W1) W2.
  private func expandAndContract(_ block: Block, _ work: Workspace, rows: Int) {
    let d = shape.width
    normalize(work.hidden.base, rows: rows, into: work.normed.base)
    backend.multiply(
      rows: rows, columns: 4 * d, inner: d, MatrixView(work.normed.base, stride: d),
      MatrixView(block.expand.base, stride: 4 * d), into: MatrixView(work.inner.base, stride: 4 * d)
    )
    Kernels.gelu(rows * 4 * d, work.inner.base, work.inner.base)
    backend.multiply(
      rows: rows, columns: d, inner: 4 * d, MatrixView(work.inner.base, stride: 4 * d),
      MatrixView(block.contract.base, stride: d), keep: 1,
      into: MatrixView(work.hidden.base, stride: d))
  }
}
