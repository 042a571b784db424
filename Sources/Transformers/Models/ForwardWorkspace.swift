internal import Tensors

/// Working memory of one packed group.
struct ForwardWorkspace {
  let hidden: FloatBuffer  // [R, d], the residual stream
  let normed: FloatBuffer  // [R, d]
  let attention: AttentionBuffers
  let inner: FloatBuffer  // [R, I]
  let gate: FloatBuffer  // [R, I] of gated blocks
  let embedded: FloatBuffer  // [R, e] of models that project their embeddings

  init(_ c: ModelConfiguration, rows: Int, longest: Int) {
    hidden = FloatBuffer(count: rows * c.width)
    normed = FloatBuffer(count: c.normFirst ? rows * c.width : 0)
    attention = AttentionBuffers(c, rows: rows, longest: longest)
    inner = FloatBuffer(count: rows * c.innerWidth)
    gate = FloatBuffer(count: c.isGated ? rows * c.innerWidth : 0)
    embedded = FloatBuffer(count: c.embeddingWidth == c.width ? 0 : rows * c.embeddingWidth)
  }

  /// Bytes of a workspace of this size.
  static func bytes(_ c: ModelConfiguration, rows: Int, longest: Int) -> Int {
    let wide = c.width * (c.normFirst ? 2 : 1) + c.projectionWidth + c.queryWidth
    let deep = c.innerWidth * (c.isGated ? 2 : 1)
    let narrow = c.embeddingWidth == c.width ? 0 : c.embeddingWidth
    let sequence = c.projectionWidth + c.queryWidth + min(longest, AttentionBuffers.scoreRows)
    return 4 * (rows * (wide + deep + narrow) + longest * sequence)
  }
}
