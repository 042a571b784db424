public import Layers

extension FineTuningPlan {
  /// The forward pass over sequences of these lengths, with what the method adds.
  public func forwardWork(lengths: [Int]) -> WorkList {
    guard !lengths.isEmpty else { return WorkList() }
    let tokens = lengths.reduce(0, +)
    var work = holdsEmbeddings ? plan.embedding(tokens) : WorkList()
    work.append(blockForward(lengths), times: layers.count)
    if holdsFinalNorm { work.append(plan.norm(tokens, plan.weights.finalNorm)) }
    return work
  }

  private func blockForward(_ lengths: [Int]) -> WorkList {
    guard let block = plan.weights.blocks.first?.block else { return WorkList() }
    let (T, pairs) = (lengths.reduce(0, +), lengths.reduce(0) { $0 + $1 * $1 })
    var work = plan.block(block, tokens: T, pairs: pairs)
    switch method {
    case .lowRank(let settings):
      for map in updated {
        work.append(product(.adapter, T, map.inputs, settings.rank))
        work.append(product(.adapter, T, settings.rank, map.outputs))
      }
    case .adapters(let settings):
      let (d, m) = (configuration.width, settings.bottleneck)
      var adapter = WorkList([product(.adapter, T, d, m), product(.adapter, T, m, d)])
      adapter.append(elementwise(.activation, TransformerPlan.activation, T * m, streams: 2))
      work.append(adapter, times: 2)
    case .frozen, .full, .bias: break
    }
    return work
  }

  /// The backward pass down to the range's first state, where it is wanted or anything before it is
  /// trained.
  public func backwardWork(lengths: [Int], wantsInput: Bool = false) -> WorkList {
    guard !lengths.isEmpty else { return WorkList() }
    let tokens = lengths.reduce(0, +)
    var work = holdsFinalNorm ? WorkList([normBackward(tokens)]) : WorkList()
    let goesOn = wantsInput || reachesEmbeddings
    if recomputes { work.append(blockForward(lengths), times: layers.count) }
    work.append(blockBackward(lengths, wantsInput: true), times: layers.count - (goesOn ? 0 : 1))
    if !goesOn { work.append(blockBackward(lengths, wantsInput: false)) }
    if reachesEmbeddings { work.append(embeddingBackward(tokens)) }
    return work.marked(.backward)
  }

  private func blockBackward(_ lengths: [Int], wantsInput: Bool) -> WorkList {
    let c = configuration
    let (T, pairs) = (lengths.reduce(0, +), lengths.reduce(0) { $0 + $1 * $1 })
    let (P, Q, I, e) = (c.projectionWidth, c.queryWidth, c.innerWidth, TransformerPlan.element)
    // A norm before the first attention stands before nothing that is trained.
    let norms = wantsInput || !c.normFirst || (method.trainsNormBiases && c.normHasWeights) ? 2 : 1
    var work = WorkList((0..<norms).map { _ in normBackward(T) })
    work.append(
      elementwise(.activation, 2 * TransformerPlan.activation, T * I, streams: c.isGated ? 6 : 3))
    // Gathered again, and turned back.
    work.append(
      WorkItem(
        .rotation, operations: 2 * T * (2 * P + 3 * plan.rotatedWidth), bytes: 4 * T * P * e))
    // Scores again; dV = A^T dO, dA = dO V^T, dQ = dS K, dK = dS^T Q.
    work.append(
      WorkItem(
        .attention, operations: 10 * pairs * Q,
        bytes: (2 * T * (P + Q) + 6 * pairs * c.heads) * e, launches: 5))
    work.append(
      elementwise(.softmax, TransformerPlan.exponential + 4, pairs * c.heads, streams: 4))
    for map in maps {
      let isProjection = [.query, .key, .value].contains(map.projection)
      if wantsInput || !isProjection { work.append(dataGradient(T, map.inputs, map.outputs)) }
      if method.trainsMatrices { work.append(weightGradient(T, map.inputs, map.outputs)) }
      let hasBias =
        isProjection || map.projection == .output ? c.hasBiases.attention : c.hasBiases.feedForward
      if method.trainsBiases, hasBias {
        work.append(WorkItem(.other, operations: T * map.outputs, bytes: T * map.outputs * e))
      }
    }
    appendAdded(to: &work, T, wantsInput: wantsInput)
    return work
  }

  /// What the method's own matrices take on the way back.
  private func appendAdded(to work: inout WorkList, _ T: Int, wantsInput: Bool) {
    switch method {
    case .lowRank(let settings):
      let r = settings.rank
      for map in updated {
        // dB and dt, dA and dx.
        let entersLayer = [.query, .key, .value].contains(map.projection)
        let inner = product(.adapterGradient, T, map.inputs, r)
        work.append(WorkList([product(.adapterGradient, T, r, map.outputs)]), times: 2)
        work.append(WorkList([inner]), times: wantsInput || !entersLayer ? 2 : 1)
      }
    case .adapters(let settings):
      let (d, m) = (configuration.width, settings.bottleneck)
      // Data and weights of two maps, of two adapters.
      work.append(WorkList([product(.adapterGradient, T, d, m)]), times: 8)
      let slope = elementwise(.activation, 2 * TransformerPlan.activation, T * m, streams: 3)
      work.append(WorkList([slope]), times: 2)
    case .frozen, .full, .bias: break
    }
  }

  private func embeddingBackward(_ tokens: Int) -> WorkList {
    let (d, narrow, e) = (
      configuration.width, configuration.embeddingWidth, TransformerPlan.element
    )
    var work = WorkList()
    if hasEmbeddingNorm { work.append(normBackward(tokens)) }
    guard method.trainsMatrices else { return work }
    if narrow != d {
      work.append(dataGradient(tokens, narrow, d))
      work.append(weightGradient(tokens, narrow, d))
    }
    let rows = narrow + (numbers.positions.row + numbers.tokenTypes.row)
    work.append(
      WorkItem(.embedding, operations: tokens * rows, bytes: 3 * tokens * rows * e))
    return work
  }

  /// One pass of AdamW over all trained numbers.
  public var optimizerWork: WorkList { AdamW.work(numbers: trainedNumbers) }

  /// [tokens, inputs] x [inputs, outputs] with a float32 matrix.
  private func product(
    _ kind: WorkItem.Kind, _ tokens: Int, _ inputs: Int, _ outputs: Int
  )
    -> WorkItem
  {
    WorkItem(
      kind, operations: 2 * tokens * inputs * outputs,
      bytes: (tokens * (inputs + outputs) + inputs * outputs) * TransformerPlan.element)
  }

  private func dataGradient(_ tokens: Int, _ inputs: Int, _ outputs: Int) -> WorkItem {
    WorkItem(
      .dataGradient, operations: 2 * tokens * inputs * outputs,
      bytes: inputs * outputs * bytesPerWeight + tokens * (inputs + outputs)
        * TransformerPlan.element)
  }

  /// Adds to a matrix of float32.
  private func weightGradient(_ tokens: Int, _ inputs: Int, _ outputs: Int) -> WorkItem {
    WorkItem(
      .weightGradient, operations: 2 * tokens * inputs * outputs,
      bytes: (tokens * (inputs + outputs) + 2 * inputs * outputs) * TransformerPlan.element)
  }

  private func elementwise(
    _ kind: WorkItem.Kind, _ operations: Int, _ count: Int, streams: Int
  ) -> WorkItem {
    WorkItem(
      kind, operations: operations * count, bytes: streams * count * TransformerPlan.element)
  }

  /// Twice a norm's forward arithmetic; reads the normalised rows and dy, writes dx.
  private func normBackward(_ tokens: Int) -> WorkItem {
    elementwise(.norm, 2 * TransformerPlan.normalisation, tokens * configuration.width, streams: 3)
  }
}
