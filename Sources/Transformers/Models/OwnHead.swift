public import Tensors

/// A model's own prediction head: what its authors trained to turn the last hidden state of one
/// token into logits.
public struct OwnHead: Sendable {
  /// What kind of head it is.
  public enum Kind: String, Sendable {
    /// A sequence classifier.
    case classifier
    /// A language-model head, of which only the verbaliser words are looked at.
    case languageModel
  }

  /// A map of the head: y = f(W x + b).
  struct Layer: Sendable {
    let weight: FloatBuffer  // [out, in]
    let bias: FloatBuffer
    let inputs: Int
    let activation: Activation

    func apply(_ x: FloatBuffer) -> FloatBuffer {
      let y = FloatBuffer(count: bias.count)
      for output in 0..<bias.count {
        y.base[output] = Kernels.dot(inputs, weight.base + output * inputs, x.base)
      }
      Kernels.addBias(rows: 1, width: bias.count, bias.base, then: activation, y.base)
      return y
    }
  }

  /// What kind of head it is.
  public let kind: Kind
  /// The token whose last hidden state the head reads.
  public let pivot: Pivot
  /// Number of logits, C.
  public let classes: Int
  let layers: [Layer]
  /// A token that the head passes over at the end of a sequence; nil where it reads every token.
  var passedOver: Int?

  /// The part of a sequence at whose pivot the head reads.
  ///
  /// A causal model's classifier reads the last token that does not fill up.
  public func read(_ sequence: [Int]) -> [Int] {
    guard let passedOver, let last = sequence.lastIndex(where: { $0 != passedOver }) else {
      return passedOver == nil ? sequence : Array(sequence.prefix(1))
    }
    return Array(sequence[...last])
  }

  /// Work of the head for one sample.
  public var operations: UInt64 {
    layers.reduce(0) { $0 + UInt64(2 * $1.inputs * $1.bias.count) }
  }

  /// Logits [N, C] from the last hidden state [N, d] of each sequence's pivot token.
  ///
  /// Each sample is computed alone, so its bits do not depend on the others.
  public func logits(of states: [[Float]]) -> [[Float]] {
    states.map { state in
      precondition(state.count == layers.first?.inputs, "a head reads states of the model's width")
      return layers.reduce(FloatBuffer(state)) { $1.apply($0) }.values
    }
  }
}

extension HuggingFaceBackbone {
  /// The logits of `head` for each sequence, [N, C].
  public func logits(
    of sequences: [[Int]], head: OwnHead, pool: WorkerPool, progress: ((Int) -> Void)? = nil
  ) -> [[Float]] {
    let states = pivotStates(
      of: sequences.map(head.read), pivot: head.pivot, pool: pool, progress: progress)
    return head.logits(of: states.map { Array($0.suffix(width)) })
  }

  /// The model's sequence classifier.
  ///
  /// Throws where the folder holds none.
  public func classifierHead() throws(ModelError) -> OwnHead {
    switch configuration.architecture {
    case .bert:
      guard let classes = outputs("classifier.weight") else { throw missing("classifier") }
      return OwnHead(
        kind: .classifier, pivot: .first, classes: classes,
        layers: [
          try layer(prefix + "pooler.dense", width, width, then: .tanh),
          try layer("classifier", width, classes),
        ])
    case .roberta:
      guard let classes = outputs("classifier.out_proj.weight") else { throw missing("classifier") }
      return OwnHead(
        kind: .classifier, pivot: .first, classes: classes,
        layers: [
          try layer("classifier.dense", width, width, then: .tanh),
          try layer("classifier.out_proj", width, classes),
        ])
    case .opt, .gpt2, .llama:
      guard let classes = outputs("score.weight") else { throw missing("classifier") }
      let score = try layer(
        "score", configuration.embeddingWidth, classes, hasBias: store.contains("score.bias"))
      var head = OwnHead(
        kind: .classifier, pivot: .last, classes: classes, layers: try projectionOut() + [score])
      head.passedOver = configuration.fillToken
      return head
    }
  }

  /// The model's language-model head, cut down to the tokens `verbalizers`, one a class.
  ///
  /// Throws for encoders, for tokens outside the vocabulary, and where the folder holds no head.
  public func languageModelHead(verbalizers: [Int]) throws(ModelError) -> OwnHead {
    guard isCausal else { throw missing("causal language-model head") }
    if let position = verbalizers.firstIndex(where: { $0 < 0 || $0 >= vocabularySize }) {
      throw ModelError(
        .tokenOutsideVocabulary(index: 0, position: position, vocabulary: vocabularySize),
        path: folder)
    }
    let inputs = configuration.embeddingWidth
    var matrix = weights.tokens
    if !configuration.tiesEmbeddings {
      guard store.contains("lm_head.weight") else { throw missing("language-model head") }
      matrix = try store.tensor("lm_head.weight", shape: [vocabularySize, inputs])
    }
    let rows = FloatBuffer(count: verbalizers.count * inputs)
    for (index, token) in verbalizers.enumerated() {
      matrix.copyRow(token, to: rows.base + index * inputs)
    }
    let output = OwnHead.Layer(
      weight: rows, bias: FloatBuffer(count: verbalizers.count), inputs: inputs,
      activation: .identity)
    return OwnHead(
      kind: .languageModel, pivot: .last, classes: verbalizers.count,
      layers: try projectionOut() + [output])
  }

  /// OPT-350m's map from the last hidden state back to the embeddings' width.
  private func projectionOut() throws(ModelError) -> [OwnHead.Layer] {
    guard configuration.embeddingWidth != width else { return [] }
    return [try layer(prefix + "project_out", width, configuration.embeddingWidth, hasBias: false)]
  }

  private func missing(_ kind: String) -> ModelError {
    ModelError(.missingHead(kind: kind), path: folder)
  }

  /// Rows of a head's last matrix: its number of classes.
  private func outputs(_ name: String) -> Int? {
    guard let shape = store.shape(of: name), shape.count == 2, shape[0] > 0 else { return nil }
    return shape[0]
  }

  private func layer(
    _ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool = true,
    then activation: Activation = .identity
  ) throws(ModelError) -> OwnHead.Layer {
    let weight = try store.tensor(name + ".weight", shape: [outputs, inputs])
    var bias = FloatBuffer(count: outputs)
    if hasBias { bias = FloatBuffer(try store.tensor(name + ".bias", shape: [outputs]).copy) }
    return OwnHead.Layer(
      weight: FloatBuffer(weight.copy), bias: bias, inputs: inputs, activation: activation)
  }
}
