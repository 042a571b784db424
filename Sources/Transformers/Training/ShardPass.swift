internal import Tensors

/// Forward and backward pass of one part of a batch through a range of layers.
///
/// R rows hold the part's tokens, interleaved as `InterleavedRows` says. Rows that hold no token
/// have gradients of zero, so sums over all rows are sums over the tokens.
final class ShardPass: @unchecked Sendable {
  let model: TrainableBackbone
  let layout: InterleavedRows
  let layers: Range<Int>
  /// Whether a layer's insides are computed again rather than kept.
  let recomputes: Bool
  let work: ShardWorkspace
  let states: [FloatBuffer]  // [R, d] of each level, from the first layer's input on
  let embedding: EmbeddingTape?
  let finalNorm: NormTape?
  let rotations: RotaryTable?
  private let tapes: [LayerTape]
  /// Where gradients go during a backward pass.
  var target = GradientTarget.none

  init(_ model: TrainableBackbone, lengths: [Int], layers: Range<Int>, recomputes: Bool) {
    let c = model.configuration
    self.model = model
    self.layers = layers
    self.recomputes = recomputes
    let layout = InterleavedRows(lengths: lengths)
    let (rows, longest) = (layout.rows, lengths.max() ?? 0)
    self.layout = layout
    let work = ShardWorkspace(c, model.method, rows: rows, longest: longest)
    self.work = work
    states = (0...layers.count).map { _ in FloatBuffer(count: rows * c.width) }
    embedding = layers.lowerBound == 0 ? EmbeddingTape(c, rows: rows) : nil
    finalNorm =
      layers.upperBound == c.layers && c.hasFinalNorm
      ? NormTape(normal: FloatBuffer(count: rows * c.width), scale: FloatBuffer(count: rows)) : nil
    tapes = (recomputes ? layers.prefix(1) : layers).map {
      LayerTape(model.weights.blocks[$0], c, rows: rows, sharing: work)
    }
    if case .rotary(let scaling) = c.positions {
      rotations = RotaryTable(scaling, headWidth: c.headWidth, length: longest)
    } else {
      rotations = nil
    }
  }

  var rows: Int { layout.rows }
  var width: Int { model.configuration.width }

  /// Bytes that stay between forward and backward pass, working memory apart.
  var tapeBytes: Int {
    let norms = (finalNorm == nil ? 0 : rows * (width + 1)) + (embedding?.numbers ?? 0)
    return 4 * (states.count * rows * width + norms) + tapes.reduce(0) { $0 + $1.byteCount }
  }

  /// Bytes of tapes and working memory together.
  var byteCount: Int { tapeBytes + work.byteCount }

  /// Runs all layers on what lies in the first of `states`.
  func forward() {
    for (index, layer) in layers.enumerated() { forward(layer, from: index) }
    if let finalNorm, let norm = model.weights.finalNorm, !layers.isEmpty {
      normalize(norm, work.hidden.base, into: states[layers.count].base, finalNorm)
    }
  }

  /// Runs one layer; the last one before a final norm leaves its result in `work.hidden`.
  private func forward(_ layer: Int, from index: Int) {
    let isBeforeFinalNorm = finalNorm != nil && index == layers.count - 1
    forwardBlock(
      layer, states[index].base,
      into: isBeforeFinalNorm ? work.hidden.base : states[index + 1].base,
      tapes[recomputes ? 0 : index])
  }

  /// Brings `work.gradient` from the last level down to the first, adding `gradients(level)` on the
  /// way, which are [tokens, d] in order.
  func backward(
    into target: GradientTarget, wantsInput: Bool, _ gradients: (Int) -> [Kernels.Values]
  ) {
    self.target = target
    let d = work.gradient.base
    work.gradient.clear()
    for index in stride(from: layers.count, through: 0, by: -1) {
      for values in gradients(layers.lowerBound + index) { add(values, to: d) }
      guard index > 0 else { break }
      if index == layers.count, let finalNorm, let norm = model.weights.finalNorm {
        normalizeBackward(norm, d, into: d, finalNorm)
      }
      let layer = layers.lowerBound + index - 1
      if recomputes {
        forwardBlock(layer, states[index - 1].base, into: work.hidden.base, tapes[0])
      }
      backwardBlock(
        layer, states[index - 1].base, tapes[recomputes ? 0 : index - 1],
        wantsInput: wantsInput || index > 1)
    }
  }

  private func add(_ values: Kernels.Values, to gradient: Kernels.Values) {
    layout.forEachToken { token, row in
      Kernels.add(width, values + token * width, to: gradient + row * width)
    }
  }
}

/// The buffer that receives the gradients of trained numbers from `first` on.
struct GradientTarget {
  let base: Kernels.Values?
  let first: Int

  static var none: GradientTarget { GradientTarget(base: nil, first: 0) }

  /// Where the gradient of `weight` is added up; nil where it is frozen.
  func place(of weight: Weight) -> Kernels.Values? {
    guard let base, case .trained(let offset) = weight else { return nil }
    return base + (offset - first)
  }
}

extension InterleavedRows {
  /// Calls `body` with the place of each token in order and its row.
  func forEachToken(_ body: (_ token: Int, _ row: Int) -> Void) {
    var count = 0
    for (sequence, length) in lengths.enumerated() {
      for token in 0..<length {
        body(count, row(sequence, token))
        count += 1
      }
    }
  }
}
