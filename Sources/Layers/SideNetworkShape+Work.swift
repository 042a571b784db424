extension SideNetworkShape {
  /// Bytes of one number.
  private static let element = 4

  /// The operations of a forward pass over `samples`.
  ///
  /// Weights are read once an operation. A GELU counts as twenty operations an element, with its
  /// slope; a normalisation as eight.
  public func forwardWork(samples B: Int) -> WorkList {
    let (d, r, C, e) = (width, rank, classes, Self.element)
    return WorkList([
      // u = (1 - mu) A + mu s
      WorkItem(.mix, operations: 4 * B * d, bytes: 3 * B * d * e, repetitions: layers),
      WorkItem(
        .adapter, operations: 2 * B * d * r, bytes: (B * d + d * r + B * r) * e,
        repetitions: layers),
      WorkItem(.activation, operations: 20 * B * r, bytes: 3 * B * r * e, repetitions: layers),
      // s = u + g Wup
      WorkItem(
        .adapter, operations: 2 * B * r * d, bytes: (B * r + r * d + 2 * B * d) * e,
        repetitions: layers),
      WorkItem(.norm, operations: 8 * B * d, bytes: (3 * B * d + 2 * d) * e),
      WorkItem(.adapter, operations: 2 * B * d * C, bytes: (B * d + d * C + B * C) * e),
    ])
  }

  /// The operations of a backward pass over `samples`: twice the forward pass's arithmetic.
  public func backwardWork(samples B: Int) -> WorkList {
    let (d, r, C, e) = (width, rank, classes, Self.element)
    return WorkList([
      // The head: dWout = normed^T dout, dnormed = dout Wout^T; then the norm.
      WorkItem(
        .adapterGradient, operations: 2 * B * d * C, bytes: (B * d + B * C + d * C) * e,
        repetitions: 2),
      WorkItem(.norm, operations: 16 * B * d, bytes: (4 * B * d + 4 * d) * e),
      // A layer: dWup = g^T ds, dg = ds Wup^T, dWdown = u^T dz, du = ds + dz Wdown^T.
      WorkItem(
        .adapterGradient, operations: 2 * B * d * r, bytes: (B * d + B * r + d * r) * e,
        repetitions: 3 * layers),
      WorkItem(
        .adapterGradient, operations: 2 * B * d * r, bytes: (2 * B * d + B * r + d * r) * e,
        repetitions: layers),
      WorkItem(.activation, operations: 40 * B * r, bytes: 3 * B * r * e, repetitions: layers),
      WorkItem(.mix, operations: 8 * B * d, bytes: 5 * B * d * e, repetitions: layers),
    ]).marked(.backward)
  }

  /// The operations of one step of AdamW.
  public var optimizerWork: WorkList { AdamW.work(numbers: parameterCount) }

  /// The operations of one training step: forward, backward, AdamW.
  public func trainingWork(samples: Int) -> WorkList {
    var work = forwardWork(samples: samples)
    work.append(backwardWork(samples: samples))
    work.append(optimizerWork)
    return work
  }

  /// Floating-point operations of one training step.
  public func trainingOperations(samples: Int) -> UInt64 {
    trainingWork(samples: samples).total.operations
  }
}
