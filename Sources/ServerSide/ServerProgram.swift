public import Determinism
public import Layers
public import Transformers
public import Wire

/// What runs on the server, as its surroundings see it: a state machine without clock, socket or
/// thread.
public protocol ServerProgram: AnyObject {
  /// Training steps so far.
  var steps: Int { get }
  /// Accounts of the activation cache; empty where there is none.
  var cacheReport: ServerMachine.CacheReport { get }
  /// Whether work is under way, so that `computed` is due.
  var isTraining: Bool { get }
  /// Whether it knows what to do where frames get lost and processes die.
  var survivesFaults: Bool { get }
  /// What it has trained, for measurements out of band; nil before there is anything, and without
  /// values.
  var model: ServerModel? { get }
  /// The trained parameters as they stand; empty before there are any, and without values.
  var trainedTensors: [NamedTensor] { get }

  /// Takes one event and returns what follows from it, in order.
  func handle(_ event: ServerEvent) throws(ServerError) -> [ServerEffect]
  /// The process starts again: all memory is lost, what is on disk stays.
  ///
  /// Returns the number of steps that are lost with it.
  func restart() -> Int
  /// The process runs again.
  func resume() -> [ServerEffect]
}

/// What a server trains.
public enum ServerModel {
  /// A side network.
  case sideNetwork(SideNetwork)
  /// A network that is fed with the activations of all tokens and predicts classes.
  case tokens(any TokenNetwork)
  /// The layers above a cut, and the head where it is the server's.
  case split(SplitBack, head: SplitHead?)
  /// The mean of what devices have trained.
  case averaged([NamedTensor])
}

extension ServerProgram {
  /// Digest of the trained parameters; of nothing before there are any.
  public var trainedDigest: Digest128 {
    switch model {
    case .sideNetwork(let network): network.digest
    case .tokens(let network): network.digest
    case .split, .averaged, nil: trainedTensors.digest
    }
  }
}

extension [NamedTensor] {
  /// Digest of names and values; of nothing where there are none.
  public var digest: Digest128 {
    guard contains(where: { !$0.values.isEmpty }) else { return Digest128(of: []) }
    let builder = DigestBuilder()
    for tensor in self {
      builder.update(tensor.name)
      builder.update(tensor.values)
    }
    return builder.digest
  }
}
