public import Determinism
public import Layers

/// Work and memory of both parts of a split model, counted from dimensions alone.
public struct SplitPlan: Sendable {
  /// The layers below the cut.
  public let front: FineTuningPlan
  /// The layers above the cut.
  public let back: FineTuningPlan
  /// The head.
  public let head: HeadPlan

  /// Cuts `backbone` above its first `cut` layers.
  ///
  /// Traps unless both parts have layers.
  public init(
    _ backbone: any Backbone, _ method: FineTuningMethod, cut: Int, classes: Int, pooling: Pivot
  ) {
    precondition(cut > 0 && cut < backbone.layers, "both parts have layers")
    front = backbone.fineTuningPlan(method, layers: 0..<cut)
    back = backbone.fineTuningPlan(method, layers: cut..<backbone.layers)
    head = HeadPlan(width: backbone.width, classes: classes, pooling: pooling)
  }

  /// Layers below the cut.
  public var cut: Int { front.layers.upperBound }

  /// The way back below the cut, and the optimizer's pass.
  public func frontBackward(lengths: [Int]) -> WorkList {
    var work = front.backwardWork(lengths: lengths)
    work.append(front.optimizerWork)
    return work
  }

  /// The way forth above the cut, up to the pooled states.
  public func backForward(lengths: [Int]) -> WorkList {
    var work = back.forwardWork(lengths: lengths)
    work.append(head.pooling(lengths: lengths))
    return work
  }

  /// The way back above the cut, down to the states at it, and the optimizer's pass.
  public func backBackward(lengths: [Int]) -> WorkList {
    var work = back.backwardWork(lengths: lengths, wantsInput: true)
    work.append(head.pooling(lengths: lengths).marked(.backward))
    work.append(back.optimizerWork)
    return work
  }
}

/// Work and memory of a head on pooled states, z = p W^T + b, and of its softmax cross-entropy.
public struct HeadPlan: Sendable {
  private let width: Int
  private let classes: Int
  private let isMean: Bool

  /// A head of `classes` outputs on states of `width` numbers.
  public init(width: Int, classes: Int, pooling: Pivot) {
    self.width = width
    self.classes = classes
    isMean = pooling == .mean
  }

  /// Trained numbers: W [C, d] and b [C].
  public var trainedNumbers: Int { classes * (width + 1) }

  /// Bytes of the trained numbers, their gradients, and AdamW's two moments.
  public var trainingBytes: ByteCount {
    ByteCount(4 * TransformerPlan.element * trainedNumbers)
  }

  /// From states to pooled states, or back.
  public func pooling(lengths: [Int]) -> WorkList {
    let tokens = lengths.reduce(0, +)
    let read = isMean ? tokens : lengths.count
    return WorkList([
      WorkItem(
        .other, operations: isMean ? tokens * width : 0,
        bytes: (read + lengths.count) * width * TransformerPlan.element)
    ])
  }

  /// A step on `samples` pooled states: outputs, loss, both gradients, optimizer.
  public func step(samples: Int) -> WorkList {
    let (product, e) = (2 * samples * width * classes, TransformerPlan.element)
    let bytes = (samples * (width + classes) + width * classes) * e
    var work = WorkList([
      WorkItem(.head, operations: product, bytes: bytes),
      WorkItem(
        .softmax, operations: (TransformerPlan.exponential + 4) * samples * classes,
        bytes: 4 * samples * classes * e),
    ])
    // dW = dz^T p, and dp = dz W.
    let gradients = WorkList([WorkItem(.head, operations: product, bytes: bytes)])
    work.append(gradients.marked(.backward), times: 2)
    work.append(AdamW.work(numbers: trainedNumbers))
    return work
  }
}

/// The name and the extents of a trained array, outermost first.
public struct ParameterShape: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Its extents.
  public var shape: [Int]
}

extension FineTuningPlan {
  /// The arrays of low-rank updates in the order in which they lie.
  ///
  /// Traps for other methods.
  public var trainedShapes: [ParameterShape] {
    guard case .lowRank(let settings) = method else {
      preconditionFailure("only low-rank updates are listed")
    }
    return layers.flatMap { layer in
      updated.flatMap { map in
        let name = "layers.\(layer).\(map.projection.rawValue)"
        return [
          ParameterShape(name: "\(name).lora_A.weight", shape: [settings.rank, map.inputs]),
          ParameterShape(name: "\(name).lora_B.weight", shape: [map.outputs, settings.rank]),
        ]
      }
    }
  }
}

extension HeadPlan {
  /// W and b in the order in which they lie.
  public var trainedShapes: [ParameterShape] {
    [
      ParameterShape(name: "head.weight", shape: [classes, width]),
      ParameterShape(name: "head.bias", shape: [classes]),
    ]
  }
}
