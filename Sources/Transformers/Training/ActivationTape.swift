public import Determinism
public import Tensors

/// What a forward pass leaves behind for the backward pass: activations of a batch through a range
/// of layers.
public final class ActivationTape: Sendable {
  /// The layers that were run.
  public let layers: Range<Int>
  /// Lengths of the sequences.
  public let lengths: [Int]
  /// The tokens where the pass began with them; nil where it began with states.
  let sequences: [[Int]]?
  let shards: [Shard]
  let width: Int

  /// A part of the batch that one worker computes.
  struct Shard: Sendable {
    let pass: ShardPass
    let sequences: Range<Int>
    /// Its tokens among all.
    let tokens: Range<Int>
  }

  init(
    _ model: TrainableBackbone, lengths: [Int], sequences: [[Int]]?, layers: Range<Int>,
    options: PassOptions
  ) {
    precondition(
      layers.lowerBound >= 0 && layers.upperBound <= model.layers && !layers.isEmpty,
      "a pass runs through layers of its model")
    precondition(!lengths.isEmpty && lengths.allSatisfy { $0 > 0 }, "sequences have tokens")
    self.layers = layers
    self.lengths = lengths
    self.sequences = sequences
    width = model.width
    var first = 0
    shards = Self.cut(lengths: lengths, into: options.shards).map { range in
      let count = lengths[range].reduce(0, +)
      defer { first += count }
      return Shard(
        pass: ShardPass(
          model, lengths: Array(lengths[range]), layers: layers, recomputes: options.recomputes),
        sequences: range, tokens: first..<first + count)
    }
  }

  /// All tokens of the batch.
  public var tokens: Int { lengths.reduce(0, +) }

  /// Bytes that are kept between forward and backward pass.
  public var tapeBytes: ByteCount { ByteCount(shards.reduce(0) { $0 + $1.pass.tapeBytes }) }

  /// Bytes of tape and working memory together.
  public var byteCount: ByteCount { ByteCount(shards.reduce(0) { $0 + $1.pass.byteCount }) }

  /// Hidden states [tokens, d] of a level from the first layer's input to the last one's result, in
  /// the order of sequences and tokens; level L lies behind the final norm, where there is one.
  public func states(_ level: Int) -> FloatBuffer {
    precondition(
      level >= layers.lowerBound && level <= layers.upperBound, "a level lies in its tape")
    let result = FloatBuffer(count: tokens * width)
    for shard in shards {
      let source = shard.pass.states[level - layers.lowerBound].base
      shard.pass.layout.forEachToken { token, row in
        (result.base + (shard.tokens.lowerBound + token) * width).update(
          from: source + row * width, count: width)
      }
    }
    return result
  }

  /// Cuts sequences, in order, into at most `count` ranges of nearly equal numbers of tokens.
  package static func cut(lengths: [Int], into count: Int) -> [Range<Int>] {
    let total = lengths.reduce(0, +)
    var (ranges, start, tokens): ([Range<Int>], Int, Int) = ([], 0, 0)
    for (index, length) in lengths.enumerated() {
      tokens += length
      // A sequence ends a part when its end lies nearest to the part's fair share.
      let goal = total * (ranges.count + 1) / count
      let next = index + 1 < lengths.count ? tokens + lengths[index + 1] : Int.max
      if index + 1 == lengths.count || tokens >= goal || next - goal > goal - tokens {
        ranges.append(start..<index + 1)
        start = index + 1
      }
    }
    return ranges
  }
}

/// How a batch is computed; results depend on `shards`, never on the number of workers.
public struct PassOptions: Hashable, Sendable {
  /// Parts into which a batch is cut, at most; each can have a worker of its own.
  public var shards: Int
  /// Whether a layer's insides are computed again in the backward pass rather than kept: gradient
  /// checkpointing (Chen et al., arXiv 1604.06174), with equal bits.
  public var recomputes: Bool

  /// Joins the options.
  ///
  /// Traps unless there is at least one part.
  public init(shards: Int = 1, recomputes: Bool = false) {
    precondition(shards > 0, "a batch has at least one part")
    self.shards = shards
    self.recomputes = recomputes
  }
}
