internal import Determinism
internal import DeviceSide
internal import Layers
internal import Scenarios
internal import ServerSide
internal import Tensors
internal import Transformers
internal import Wire

/// What a method trains, wherever its parts are.
///
/// A run measures with it while it trains, and what a run left behind predicts with it later:
/// `Predictor` makes both the same function of trained numbers, backbone and sequences.
enum TrainedModel {
  /// Adds to the backbone's own prediction, from the activations of one token a layer.
  case sideNetwork(SideNetwork)
  /// Reads the states of all tokens.
  case tokens(any TokenNetwork)
  /// Layers below and above a cut, and a head.
  case split(SplitFront, SplitBack, PooledHead)
  /// Is the device's alone.
  case local(any LocalModel)
  /// The mean of what devices have trained, beside a model that can hold it.
  case averaged([NamedTensor], FineTunedModel)

  /// What server and device have of it as it stands; nil before there is anything.
  init?(server: ServerEdge, device: any DeviceProgram) {
    switch server.model {
    case .sideNetwork(let network)?: self = .sideNetwork(network)
    case .tokens(let network)?: self = .tokens(network)
    case .split(let back, let served)?:
      guard let device = device as? SplitDevice, let front = device.front,
        let head = served ?? device.head
      else { return nil }
      self = .split(front, back, head.head)
    case .averaged(let average)?:
      guard let device = device as? FederatedDevice else { return nil }
      self = .averaged(average, device.model)
    case nil:
      guard let model = (device as? LocalTraining)?.model, model.hasValues else { return nil }
      self = .local(model)
    }
  }

  /// A model of the kind that `scenario` trains on `backbone`, before its numbers are filled in.
  ///
  /// Traps where scenario and backbone do not fit, or where there are no values.
  init(
    blank scenario: Scenario, _ backbone: any Backbone, ladder: LadderShape?,
    backend: MatrixBackend, pool: WorkerPool
  ) {
    let (method, pivot) = (scenario.method, Pivot(scenario.method.pivot))
    // All that is drawn is overwritten.
    let seed = Seed(0)
    func sideNetwork() -> SideNetwork {
      let shape = SideNetworkShape(
        layers: backbone.layers, width: backbone.width, rank: method.rank,
        classes: scenario.data.classes)
      return SideNetwork(
        shape: shape, backend: backend,
        parameters: [Float](repeating: 0, count: shape.parameterCount))
    }
    switch method.name {
    case .pae, .fedPAE: self = .sideNetwork(sideNetwork())
    case .mobillm: self = .tokens(AdapterNetwork(sideNetwork(), pooling: pivot))
    case .lst:
      guard let ladder else { preconditionFailure("a ladder has a shape") }
      var stream = seed.stream("blank", ledger: nil)
      self = .tokens(
        LadderNetwork(shape: ladder, pooling: pivot, backend: backend, stream: &stream))
    case .split, .uSplit: self = Self.blankSplit(scenario, backbone, pool)
    case .full, .lora, .adapter, .bitfit, .fedavgLora:
      self = .local(
        FineTunedModel(
          backbone, settings: .init(scenario), seed: seed, ledger: nil, pool: pool))
    }
  }

  private static func blankSplit(
    _ scenario: Scenario, _ backbone: any Backbone, _ pool: WorkerPool
  ) -> TrainedModel {
    let (method, pivot) = (FineTuningMethod(scenario.method), Pivot(scenario.method.pivot))
    let optimizer = AdamW.Settings(scenario.method.optimizer)
    let cut = SessionShape(scenario, backbone, samples: 1).cut
    var stream = Seed(0).stream("blank", ledger: nil)
    guard let below = backbone.trainable(by: method, layers: 0..<cut, stream: &stream),
      let above = backbone.trainable(by: method, layers: cut..<backbone.layers, stream: &stream)
    else { preconditionFailure("a model without values is only counted") }
    return .split(
      SplitFront(below, settings: optimizer, options: .split, pool: pool),
      SplitBack(above, pooling: pivot, settings: optimizer, options: .split, pool: pool),
      PooledHead(for: above, outputs: scenario.data.classes, pooling: pivot, stream: &stream))
  }

  /// All trained numbers where they lie.
  var arrays: [ParameterArray] {
    switch self {
    case .sideNetwork(let network): network.arrays
    case .tokens(let network): network.arrays
    case .split(let front, let back, let head):
      [front.parameters, back.parameters, head.parameters].flatMap(\.arrays)
    case .local(let model): model.arrays
    case .averaged(_, let model): model.arrays
    }
  }
}
