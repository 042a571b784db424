internal import Determinism
internal import Layers
internal import Scenarios
internal import ServerSide
internal import Tensors
internal import Transformers
internal import Wire

extension ServerMachine.Settings {
  /// Takes what the scenario says of the server.
  init(
    _ scenario: Scenario, backend: MatrixBackend, ladder: LadderShape?, retry: RetryPolicy?,
    defect: ServerMachine.PlantedDefect?
  ) {
    let optimizer = scenario.method.optimizer
    self.init(
      rank: scenario.method.rank,
      optimizer: .init(
        learningRate: optimizer.learningRate, weightDecay: optimizer.weightDecay,
        beta1: optimizer.beta1, beta2: optimizer.beta2, epsilon: optimizer.epsilon),
      epochs: scenario.method.epochs, cacheBytes: scenario.server.cache,
      seed: Seed(scenario.effectiveServerSeed), backend: backend)
    method = scenario.method.session
    self.ladder = ladder
    pooling = Pivot(scenario.method.pivot)
    devices = scenario.members.count
    hasValues = scenario.hasValues
    self.retry = retry
    acceptsFilling = scenario.method.uniformSlots != nil
    checkpointInterval = scenario.faults?.checkpointInterval
    plantedDefect = defect
    dropsForeignFrames = scenario.canary != nil
  }
}

extension Pivot {
  /// The token that the scenario names.
  init(_ pivot: Scenario.Method.Pivot) {
    self =
      switch pivot {
      case .first: .first
      case .last: .last
      case .mean: .mean
      }
  }
}

extension RetryPolicy {
  /// When the scenario's machines send again; nil where nothing gets lost.
  init?(_ scenario: Scenario) {
    guard let faults = scenario.faults else { return nil }
    self.init(timeout: faults.retryTimeout, limit: faults.retryLimit)
  }
}
