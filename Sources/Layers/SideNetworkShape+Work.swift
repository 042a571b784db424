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

  /// The operations of one training step: forward, backward (twice the arithmetic), AdamW.
  public func trainingWork(samples B: Int) -> WorkList {
    let (d, r, C, P, e) = (width, rank, classes, parameterCount, Self.element)
    var work = forwardWork(samples: B)
    // The head: dWout = normed^T dout, dnormed = dout Wout^T; then the norm.
    work.append(
      WorkItem(
        .adapterGradient, operations: 2 * B * d * C, bytes: (B * d + B * C + d * C) * e,
        launches: 1, repetitions: 2))
    work.append(WorkItem(.norm, operations: 16 * B * d, bytes: (4 * B * d + 4 * d) * e))
    // A layer: dWup = g^T ds, dg = ds Wup^T, dWdown = u^T dz, du = ds + dz Wdown^T.
    work.append(
      WorkItem(
        .adapterGradient, operations: 2 * B * d * r, bytes: (B * d + B * r + d * r) * e,
        repetitions: 3 * layers))
    work.append(
      WorkItem(
        .adapterGradient, operations: 2 * B * d * r, bytes: (2 * B * d + B * r + d * r) * e,
        repetitions: layers))
    work.append(
      WorkItem(.activation, operations: 40 * B * r, bytes: 3 * B * r * e, repetitions: layers))
    work.append(WorkItem(.mix, operations: 8 * B * d, bytes: 5 * B * d * e, repetitions: layers))
    // Reads parameters, gradients and two moments, writes all but the gradients.
    work.append(WorkItem(.optimizer, operations: 14 * P, bytes: 7 * P * e))
    return work
  }

  /// Floating-point operations of one training step.
  public func trainingOperations(samples: Int) -> UInt64 {
    trainingWork(samples: samples).total.operations
  }
}
