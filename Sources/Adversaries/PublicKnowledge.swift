public import Tensors
public import Transformers
public import Wire

/// What a server knows beside the frames: the scenario's public part.
///
/// The frozen backbone is public; the device's head is public only where it is the model's own.
public struct PublicKnowledge: Sendable {
  /// The messages of the client.
  public var tree: SchemaTree
  /// Declared number of classes, C.
  public var classes: Int
  /// The session of a split model, whose batches name no samples; nil for other methods.
  public var split: SessionShape?
  /// The session where samples hold the activations of all tokens, and the label; nil elsewhere.
  public var tokenwise: SessionShape?
  /// Layout of the activations; nil where nobody says.
  public var format: ActivationFormat?
  /// Numbers in one token's activations, layers x width; nil where nobody says.
  public var activationCount: Int?
  /// The frozen backbone with its values; nil where it is not known.
  public var backbone: (any Backbone)?
  /// The token whose activations travel.
  public var pivot: Pivot
  /// The model's own head, where that is what predicts.
  public var head: OwnHead?
  /// Epsilon of the randomized response behind which the device fits a probe (`ProbeFit`).
  ///
  /// Nil where it fits none, or sends true labels.
  public var probeEpsilon: Double?
  /// Who computes.
  public var pool: WorkerPool

  /// Knowledge of the messages and the number of classes alone.
  public init(tree: SchemaTree = .standard, classes: Int) {
    precondition(classes > 0, "there is at least one class")
    self.tree = tree
    self.classes = classes
    pivot = .last
    pool = WorkerPool(workers: 1)
  }
}
