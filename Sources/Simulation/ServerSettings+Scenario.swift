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
    self.init(
      rank: scenario.method.rank, optimizer: .init(scenario.method.optimizer),
      epochs: scenario.method.epochs, cacheBytes: scenario.server.cache,
      seed: Seed(scenario.effectiveServerSeed), backend: backend)
    method = SessionMethod(scenario.method)
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

extension RetryPolicy {
  /// When the scenario's machines send again; nil where nothing gets lost.
  init?(_ scenario: Scenario) {
    guard let faults = scenario.faults else { return nil }
    self.init(timeout: faults.retryTimeout, limit: faults.retryLimit)
  }
}
