internal import Determinism
internal import DeviceSide
internal import Layers
internal import Scenarios
internal import ServerSide
internal import Tensors
internal import Transformers
internal import Wire

extension SessionMethod {
  /// What messages hold under a scenario's method; without messages of its own it counts as PAE.
  init(_ method: Scenario.Method) {
    self =
      switch method.name {
      case .mobillm: .mobillm
      case .lst: method.isOnDevice ? .pae : .lst
      case .split: .split
      case .uSplit: .uSplit
      case .fedavgLora: .fedavg
      case .pae, .fedPAE, .full, .lora, .adapter, .bitfit: .pae
      }
  }
}

extension SessionShape {
  /// The session of a device with `samples` samples of a model in `backbone`.
  init(_ scenario: Scenario, _ backbone: any Backbone, samples: Int) {
    let method = SessionMethod(scenario.method)
    self.init(
      layers: backbone.layers + (method.sendsEmbeddings ? 1 : 0), width: backbone.width,
      classes: scenario.data.classes, samples: samples, batch: scenario.method.batch,
      format: ActivationFormat(scenario.method, width: backbone.width), method: method,
      // The texts' own lengths are private.
      tokens: method.sendsSequences ? backbone.maxLength : 1,
      cut: method.isSplit ? scenario.method.cut ?? max(1, backbone.layers / 2) : 0)
  }

  /// Bytes of the states of one token at the cut.
  var tokenBytes: Int { format.byteCount(of: width) }
}

extension Pivot {
  /// The token whose state stands for a text.
  init(_ pivot: Scenario.Method.Pivot) {
    self =
      switch pivot {
      case .first: .first
      case .last: .last
      case .mean: .mean
      }
  }
}

extension SplitDevice.Settings {
  /// Takes what the scenario says of a device with such a session.
  init(_ scenario: Scenario, _ session: SessionShape) {
    self.init(
      session: session, method: FineTuningMethod(scenario.method),
      pooling: Pivot(scenario.method.pivot), optimizer: .init(scenario.method.optimizer),
      epochs: scenario.method.epochs, hasValues: scenario.hasValues)
  }
}

extension ServerSetup {
  /// The server that the scenario's method asks for; `backbone` opens the public backbone where
  /// the server runs a part of it.
  init(
    _ scenario: Scenario, backend: MatrixBackend, ladder: LadderShape?, workers: Int,
    defect: ServerMachine.PlantedDefect? = nil, backbone: () throws -> any Backbone
  ) rethrows {
    let method = SessionMethod(scenario.method)
    guard method.isSplit || method == .fedavg else {
      self = .sideNetwork(
        .init(
          scenario, backend: backend, ladder: ladder, retry: RetryPolicy(scenario), defect: defect))
      return
    }
    let backbone = try backbone()
    guard method.isSplit else {
      self = .averaging(
        FederatedServer.Settings(
          devices: scenario.members.count, method: FineTuningMethod(scenario.method),
          classes: scenario.data.classes, pooling: Pivot(scenario.method.pivot),
          epochs: scenario.method.epochs, localSteps: scenario.method.localSteps,
          seed: Seed(scenario.effectiveServerSeed), hasValues: scenario.hasValues),
        backbone: backbone)
      return
    }
    self = .split(
      SplitServer.Settings(
        session: SessionShape(scenario, backbone, samples: 1),
        method: FineTuningMethod(scenario.method), pooling: Pivot(scenario.method.pivot),
        optimizer: .init(scenario.method.optimizer), epochs: scenario.method.epochs,
        seed: Seed(scenario.effectiveServerSeed), hasValues: scenario.hasValues),
      backbone: backbone, pool: WorkerPool(workers: workers))
  }
}
