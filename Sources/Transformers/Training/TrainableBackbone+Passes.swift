public import Tensors

/// The gradient of a loss with respect to the hidden states of a level.
public struct StateGradient {
  /// The level, as hidden states count.
  public var level: Int
  /// The gradient [tokens, d], in the order of sequences and tokens.
  public var values: FloatBuffer

  /// Joins both.
  public init(level: Int, values: FloatBuffer) {
    self.level = level
    self.values = values
  }
}

extension TrainableBackbone {
  /// Runs `sequences` through the embeddings and the first `layers`, all of them by default.
  ///
  /// Traps on sequences that `validate` refuses.
  public func forward(
    _ sequences: [[Int]], through layers: Int? = nil, options: PassOptions = .init(),
    pool: WorkerPool
  ) -> ActivationTape {
    do {
      try validate(sequences)
    } catch {
      preconditionFailure("sequences must be valid: \(error)")
    }
    let tape = ActivationTape(
      self, lengths: sequences.map(\.count), sequences: sequences,
      layers: 0..<(layers ?? self.layers), options: options)
    pool.forEach(tape.shards.count) { index in
      let shard = tape.shards[index]
      shard.pass.embed(Array(sequences[shard.sequences]))
      shard.pass.forward()
    }
    return tape
  }

  /// Runs `states` [tokens, d] of sequences of these lengths through `layers`.
  public func forward(
    states: FloatBuffer, lengths: [Int], layers: Range<Int>, options: PassOptions = .init(),
    pool: WorkerPool
  ) -> ActivationTape {
    precondition(states.count == lengths.reduce(0, +) * width, "each token has a state")
    precondition(lengths.allSatisfy { $0 <= configuration.maxLength }, "sequences fit the model")
    let tape = ActivationTape(
      self, lengths: lengths, sequences: nil, layers: layers, options: options)
    pool.forEach(tape.shards.count) { index in
      let shard = tape.shards[index]
      let (target, width) = (shard.pass.states[0].base, shard.pass.width)
      shard.pass.layout.forEachToken { token, row in
        (target + row * width).update(
          from: states.base + (shard.tokens.lowerBound + token) * width, count: width)
      }
      shard.pass.forward()
    }
    return tape
  }

  /// Adds to `gradient` what `gradients` at hidden states of the tape's levels mean for the trained
  /// numbers.
  ///
  /// The weights must be those of the forward pass. Returns the gradient [tokens, d] of the first
  /// layer's input where it is wanted, such as for the other half of a split model.
  @discardableResult
  public func backward(
    _ tape: ActivationTape, from gradients: [StateGradient], wantsInput: Bool = false,
    pool: WorkerPool
  ) -> FloatBuffer? {
    for gradient in gradients {
      precondition(
        gradient.level >= tape.layers.lowerBound && gradient.level <= tape.layers.upperBound
          && gradient.values.count == tape.tokens * width,
        "a gradient belongs to states of its tape")
    }
    // The first part writes where all gradients go, the others into memory of their own.
    let first = weights.tableNumbers
    let own = tape.shards.dropFirst().map { _ in FloatBuffer(count: parameters.count - first) }
    let goesOn = tape.sequences != nil && trainsEmbeddings
    let input = wantsInput ? FloatBuffer(count: tape.tokens * width) : nil
    let (levels, all) = (gradients.map { ($0.level, $0.values) }, parameters.gradient)
    pool.forEach(tape.shards.count) { index in
      let shard = tape.shards[index]
      let base = index == 0 ? all.base + first : own[index - 1].base
      let start = shard.tokens.lowerBound * shard.pass.width
      shard.pass.backward(
        into: GradientTarget(base: base, first: first), wantsInput: wantsInput || goesOn
      ) { level in levels.filter { $0.0 == level }.map { $0.1.base + start } }
      if let input { shard.pass.copyGradient(to: input.base + start) }
      if goesOn { shard.pass.embedBackward() }
    }
    for part in own {
      pool.forEachPiece(of: part.count) { range in
        Kernels.add(
          range.count, part.base + range.lowerBound, to: all.base + first + range.lowerBound)
      }
    }
    if let sequences = tape.sequences, first > 0 {
      for shard in tape.shards {
        shard.pass.addTableGradients(
          Array(sequences[shard.sequences]), into: parameters.target)
      }
    }
    return input
  }

  /// Whether something before the first block is trained.
  private var trainsEmbeddings: Bool {
    weights.tokens.isTrained || weights.embeddingNorm?.isTrained == true
  }
}

extension ShardPass {
  /// Copies `work.gradient` to `output`, [tokens, d] in order.
  func copyGradient(to output: Kernels.Values) {
    layout.forEachToken { token, row in
      (output + token * width).update(from: work.gradient.base + row * width, count: width)
    }
  }
}
