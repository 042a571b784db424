internal import Tensors

/// One block forward.
extension ShardPass {
  /// y = block(x), in the operations of `ForwardPass` and their order.
  func forwardBlock(_ layer: Int, _ x: Kernels.Values, into y: Kernels.Values, _ tape: LayerTape) {
    let block = model.weights.blocks[layer]
    let count = rows * width
    y.update(from: x, count: count)
    if model.configuration.normFirst {
      normalize(block.attentionNorm, y, into: tape.attentionInput.base, tape.attentionNorm)
      attend(layer, block, tape.attentionInput.base, to: y, tape)
      normalize(block.feedForwardNorm, y, into: tape.feedForwardInput.base, tape.feedForwardNorm)
      feedForward(block, tape.feedForwardInput.base, to: y, tape)
    } else {
      attend(layer, block, x, to: y, tape)
      normalize(block.attentionNorm, y, into: tape.feedForwardInput.base, tape.attentionNorm)
      y.update(from: tape.feedForwardInput.base, count: count)
      feedForward(block, tape.feedForwardInput.base, to: y, tape)
      normalize(block.feedForwardNorm, y, into: y, tape.feedForwardNorm)
    }
  }

  /// y += Attention(x) Wo + bo.
  private func attend(
    _ layer: Int, _ block: TrainableBlock, _ x: Kernels.Values, to y: Kernels.Values,
    _ tape: LayerTape
  ) {
    var offset = 0
    for map in block.projections {
      apply(
        map, x, stride: model.configuration.projectionWidth, into: tape.projected.base + offset,
        updates: tape.updates)
      offset += map.outputs
    }
    let attention = sequenceAttention(layer, block, tape)
    for (sequence, length) in layout.lengths.enumerated() {
      attention.run(length: length) { layout.row(sequence, $0) }
    }
    addOutput(
      of: block.attentionOutput, tape.mixed.base, to: y, updates: tape.updates,
      block.attentionAdapter, tape.attentionAdapter)
  }

  /// The attention of a block, with the biases of its projections side by side.
  func sequenceAttention(
    _ layer: Int, _ block: TrainableBlock, _ tape: LayerTape
  ) -> SequenceAttention {
    var offset = 0
    for map in block.projections {
      (work.projectionBias.base + offset).update(from: bias(map), count: map.outputs)
      offset += map.outputs
    }
    return SequenceAttention(
      configuration: model.configuration, backend: model.backend,
      work: AttentionBuffers(
        projected: tape.projected, mixed: tape.mixed, ordered: work.ordered,
        orderedMix: work.orderedMix, scores: work.scores),
      rotations: rotations, bias: work.projectionBias.base,
      scale: model.configuration.scale(layer: layer))
  }

  /// y += f(x W1 + b1) W2 + b2, where f may be gated.
  private func feedForward(
    _ block: TrainableBlock, _ x: Kernels.Values, to y: Kernels.Values, _ tape: LayerTape
  ) {
    let c = model.configuration
    apply(block.expand, x, into: tape.inner.base, updates: tape.updates)
    if let gate = block.gate {
      apply(gate, x, into: tape.gate.base, updates: tape.updates)
      Kernels.addBias(
        rows: rows, width: c.innerWidth, bias(gate), then: c.activation, tape.gate.base,
        into: tape.active.base)
      addBias(block.expand, to: tape.inner.base)
      Kernels.multiply(
        rows * c.innerWidth, tape.active.base, tape.inner.base, tape.active.base)
    } else {
      Kernels.addBias(
        rows: rows, width: c.innerWidth, bias(block.expand), then: c.activation, tape.inner.base,
        into: tape.active.base)
    }
    addOutput(
      of: block.contract, tape.active.base, to: y, updates: tape.updates,
      block.feedForwardAdapter, tape.feedForwardAdapter)
  }

  /// y += o, or o + gelu(o Wdown + bdown) Wup + bup, where o = x W + b.
  private func addOutput(
    of map: TrainableMap, _ x: Kernels.Values, to y: Kernels.Values, updates: [FloatBuffer],
    _ adapter: BottleneckAdapter?, _ tape: AdapterTape?
  ) {
    guard let adapter, let tape else {
      apply(map, x, keep: 1, into: y, updates: updates)
      addBias(map, to: y)
      return
    }
    apply(map, x, into: tape.output.base, updates: updates)
    addBias(map, to: tape.output.base)
    apply(adapter.down, tape.output.base, into: tape.inner.base)
    Kernels.addBias(
      rows: rows, width: adapter.down.outputs, bias(adapter.down), then: .gelu, tape.inner.base,
      into: tape.active.base)
    Kernels.add(rows * width, tape.output.base, to: y)
    apply(adapter.up, tape.active.base, keep: 1, into: y)
    addBias(adapter.up, to: y)
  }
}
