internal import Tensors

/// One block backward.
extension ShardPass {
  /// Brings `work.gradient` from a block's result to its input x.
  ///
  /// With the norm first, y = x + F(norm(x)), so dx = dy + norm'(F'(dy)); with the norm behind,
  /// y = norm(x + F(x)), so with g = norm'(dy), dx = g + F'(g).
  func backwardBlock(_ layer: Int, _ x: Kernels.Values, _ tape: LayerTape, wantsInput: Bool) {
    let block = model.weights.blocks[layer]
    let (d, branch, count) = (work.gradient.base, work.branch.base, rows * width)
    if model.configuration.normFirst {
      feedForwardBackward(block, dy: d, into: branch, tape)
      normalizeBackward(block.feedForwardNorm, branch, into: branch, tape.feedForwardNorm)
      Kernels.add(count, branch, to: d)
      let wantsBranch = wantsInput || block.attentionNorm.isTrained
      attentionBackward(
        layer, block, dy: d, tape.attentionInput.base, into: wantsBranch ? branch : nil, tape)
      guard wantsBranch else { return }
      normalizeBackward(block.attentionNorm, branch, into: branch, tape.attentionNorm)
      Kernels.add(count, branch, to: d)
    } else {
      normalizeBackward(block.feedForwardNorm, d, into: d, tape.feedForwardNorm)
      feedForwardBackward(block, dy: d, keep: 1, into: d, tape)
      normalizeBackward(block.attentionNorm, d, into: d, tape.attentionNorm)
      attentionBackward(layer, block, dy: d, x, keep: 1, into: wantsInput ? d : nil, tape)
    }
  }

  /// dx = F'(dy) + keep dx, where F is the feed-forward part.
  private func feedForwardBackward(
    _ block: TrainableBlock, dy: Kernels.Values, keep: Float = 0, into dx: Kernels.Values,
    _ tape: LayerTape
  ) {
    let (c, inner) = (model.configuration, work.innerGradient.base)
    outputBackward(
      of: block.contract, dy: dy, tape.active.base, into: inner, updates: tape.updates,
      block.feedForwardAdapter, tape.feedForwardAdapter)
    let x = tape.feedForwardInput.base
    guard let gate = block.gate else {
      Kernels.activationBackward(
        rows: rows, width: c.innerWidth, bias(block.expand), c.activation, tape.inner.base,
        dy: inner, dbias: block.expand.bias.flatMap(target.place))
      applyBackward(block.expand, dy: inner, x, keep: keep, into: dx, updates: tape.updates)
      return
    }
    // With a = f(g) u: dg = da u f'(g), du = da f(g).
    let (gateGradient, count) = (work.gateGradient.base, rows * c.innerWidth)
    Kernels.multiply(count, inner, tape.inner.base, gateGradient)
    Kernels.activationBackward(
      rows: rows, width: c.innerWidth, bias(gate), c.activation, tape.gate.base,
      dy: gateGradient, dbias: gate.bias.flatMap(target.place))
    let open = work.active.base
    Kernels.addBias(
      rows: rows, width: c.innerWidth, bias(gate), then: c.activation, tape.gate.base, into: open)
    Kernels.multiply(count, inner, open, inner)
    addBiasBackward(block.expand, dy: inner)
    applyBackward(block.expand, dy: inner, x, keep: keep, into: dx, updates: tape.updates)
    applyBackward(gate, dy: gateGradient, x, keep: 1, into: dx, updates: tape.updates)
  }

  /// dx = F'(dy) + keep dx, where F is the attention and x its input.
  private func attentionBackward(
    _ layer: Int, _ block: TrainableBlock, dy: Kernels.Values, _ x: Kernels.Values,
    keep: Float = 0, into dx: Kernels.Values?, _ tape: LayerTape
  ) {
    outputBackward(
      of: block.attentionOutput, dy: dy, tape.mixed.base, into: work.mixedGradient.base,
      updates: tape.updates, block.attentionAdapter, tape.attentionAdapter)
    let attention = AttentionGradient(
      attention: sequenceAttention(layer, block, tape), work: work)
    for (sequence, length) in layout.lengths.enumerated() {
      attention.run(length: length) { layout.row(sequence, $0) }
    }
    var (offset, keep) = (0, keep)
    for map in block.projections {
      let gradient = work.projectedGradient.base + offset
      let stride = model.configuration.projectionWidth
      addBiasBackward(map, dy: gradient, stride: stride)
      applyBackward(
        map, dy: gradient, stride: stride, x, keep: keep, into: dx, updates: tape.updates)
      offset += map.outputs
      keep = 1
    }
  }

  /// dx through o = x W + b and the adapter behind it, if there is one.
  private func outputBackward(
    of map: TrainableMap, dy: Kernels.Values, _ x: Kernels.Values, into dx: Kernels.Values,
    updates: [FloatBuffer], _ adapter: BottleneckAdapter?, _ tape: AdapterTape?
  ) {
    var dy = dy
    if let adapter, let tape {
      let (inner, output) = (work.bottleneck.base, work.adapted.base)
      addBiasBackward(adapter.up, dy: dy)
      applyBackward(adapter.up, dy: dy, tape.active.base, into: inner)
      Kernels.activationBackward(
        rows: rows, width: adapter.down.outputs, bias(adapter.down), .gelu, tape.inner.base,
        dy: inner, dbias: adapter.down.bias.flatMap(target.place))
      output.update(from: dy, count: rows * width)
      applyBackward(adapter.down, dy: inner, tape.output.base, keep: 1, into: output)
      dy = output
    }
    addBiasBackward(map, dy: dy)
    applyBackward(map, dy: dy, x, into: dx, updates: updates)
  }
}
