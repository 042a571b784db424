public import Determinism
public import Tensors
public import Transformers

/// Which server there is to be, and how it is set up; all of it is public.
public enum ServerSetup: Sendable {
  /// A side network on cached activations.
  case sideNetwork(ServerMachine.Settings)
  /// The layers above the cut of a split model.
  case split(SplitServer.Settings, backbone: any Backbone, pool: WorkerPool)
  /// The mean of what devices train.
  case averaging(FederatedServer.Settings, backbone: any Backbone)

  /// Devices that take part; flows count from zero.
  public var devices: Int {
    switch self {
    case .sideNetwork(let settings): settings.devices
    case .split: 1
    case .averaging(let settings, _): settings.devices
    }
  }

  /// Makes a server that has heard nothing yet.
  public func makeServer(ledger: Ledger?) -> any ServerProgram {
    switch self {
    case .sideNetwork(let settings): ServerMachine(settings: settings, ledger: ledger)
    case .split(let settings, let backbone, let pool):
      SplitServer(backbone: backbone, settings: settings, pool: pool, ledger: ledger)
    case .averaging(let settings, let backbone):
      FederatedServer(backbone: backbone, settings: settings, ledger: ledger)
    }
  }

  /// The same server with another root of its randomness.
  public func seeded(_ seed: Seed) -> ServerSetup {
    switch self {
    case .sideNetwork(var settings):
      settings.seed = seed
      return .sideNetwork(settings)
    case .split(var settings, let backbone, let pool):
      settings.seed = seed
      return .split(settings, backbone: backbone, pool: pool)
    case .averaging(var settings, let backbone):
      settings.seed = seed
      return .averaging(settings, backbone: backbone)
    }
  }
}
