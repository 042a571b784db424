/// What a device has trained in a round of federated averaging (McMahan et al., arXiv 1602.05629).
public struct LocalUpdate: Equatable, Sendable {
  /// The round, counted from one.
  public var round: Int
  /// Mean loss over the round's samples; nothing where values are left out.
  public var loss: Float?
  /// The trained arrays.
  public var tensors: [NamedTensor]

  /// Joins the parts.
  public init(round: Int, loss: Float?, tensors: [NamedTensor]) {
    precondition(round > 0, "rounds count from one")
    self.round = round
    self.loss = loss
    self.tensors = tensors
  }
}
