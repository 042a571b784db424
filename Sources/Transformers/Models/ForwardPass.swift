internal import Tensors

/// The forward pass of one packed group of sequences through all layers.
struct ForwardPass {
  let configuration: ModelConfiguration
  let weights: ModelWeights
  let backend: MatrixBackend
  let sequences: [[Int]]
  let layout: InterleavedRows
  let rotations: RotaryTable?
  let work: ForwardWorkspace

  init(
    _ configuration: ModelConfiguration, _ weights: ModelWeights, _ backend: MatrixBackend,
    _ sequences: [[Int]], rotations: RotaryTable?
  ) {
    self.configuration = configuration
    self.weights = weights
    self.backend = backend
    self.sequences = sequences
    self.rotations = rotations
    layout = InterleavedRows(lengths: sequences.map(\.count))
    work = ForwardWorkspace(
      configuration, rows: layout.rows, longest: layout.lengths.max() ?? 0)
  }

  /// Runs all layers and calls `emit` with each hidden state [R, d] from 0 (the embeddings) to L,
  /// in Hugging Face's order: the last one behind the final norm, where there is one.
  func run(_ emit: (Int, UnsafeMutablePointer<Float>) -> Void) {
    let hidden = work.hidden.base
    embed()
    emit(0, hidden)
    for (layer, block) in weights.blocks.enumerated() {
      let isLast = layer == configuration.layers - 1
      if configuration.normFirst {
        if layer == 0 { normalize(block.attentionNorm, into: work.normed.base) }
        attend(layer, block, input: work.normed.base)
        addBias(block.attentionOutput)
        normalize(block.feedForwardNorm, into: work.normed.base)
        feedForward(block, input: work.normed.base)
        addBias(block.contract)
        let next = isLast ? weights.finalNorm : weights.blocks[layer + 1].attentionNorm
        if let next { normalize(next, into: work.normed.base) }
        emit(layer + 1, isLast && weights.finalNorm != nil ? work.normed.base : hidden)
      } else {
        attend(layer, block, input: hidden)
        addBias(block.attentionOutput)
        normalize(block.attentionNorm, into: hidden)
        feedForward(block, input: hidden)
        addBias(block.contract)
        normalize(block.feedForwardNorm, into: hidden)
        emit(layer + 1, hidden)
      }
    }
  }

  /// hidden += bias.
  private func addBias(_ map: LinearMap) {
    guard map.hasBias else { return }
    Kernels.addBias(
      rows: layout.rows, width: configuration.width, map.bias.base, then: .identity,
      work.hidden.base)
  }

  /// y = norm(hidden).
  private func normalize(_ norm: NormWeights, into y: UnsafeMutablePointer<Float>) {
    let epsilon = Float(configuration.normEpsilon)
    switch configuration.normKind {
    case .layer:
      Kernels.layerNorm(
        rows: layout.rows, width: configuration.width, epsilon: epsilon, work.hidden.base,
        gain: norm.gain.base, bias: norm.bias.base, into: y)
    case .rootMeanSquare:
      Kernels.rmsNorm(
        rows: layout.rows, width: configuration.width, epsilon: epsilon, work.hidden.base,
        gain: norm.gain.base, into: y)
    }
  }

  /// y = x W + keep y, for all rows.
  private func multiply(
    _ map: LinearMap, _ x: UnsafeMutablePointer<Float>, keep: Float = 0, stride: Int? = nil,
    into y: UnsafeMutablePointer<Float>
  ) {
    backend.independentOfRows(columns: map.outputs).multiply(
      rows: layout.rows, columns: map.outputs, inner: map.inputs, MatrixView(x, stride: map.inputs),
      map.view, keep: keep, into: MatrixView(y, stride: stride ?? map.outputs))
  }

  /// hidden = token + position + type, normalised or projected as the family does.
  private func embed() {
    let (d, hidden) = (configuration.width, work.hidden.base)
    let projection = weights.embeddingProjection
    let line = FloatBuffer(count: d)
    forEachToken { sequence, token, row in
      let target =
        projection == nil
        ? hidden + row * d : work.embedded.base + row * configuration.embeddingWidth
      weights.tokens.copyRow(sequences[sequence][token], to: target)
    }
    if let projection { multiply(projection, work.embedded.base, into: hidden) }
    if let types = weights.tokenTypes {
      types.copyRow(0, to: line.base)
      forEachToken { _, _, row in Kernels.add(d, line.base, to: hidden + row * d) }
    }
    if let table = weights.positions, case .table(_, let offset) = configuration.positions {
      for sequence in sequences.indices {
        var position = offset
        for (token, id) in sequences[sequence].enumerated() {
          // RoBERTa's padding tokens share the row before the first and take no position.
          let isPadding = id == configuration.paddingToken
          table.copyRow(isPadding ? offset - 1 : position, to: line.base)
          if !isPadding { position += 1 }
          Kernels.add(d, line.base, to: hidden + layout.row(sequence, token) * d)
        }
      }
    }
    if let norm = weights.embeddingNorm { normalize(norm, into: hidden) }
  }

  private func forEachToken(_ body: (Int, Int, Int) -> Void) {
    for (sequence, length) in layout.lengths.enumerated() {
      for token in 0..<length { body(sequence, token, layout.row(sequence, token)) }
    }
  }

  /// hidden += Attention(input) Wo.
  private func attend(_ layer: Int, _ block: BlockWeights, input: UnsafeMutablePointer<Float>) {
    var offset = 0
    for map in block.projections {
      multiply(
        map, input, stride: configuration.projectionWidth,
        into: work.attention.projected.base + offset)
      offset += map.outputs
    }
    let attention = SequenceAttention(
      configuration: configuration, backend: backend, work: work.attention, rotations: rotations,
      bias: block.projectionBias.base, scale: configuration.scale(layer: layer))
    for (sequence, length) in layout.lengths.enumerated() {
      attention.run(length: length) { layout.row(sequence, $0) }
    }
    multiply(block.attentionOutput, work.attention.mixed.base, keep: 1, into: work.hidden.base)
  }

  /// hidden += f(input W1) W2, where f may be gated.
  private func feedForward(_ block: BlockWeights, input: UnsafeMutablePointer<Float>) {
    let (rows, width) = (layout.rows, configuration.innerWidth)
    multiply(block.expand, input, into: work.inner.base)
    if let gate = block.gate {
      multiply(gate, input, into: work.gate.base)
      Kernels.addBias(
        rows: rows, width: width, gate.bias.base, then: configuration.activation, work.gate.base)
      if block.expand.hasBias {
        Kernels.addBias(
          rows: rows, width: width, block.expand.bias.base, then: .identity, work.inner.base)
      }
      Kernels.multiply(rows * width, work.gate.base, work.inner.base, work.inner.base)
    } else {
      Kernels.addBias(
        rows: rows, width: width, block.expand.bias.base, then: configuration.activation,
        work.inner.base)
    }
    multiply(block.contract, work.inner.base, keep: 1, into: work.hidden.base)
  }
}
