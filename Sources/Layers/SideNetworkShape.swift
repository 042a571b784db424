/// The dimensions of a side network.
public struct SideNetworkShape: Hashable, Sendable {
  /// Adapters, one a backbone layer: L.
  public var layers: Int
  /// Hidden width of the backbone: d.
  public var width: Int
  /// Inner width of an adapter: r.
  public var rank: Int
  /// Outputs: C.
  public var classes: Int

  /// Makes a shape.
  ///
  /// Traps unless every extent is positive.
  public init(layers: Int, width: Int, rank: Int, classes: Int) {
    precondition(
      layers > 0 && width > 0 && rank > 0 && classes > 0, "a side network's extents are positive")
    self.layers = layers
    self.width = width
    self.rank = rank
    self.classes = classes
  }

  /// One named block of the flat parameter array.
  public struct Block: Sendable {
    /// Parameter path, such as `layers.0.down`.
    public var name: String
    /// Extents, outermost first.
    public var shape: [Int]
    /// First element in the flat array.
    public var offset: Int
    /// Number of elements.
    public var count: Int { shape.reduce(1, *) }
  }

  /// Offsets of a layer's W_down [d, r].
  public func down(_ layer: Int) -> Int { layers + 2 * layer * width * rank }
  /// Offset of a layer's W_up [r, d].
  public func up(_ layer: Int) -> Int { down(layer) + width * rank }
  /// Offset of the LayerNorm gain [d].
  public var gain: Int { down(layers) }
  /// Offset of the LayerNorm bias [d].
  public var bias: Int { gain + width }
  /// Offset of W_out [d, C].
  public var output: Int { bias + width }
  /// Offset of b [C].
  public var outputBias: Int { output + width * classes }
  /// Number of parameters.
  ///
  /// The alphas [L] come first.
  public var parameterCount: Int { outputBias + classes }

  /// Every block, in the order of the flat array.
  public var blocks: [Block] {
    var blocks = [Block(name: "alpha", shape: [layers], offset: 0)]
    for layer in 0..<layers {
      blocks.append(
        Block(name: "layers.\(layer).down", shape: [width, rank], offset: down(layer)))
      blocks.append(Block(name: "layers.\(layer).up", shape: [rank, width], offset: up(layer)))
    }
    blocks.append(Block(name: "norm.gain", shape: [width], offset: gain))
    blocks.append(Block(name: "norm.bias", shape: [width], offset: bias))
    blocks.append(Block(name: "output.weight", shape: [width, classes], offset: output))
    blocks.append(Block(name: "output.bias", shape: [classes], offset: outputBias))
    return blocks
  }
}
