/// One kind of operation among those that make up a piece of work, as often as it is repeated.
///
/// A roofline holds for one operation at a time: a matrix product that the arithmetic bounds does
/// not hide the traffic of a normalisation that memory bounds.
public struct WorkItem: Hashable, Sendable {
  /// What an operation is there for.
  public enum Kind: String, CaseIterable, Sendable {
    /// Rows of the embedding tables, added up.
    case embedding
    /// A map from the embeddings' width to the hidden width.
    case embeddingProjection
    /// Queries, keys and values.
    case projection
    /// Biases, scales and rotations of queries, keys and values.
    case rotation
    /// Scores, and values mixed by them.
    case attention
    /// Softmax of the scores.
    case softmax
    /// The map behind the attention.
    case attentionOutput
    /// The maps into the feed-forward part.
    case expand
    /// The activation inside the feed-forward part, gate included.
    case activation
    /// The map out of the feed-forward part.
    case contract
    /// Normalisations, and the residuals that they read.
    case norm
    /// A prediction head, its fitting included.
    case head
    /// Mixing of activations and states in a side network.
    case mix
    /// Matrix products of a side network, an adapter or a low-rank update, forward.
    case adapter
    /// The same, backward.
    case adapterGradient
    /// A map's way back, from the gradient of its outputs to that of its inputs.
    case dataGradient
    /// The gradient of a map's matrix.
    case weightGradient
    /// The optimizer's pass over all parameters.
    case optimizer
    /// Secret matrices on what a device uploads.
    case protection
    /// Whatever else.
    case other
  }

  /// The part of a training step that an operation belongs to.
  public enum Phase: String, CaseIterable, Sendable {
    /// States and outputs; inference is nothing else.
    case forward
    /// Gradients, and what is computed again for their sake.
    case backward
    /// The optimizer's step.
    case optimizer
  }

  /// What the operation is there for.
  public var kind: Kind
  /// The part of a training step that it belongs to.
  public var phase = Phase.forward
  /// Floating-point operations of one repetition; a fused multiply-add counts as two.
  public var operations: UInt64
  /// Bytes that one repetition moves to and from memory: weights and states read, states written.
  public var bytes: UInt64
  /// Pieces in which one repetition is handed to the processor.
  public var launches: UInt64
  /// How often it is done.
  public var repetitions: UInt64

  /// Joins the counts.
  public init(
    _ kind: Kind, operations: UInt64, bytes: UInt64, launches: UInt64 = 1, repetitions: UInt64 = 1
  ) {
    self.kind = kind
    self.operations = operations
    self.bytes = bytes
    self.launches = launches
    self.repetitions = repetitions
  }

  /// Makes an item from counts as shapes give them, which must not be negative.
  package init(
    _ kind: Kind, operations: Int, bytes: Int, launches: Int = 1, repetitions: Int = 1
  ) {
    self.init(
      kind, operations: UInt64(operations), bytes: UInt64(bytes), launches: UInt64(launches),
      repetitions: UInt64(repetitions))
  }
}

/// Some work as the operations that it is made of, for the clock of a simulated processor.
public struct WorkList: Hashable, Sendable {
  /// The operations, in the order in which their kinds first occur.
  public private(set) var items: [WorkItem] = []

  /// Makes a list of `items`.
  public init(_ items: [WorkItem] = []) {
    for item in items { append(item) }
  }

  /// Adds an operation; one that equals an earlier one but for its repetitions joins it.
  ///
  /// An item that does nothing is left out.
  public mutating func append(_ item: WorkItem) {
    guard item.repetitions > 0, item.operations > 0 || item.bytes > 0 else { return }
    let known = items.firstIndex {
      $0.kind == item.kind && $0.phase == item.phase && $0.operations == item.operations
        && $0.bytes == item.bytes
        && $0.launches == item.launches
    }
    if let known {
      items[known].repetitions += item.repetitions
    } else {
      items.append(item)
    }
  }

  /// Adds all operations of `other`, so many times.
  public mutating func append(_ other: WorkList, times: Int = 1) {
    precondition(times >= 0, "work is done a whole number of times")
    for var item in other.items {
      item.repetitions *= UInt64(times)
      append(item)
    }
  }

  /// Arithmetic and memory traffic of all operations together.
  ///
  /// Traps beyond 2^64.
  public var total: WorkCount {
    items.reduce(WorkCount(operations: 0, bytes: 0)) {
      $0
        + WorkCount(
          operations: $1.repetitions * $1.operations, bytes: $1.repetitions * $1.bytes)
    }
  }

  /// The same operations as a part of `phase`.
  public func marked(_ phase: WorkItem.Phase) -> WorkList {
    var work = WorkList()
    for var item in items {
      item.phase = phase
      work.append(item)
    }
    return work
  }

  /// Arithmetic of the operations by phase.
  public var operations: PhaseOperations {
    var sums = PhaseOperations()
    for phase in WorkItem.Phase.allCases {
      sums[phase] = items.reduce(0) {
        $0 + ($1.phase == phase ? $1.repetitions * $1.operations : 0)
      }
    }
    return sums
  }

  /// Pieces in which all of it is handed to the processor.
  public var launches: UInt64 { items.reduce(0) { $0 + $1.repetitions * $1.launches } }

  /// Arithmetic of the operations of one kind.
  public func operations(of kind: WorkItem.Kind) -> UInt64 {
    items.reduce(0) { $0 + ($1.kind == kind ? $1.repetitions * $1.operations : 0) }
  }
  /// Arithmetic in matrix products and attention, two operations a multiply-add; heads apart.
  public var matrixOperations: UInt64 {
    let kinds: [WorkItem.Kind] = [
      .embeddingProjection, .projection, .attention, .attentionOutput, .expand, .contract,
      .adapter, .adapterGradient, .dataGradient, .weightGradient,
    ]
    return kinds.reduce(0) { $0 + operations(of: $1) }
  }
}
