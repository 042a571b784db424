internal import Tensors

/// Working memory of one shard's passes, shared by all layers.
struct ShardWorkspace {
  // Forward, where no tape keeps them.
  let hidden: FloatBuffer  // [R, d]
  let input: FloatBuffer  // [R, d]
  let mixed: FloatBuffer  // [R, Hq]
  let active: FloatBuffer  // [R, I]
  let projectionBias: FloatBuffer  // [P]
  let ordered: FloatBuffer  // [T, P]
  let orderedMix: FloatBuffer  // [T, Hq]
  let scores: FloatBuffer  // [B, T]
  // Backward.
  let gradient: FloatBuffer  // of the state [R, d]
  let branch: FloatBuffer  // of a norm's output [R, d]
  let innerGradient: FloatBuffer  // [R, I]
  let gateGradient: FloatBuffer  // [R, I]
  let mixedGradient: FloatBuffer  // [R, Hq]
  let projectedGradient: FloatBuffer  // [R, P]
  let orderedGradient: FloatBuffer  // [T, P]
  let orderedMixGradient: FloatBuffer  // [T, Hq]
  let scoreGradient: FloatBuffer  // [B, T]
  let lowRank: FloatBuffer  // [R, r]
  let bottleneck: FloatBuffer  // [R, m]
  let adapted: FloatBuffer  // [R, d]
  /// Bytes of all of it.
  let byteCount: Int

  init(_ c: ModelConfiguration, _ method: FineTuningMethod, rows: Int, longest: Int) {
    self.init(c, method, rows: rows, longest: longest, isCounted: false)
  }

  /// Bytes of such memory, without taking it.
  static func byteCount(
    _ c: ModelConfiguration, _ method: FineTuningMethod, rows: Int, longest: Int
  ) -> Int {
    ShardWorkspace(c, method, rows: rows, longest: longest, isCounted: true).byteCount
  }

  private init(
    _ c: ModelConfiguration, _ method: FineTuningMethod, rows: Int, longest: Int, isCounted: Bool
  ) {
    var numbers = 0
    func buffer(_ count: Int) -> FloatBuffer {
      numbers += count
      return FloatBuffer(count: isCounted ? 0 : count)
    }
    let block = min(longest, AttentionBuffers.scoreRows)
    hidden = buffer(rows * c.width)
    input = buffer(rows * c.width)
    mixed = buffer(rows * c.queryWidth)
    active = buffer(rows * c.innerWidth)
    projectionBias = buffer(c.projectionWidth)
    ordered = buffer(longest * c.projectionWidth)
    orderedMix = buffer(longest * c.queryWidth)
    scores = buffer(block * longest)
    gradient = buffer(rows * c.width)
    branch = buffer(rows * c.width)
    innerGradient = buffer(rows * c.innerWidth)
    gateGradient = buffer(c.isGated ? rows * c.innerWidth : 0)
    mixedGradient = buffer(rows * c.queryWidth)
    projectedGradient = buffer(rows * c.projectionWidth)
    orderedGradient = buffer(longest * c.projectionWidth)
    orderedMixGradient = buffer(longest * c.queryWidth)
    scoreGradient = buffer(block * longest)
    var (rank, bottleneckWidth) = (0, 0)
    if case .lowRank(let settings) = method { rank = settings.rank }
    if case .adapters(let settings) = method { bottleneckWidth = settings.bottleneck }
    lowRank = buffer(rows * rank)
    bottleneck = buffer(rows * bottleneckWidth)
    adapted = buffer(bottleneckWidth > 0 ? rows * c.width : 0)
    byteCount = 4 * numbers
  }
}
