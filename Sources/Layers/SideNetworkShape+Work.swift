extension SideNetworkShape {
  /// Bytes of one number.
  private static let element = 4

  /// The operations of a forward pass over `samples`, which have so many rows together, one each
  /// by default.
  ///
  /// Weights are read once an operation. A GELU counts as twenty operations an element, with its
  /// slope; a normalisation as eight.
  public func forwardWork(samples B: Int, rows: Int? = nil) -> WorkList {
    let (d, r, C, e) = (width, rank, classes, Self.element)
    let R = rows ?? B
    var work = WorkList([
      // u = (1 - mu) A + mu s
      WorkItem(.mix, operations: 4 * R * d, bytes: 3 * R * d * e, repetitions: layers),
      WorkItem(
        .adapter, operations: 2 * R * d * r, bytes: (R * d + d * r + R * r) * e,
        repetitions: layers),
      WorkItem(.activation, operations: 20 * R * r, bytes: 3 * R * r * e, repetitions: layers),
      // s = u + g Wup
      WorkItem(
        .adapter, operations: 2 * R * r * d, bytes: (R * r + r * d + 2 * R * d) * e,
        repetitions: layers),
    ])
    if rows != nil { work.append(poolingWork(samples: B, rows: R)) }
    work.append(WorkItem(.norm, operations: 8 * B * d, bytes: (3 * B * d + 2 * d) * e))
    work.append(WorkItem(.adapter, operations: 2 * B * d * C, bytes: (B * d + d * C + B * C) * e))
    return work
  }

  /// A mean over rows or a choice among them, and the way back alike.
  private func poolingWork(samples B: Int, rows R: Int) -> WorkItem {
    WorkItem(.mix, operations: R * width, bytes: (R + B) * width * Self.element)
  }

  /// The operations of a backward pass over `samples`, which have so many rows together: twice the
  /// forward pass's arithmetic.
  public func backwardWork(samples B: Int, rows: Int? = nil) -> WorkList {
    let (d, r, C, e) = (width, rank, classes, Self.element)
    let R = rows ?? B
    var work = WorkList([
      // The head: dWout = normed^T dout, dnormed = dout Wout^T; then the norm.
      WorkItem(
        .adapterGradient, operations: 2 * B * d * C, bytes: (B * d + B * C + d * C) * e,
        repetitions: 2),
      WorkItem(.norm, operations: 16 * B * d, bytes: (4 * B * d + 4 * d) * e),
    ])
    if rows != nil { work.append(poolingWork(samples: B, rows: R)) }
    for item in [
      // A layer: dWup = g^T ds, dg = ds Wup^T, dWdown = u^T dz, du = ds + dz Wdown^T.
      WorkItem(
        .adapterGradient, operations: 2 * R * d * r, bytes: (R * d + R * r + d * r) * e,
        repetitions: 3 * layers),
      WorkItem(
        .adapterGradient, operations: 2 * R * d * r, bytes: (2 * R * d + R * r + d * r) * e,
        repetitions: layers),
      WorkItem(.activation, operations: 40 * R * r, bytes: 3 * R * r * e, repetitions: layers),
      WorkItem(.mix, operations: 8 * R * d, bytes: 5 * R * d * e, repetitions: layers),
    ] { work.append(item) }
    return work.marked(.backward)
  }

  /// The operations of one step of AdamW.
  public var optimizerWork: WorkList { AdamW.work(numbers: parameterCount) }

  /// The operations of one training step: forward, backward, AdamW.
  public func trainingWork(samples: Int, rows: Int? = nil) -> WorkList {
    var work = forwardWork(samples: samples, rows: rows)
    work.append(backwardWork(samples: samples, rows: rows))
    work.append(optimizerWork)
    return work
  }

  /// Floating-point operations of one training step.
  public func trainingOperations(samples: Int) -> UInt64 {
    trainingWork(samples: samples).total.operations
  }
}
