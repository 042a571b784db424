internal import Tensors

/// What the embeddings' backward pass needs.
struct EmbeddingTape {
  let embedded: FloatBuffer  // [R, e] of models that project their embeddings
  let embeddedGradient: FloatBuffer  // [R, e]
  let norm: NormTape

  init(_ c: ModelConfiguration, rows: Int) {
    let narrow = c.embeddingWidth == c.width ? 0 : rows * c.embeddingWidth
    embedded = FloatBuffer(count: narrow)
    embeddedGradient = FloatBuffer(count: narrow)
    let hasNorm = FamilyNames.of(c.architecture).embeddingNorm != nil
    norm = NormTape(
      normal: FloatBuffer(count: hasNorm ? rows * c.width : 0),
      scale: FloatBuffer(count: hasNorm ? rows : 0))
  }

  /// Numbers that stay between forward and backward pass.
  var numbers: Int { embedded.count + norm.normal.count + norm.scale.count }
}

extension ShardPass {
  /// The first state = token + type + position, normalised or projected as the family does.
  func embed(_ sequences: [[Int]]) {
    guard let embedding else { preconditionFailure("tokens enter at the first layer") }
    let (weights, hidden) = (model.weights, states[0].base)
    let projection = weights.embeddingProjection
    let narrow = model.configuration.embeddingWidth
    let target = projection == nil ? hidden : embedding.embedded.base
    forEach(sequences) { id, _, row in
      (target + row * narrow).update(from: values(weights.tokens) + id * narrow, count: narrow)
    }
    if let projection { apply(projection, embedding.embedded.base, into: hidden) }
    forEach(sequences) { _, position, row in
      if let types = weights.tokenTypes {
        Kernels.add(width, values(types), to: hidden + row * width)
      }
      if let positions = weights.positions {
        Kernels.add(width, values(positions) + position * width, to: hidden + row * width)
      }
    }
    if let norm = weights.embeddingNorm { normalize(norm, hidden, into: hidden, embedding.norm) }
  }

  /// Brings `work.gradient` from the first state to what the tables gave.
  func embedBackward() {
    guard let embedding else { return }
    let d = work.gradient.base
    if let norm = model.weights.embeddingNorm {
      normalizeBackward(norm, d, into: d, embedding.norm)
    }
    if let projection = model.weights.embeddingProjection {
      applyBackward(
        projection, dy: d, embedding.embedded.base, into: embedding.embeddedGradient.base)
    }
  }

  /// Adds up the gradients of the tables' rows, in the order of the tokens.
  ///
  /// The row of padding gets none, as in PyTorch.
  func addTableGradients(_ sequences: [[Int]], into target: GradientTarget) {
    guard let embedding else { return }
    let (c, weights) = (model.configuration, model.weights)
    let (d, narrow) = (work.gradient.base, c.embeddingWidth)
    let source = weights.embeddingProjection == nil ? d : embedding.embeddedGradient.base
    let padding = c.architecture == .gpt2 ? nil : c.fillToken
    let tokens = target.place(of: weights.tokens)
    let types = weights.tokenTypes.flatMap(target.place)
    let positions = weights.positions.flatMap(target.place)
    forEach(sequences) { id, position, row in
      if let tokens, id != padding {
        Kernels.add(narrow, source + row * narrow, to: tokens + id * narrow)
      }
      if let types { Kernels.add(width, d + row * width, to: types) }
      if let positions, c.paddingToken == nil || id != c.paddingToken {
        Kernels.add(width, d + row * width, to: positions + position * width)
      }
    }
  }

  /// Calls `body` with each token's id, row of the position table and row.
  private func forEach(_ sequences: [[Int]], _ body: (Int, Int, Int) -> Void) {
    let c = model.configuration
    var offset = 0
    if case .table(_, let first) = c.positions { offset = first }
    for (sequence, ids) in sequences.enumerated() {
      var position = offset
      for (token, id) in ids.enumerated() {
        // RoBERTa's padding tokens share the row before the first and take no position.
        let isPadding = id == c.paddingToken
        body(id, isPadding ? offset - 1 : position, layout.row(sequence, token))
        if !isPadding { position += 1 }
      }
    }
  }
}
