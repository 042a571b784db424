public import Determinism
public import Tensors

/// A ladder side network with its own trained weights (arXiv 2206.06522).
///
///     s_0 = down_0(h_0)
///     x_i = mu_i down_i(h_i) + (1 - mu_i) s_{i-1}      mu_i = sigmoid(alpha_i / T), alpha_i = 0
///     s_i = block_i(x_i)                               for i = 1..L
///     z   = head(up(pool(s_L)))
///
/// The paper prunes the backbone for its first weights; here they are drawn, since a server may
/// know no more of the backbone than its dimensions. Its map back to width d is linear, so states
/// are pooled before it, which gives the same outputs.
///
/// Shapes: N sequences of R tokens together, L layers, d width of the backbone, d' of the ladder.
public final class LadderNetwork {
  /// Dimensions.
  public let shape: LadderShape
  /// How the states of a sequence become one.
  public let pooling: Pivot
  /// Which matrix code is used.
  public let backend: MatrixBackend
  /// Gates, maps and head.
  private let maps: LadderMaps
  private let blocks: TrainableBackbone
  private let plain: LadderPlainNorm
  private let pool = WorkerPool(workers: 1)

  /// Draws a ladder.
  public init(
    shape: LadderShape, pooling: Pivot, backend: MatrixBackend, stream: inout RandomStream
  ) {
    self.shape = shape
    self.pooling = pooling
    self.backend = backend
    let draws = LadderDraws(stream)
    maps = LadderMaps(shape, draws)
    plain = LadderPlainNorm(width: max(shape.narrow, shape.configuration.innerWidth))
    blocks = TrainableBackbone(
      ladder: shape.configuration, backend: backend, plain: plain, draws: draws)
    stream = draws.stream
  }

  /// Everything that is trained: gates, maps and head, then the narrow blocks.
  public var parameters: [ParameterSet] { [maps.parameters, blocks.parameters] }

  /// The digest of all parameter bits.
  public var digest: Digest128 {
    let builder = DigestBuilder()
    for set in parameters { builder.update(set.values.values) }
    return builder.digest
  }

  /// What a forward pass leaves behind.
  private struct Pass {
    var mapped: [FloatBuffer] = []  // down_i(h_i) [R, d'], from i = 1
    var states: [FloatBuffer] = []  // s_i [R, d'], from i = 0
    var tapes: [ActivationTape] = []
    let pooled: FloatBuffer  // [N, d']
    let wide: FloatBuffer  // [N, d]
    let outputs: FloatBuffer  // [N, C]
  }

  /// Outputs z [N, C] from hidden states 0 to L, [L + 1, R, d], of sequences of these lengths.
  public func outputs(states: FloatBuffer, lengths: [Int]) -> [Float] {
    forward(states, lengths).outputs.values
  }

  private func forward(_ hidden: FloatBuffer, _ lengths: [Int]) -> Pass {
    let rows = lengths.reduce(0, +)
    let area = rows * shape.width
    precondition(hidden.count == (shape.layers + 1) * area, "each token has its states")
    var mapped: [FloatBuffer] = []
    var states = [maps.apply(maps.places.down[0], rows: rows, hidden.base, backend)]
    var tapes: [ActivationTape] = []
    for layer in 0..<shape.layers {
      let own = maps.apply(
        maps.places.down[layer + 1], rows: rows, hidden.base + (layer + 1) * area, backend)
      let x = FloatBuffer(count: rows * shape.narrow)
      // Kernels.mix(gate, a, b) is (1 - gate) a + gate b.
      Kernels.mix(
        x.count, maps.gate(layer, temperature: shape.temperature), states[layer].base, own.base,
        x.base)
      let tape = blocks.forward(
        states: x, lengths: lengths, layers: layer..<layer + 1, pool: pool)
      mapped.append(own)
      tapes.append(tape)
      states.append(tape.states(layer + 1))
    }
    let pooled = pooling.pool(states[shape.layers], lengths: lengths, width: shape.narrow)
    let wide = maps.apply(maps.places.up, rows: lengths.count, pooled.base, backend)
    let outputs = maps.apply(maps.places.head, rows: lengths.count, wide.base, backend)
    return Pass(
      mapped: mapped, states: states, tapes: tapes, pooled: pooled, wide: wide, outputs: outputs)
  }

  /// The loss of a batch, the mean of its samples' cross-entropies, and its gradient in
  /// `parameters`.
  public func gradient(states hidden: FloatBuffer, lengths: [Int], labels: [Int]) -> Double {
    for set in parameters { set.clearGradient(pool: pool) }
    let pass = forward(hidden, lengths)
    let (rows, samples) = (lengths.reduce(0, +), lengths.count)
    let area = rows * shape.width
    let (loss, dz) = TrainingObjective.crossEntropy(labels: labels).loss(
      pass.outputs, samples: samples, classes: shape.classes)
    maps.addGradient(maps.places.head, rows: samples, dy: dz.base, pass.wide.base, backend)
    let wide = maps.inputGradient(maps.places.head, rows: samples, dy: dz.base, backend)
    maps.addGradient(maps.places.up, rows: samples, dy: wide.base, pass.pooled.base, backend)
    let pooled = maps.inputGradient(maps.places.up, rows: samples, dy: wide.base, backend)
    var gradient = pooling.spread(pooled, lengths: lengths, width: shape.narrow)
    for layer in (0..<shape.layers).reversed() {
      guard
        let x = blocks.backward(
          pass.tapes[layer], from: [StateGradient(level: layer + 1, values: gradient)],
          wantsInput: true, pool: pool)
      else { preconditionFailure("a gradient that is wanted is there") }
      let gate = maps.gate(layer, temperature: shape.temperature)
      // dmu = <dx, down_i(h_i) - s_{i-1}>, and mu' = mu (1 - mu) / T.
      let reach = Kernels.dotDifference(
        x.count, x.base, pass.mapped[layer].base, pass.states[layer].base)
      if let place = maps.parameters.target.place(of: maps.places.alpha) {
        place[layer] += reach * gate * (1 - gate) / Float(shape.temperature)
      }
      let own = FloatBuffer(count: x.count)
      Kernels.scale(x.count, gate, x.base, own.base)
      maps.addGradient(
        maps.places.down[layer + 1], rows: rows, dy: own.base, hidden.base + (layer + 1) * area,
        backend)
      Kernels.scale(x.count, 1 - gate, x.base, x.base)
      gradient = x
    }
    maps.addGradient(maps.places.down[0], rows: rows, dy: gradient.base, hidden.base, backend)
    return loss
  }
}
