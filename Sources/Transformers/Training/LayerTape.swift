internal import Tensors

/// What a norm's backward pass needs.
struct NormTape {
  let normal: FloatBuffer  // the normalised rows [R, d]
  let scale: FloatBuffer  // 1 / deviation [R]
}

/// What an adapter's backward pass needs.
struct AdapterTape {
  let output: FloatBuffer  // o [R, d]
  let inner: FloatBuffer  // o Wdown [R, m]
  let active: FloatBuffer  // gelu(inner + bdown) [R, m]
}

/// What a block's forward pass leaves behind for its backward pass.
///
/// Inputs of frozen maps are not kept: only a trained map's gradient needs them. Attention weights
/// are not kept either but computed again, as in FlashAttention (Dao et al., arXiv 2205.14135).
struct LayerTape {
  let attentionNorm: NormTape
  let attentionInput: FloatBuffer  // [R, d], where norms stand before
  let projected: FloatBuffer  // [R, P], without biases and rotations
  let mixed: FloatBuffer  // [R, Hq]
  let attentionAdapter: AdapterTape?
  let feedForwardNorm: NormTape
  let feedForwardInput: FloatBuffer  // [R, d]
  let inner: FloatBuffer  // [R, I], without bias
  let gate: FloatBuffer  // [R, I] of gated blocks, without bias
  let active: FloatBuffer  // [R, I]
  let feedForwardAdapter: AdapterTape?
  let updates: [FloatBuffer]  // (alpha / r) x A^T [R, r], by slot
  /// Bytes that this tape alone holds.
  let byteCount: Int

  init(_ block: TrainableBlock, _ c: ModelConfiguration, rows: Int, sharing work: ShardWorkspace) {
    var numbers = 0
    func buffer(_ width: Int) -> FloatBuffer {
      numbers += rows * width
      return FloatBuffer(count: rows * width)
    }
    func norm() -> NormTape { NormTape(normal: buffer(c.width), scale: buffer(1)) }
    func adapter(_ adapter: BottleneckAdapter?) -> AdapterTape? {
      adapter.map {
        AdapterTape(
          output: buffer(c.width), inner: buffer($0.down.outputs), active: buffer($0.down.outputs))
      }
    }
    attentionNorm = norm()
    attentionInput =
      !c.normFirst
      ? FloatBuffer(count: 0) : block.needsAttentionInput ? buffer(c.width) : work.input
    projected = buffer(c.projectionWidth)
    mixed = block.attentionOutput.needsInput ? buffer(c.queryWidth) : work.mixed
    attentionAdapter = adapter(block.attentionAdapter)
    feedForwardNorm = norm()
    feedForwardInput = block.needsFeedForwardInput ? buffer(c.width) : work.input
    inner = buffer(c.innerWidth)
    gate = c.isGated ? buffer(c.innerWidth) : FloatBuffer(count: 0)
    active = block.contract.needsInput ? buffer(c.innerWidth) : work.active
    feedForwardAdapter = adapter(block.feedForwardAdapter)
    updates = block.updateRanks.map { buffer($0) }
    byteCount = 4 * numbers
  }
}
