public import Determinism
public import Layers
public import Tensors

/// The backbone that needs no download: a seeded decoder over bytes.
///
/// Pre-norm blocks with causal attention and a GELU MLP, sinusoidal positions, a final LayerNorm.
/// Its weights are random. Attention scores of random weights are small, so attention averages over
/// the text, and the last token's state is a nonlinear sketch of all tokens: a frozen reservoir
/// from which a side network can learn.
///
/// Tokens: 0..<256 are bytes, 256 begins and 257 ends a text.
public struct EmbeddedBackbone: Backbone {
  /// Dimensions of the backbone.
  public struct Shape: Hashable, Sendable {
    /// Transformer layers.
    public var layers: Int
    /// Hidden width, a multiple of `heads`.
    public var width: Int
    /// Attention heads.
    public var heads: Int
    /// Longest sequence, begin and end marks included.
    public var maxLength: Int

    /// Makes a shape.
    ///
    /// Traps on impossible extents.
    public init(layers: Int, width: Int, heads: Int, maxLength: Int) {
      precondition(layers > 0 && heads > 0 && width > 0, "a backbone's extents are positive")
      precondition(width % heads == 0, "the heads must divide the width")
      precondition(maxLength >= 3, "a sequence holds two marks and at least one byte")
      self.layers = layers
      self.width = width
      self.heads = heads
      self.maxLength = maxLength
    }
  }

  /// The token that begins a text.
  public static let beginToken = 256
  /// The token that ends a text.
  public static let endToken = 257
  /// Number of tokens.
  public static let vocabulary = 258

  /// Dimensions.
  public let shape: Shape
  /// Which matrix code is used.
  public let backend: MatrixBackend
  /// The digest of all weights.
  public let weightsDigest: Digest128

  package let embeddings: FloatBuffer  // [V, d]
  package let positions: FloatBuffer  // [T, d]
  package let blocks: [Block]
  let unit: FloatBuffer  // LayerNorm gain [d], all one
  let zero: FloatBuffer  // LayerNorm bias [d], all zero

  /// The weights of one transformer block.
  package struct Block: Sendable {
    package let attention: FloatBuffer  // Wqkv [d, 3d]
    package let attentionOut: FloatBuffer  // Wo [d, d]
    package let expand: FloatBuffer  // W1 [d, 4d]
    package let contract: FloatBuffer  // W2 [4d, d]
  }

  /// Draws a backbone from `stream`.
  public init(shape: Shape, backend: MatrixBackend, stream: inout RandomStream) {
    self.shape = shape
    self.backend = backend
    let d = shape.width
    let fanIn = 1 / Double(d).squareRoot()
    embeddings = FloatBuffer(stream.normals(Self.vocabulary * d, deviation: 1))
    positions = FloatBuffer(Self.sinusoids(length: shape.maxLength, width: d))
    var blocks: [Block] = []
    for _ in 0..<shape.layers {
      blocks.append(
        Block(
          attention: FloatBuffer(stream.normals(d * 3 * d, deviation: fanIn)),
          attentionOut: FloatBuffer(stream.normals(d * d, deviation: 4 * fanIn)),
          expand: FloatBuffer(stream.normals(d * 4 * d, deviation: fanIn)),
          contract: FloatBuffer(stream.normals(4 * d * d, deviation: fanIn / 2))))
    }
    self.blocks = blocks
    unit = FloatBuffer([Float](repeating: 1, count: d))
    zero = FloatBuffer(count: d)
    let builder = DigestBuilder()
    for buffer in [embeddings, positions] { builder.update(buffer.values) }
    for block in blocks {
      for buffer in [block.attention, block.attentionOut, block.expand, block.contract] {
        builder.update(buffer.values)
      }
    }
    weightsDigest = builder.digest
  }

  /// Transformer layers, L.
  public var layers: Int { shape.layers }
  /// Hidden width, d.
  public var width: Int { shape.width }
  /// Longest sequence, marks included.
  public var maxLength: Int { shape.maxLength }
  /// Number of tokens.
  public var vocabularySize: Int { Self.vocabulary }
  /// The name of its kind.
  public var architectureName: String { "embedded" }
  /// Numbers in all weights.
  public var parameterCount: Int { shape.parameterCount }
  /// Bytes of all weights.
  public var weightBytes: ByteCount { ByteCount(4 * shape.parameterCount) }
  /// A token sees only the tokens before it.
  public var isCausal: Bool { true }

  /// The begin mark, the bytes of `text` as far as they fit, the end mark.
  public func tokenize(_ text: [UInt8]) -> [Int] {
    [Self.beginToken] + text.prefix(shape.maxLength - 2).map(Int.init) + [Self.endToken]
  }

  /// Work of a forward pass.
  public func forwardWork(lengths: [Int]) -> WorkList {
    shape.plan(bytesPerWeight: 4).work(lengths: lengths)
  }

  /// Hidden states, attention inputs, scores and MLP activations of the packed batch.
  public func forwardMemory(lengths: [Int]) -> ByteCount { shape.forwardMemory(lengths: lengths) }

  /// Sines and cosines of geometrically falling frequencies (Vaswani et al., 2017), scaled down.
  private static func sinusoids(length: Int, width: Int) -> [Float] {
    var values = [Float](repeating: 0, count: length * width)
    for pair in 0..<(width + 1) / 2 {
      let frequency = DeterministicMath.pow(10_000, -2 * Double(pair) / Double(width))
      for position in 0..<length {
        let turns = Double(position) * frequency / 6.283185307179586
        let (sine, cosine) = DeterministicMath.sineCosine(turns: turns - turns.rounded(.down))
        values[position * width + 2 * pair] = Float(0.3 * sine)
        if 2 * pair + 1 < width { values[position * width + 2 * pair + 1] = Float(0.3 * cosine) }
      }
    }
    return values
  }
}
