public import Determinism
public import Layers

/// What a server has trained so far, for measurements out of band.
public enum TrainedModel {
  /// PAE's side network, fed with pivot activations.
  case sideNetwork(SideNetwork)
  /// A network that is fed with the activations of all tokens and predicts classes.
  case tokens(any TokenNetwork)

  /// The digest of all parameter bits.
  public var digest: Digest128 {
    switch self {
    case .sideNetwork(let network): network.digest
    case .tokens(let network): network.digest
    }
  }
}
