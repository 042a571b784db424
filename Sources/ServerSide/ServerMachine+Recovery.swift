internal import Determinism
internal import Wire

extension ServerMachine {
  /// What survives a restart beside the arrivals and the cache, which are on disk at once.
  ///
  /// Training goes on from here in the same order, so a restart changes no value.
  struct Checkpoint {
    let trainer: TrainerState
    let steps: Int
    let epoch: Int
    let batchesTrained: Int
    /// Batches of a later epoch that were not trained yet.
    let plan: [[Int]]
    let order: RandomStream
  }

  /// Keeps the state behind the last whole step.
  func takeCheckpoint() {
    guard settings.checkpointInterval != nil, let trainer else { return }
    precondition(training == nil, "a checkpoint is taken between steps")
    checkpoint = Checkpoint(
      trainer: trainer.state, steps: steps, epoch: epoch, batchesTrained: batchesTrained,
      plan: epoch == 1 ? [] : staged.map(\.samples) + plan, order: order)
  }

  /// The process starts again: all memory is lost, what is on disk stays.
  ///
  /// Returns the number of steps that are lost with it. Devices reconnect one by one.
  public func restart() -> Int {
    guard let trainer, let checkpoint else {
      // Nothing was on disk yet: not even a hello.
      for flow in flows.indices { flows[flow].early = [:] }
      return 0
    }
    // A step under way was counted when it began, and nobody has seen its end.
    let lost = steps - checkpoint.steps - (training == nil ? 0 : 1)
    training = nil
    staged = []
    waiting = [:]
    attempts = 0
    for flow in flows.indices { flows[flow].early = [:] }
    trainer.state = checkpoint.trainer
    (steps, epoch, batchesTrained) = (
      checkpoint.steps, checkpoint.epoch, checkpoint.batchesTrained
    )
    order = checkpoint.order
    plan = epoch == 1 ? Array(arrivals[batchesTrained...]) : checkpoint.plan
    return lost
  }

  /// The process runs again: training goes on.
  public func resume() -> [ServerEffect] {
    var effects: [ServerEffect] = []
    trainNext(&effects)
    armTimer(&effects)
    return effects
  }

  /// Sends again what the device on `flow` has not answered.
  func repeatRequests(to flow: Int, _ effects: inout [ServerEffect]) {
    guard flows[flow].session != nil, !flows[flow].hasLeft else { return }
    let keys = waiting.keys.sorted().filter { samples[$0].flow == flow }.map { samples[$0].key }
    if !keys.isEmpty, settings.plantedDefect != .forgetsRequests {
      send(.resend(keys), flow, &effects)
    }
    if isServing, let trainer { send(.sideNetwork(trainer.tensors), flow, &effects) }
  }

  /// Asks for a timer while an answer is due.
  func armTimer(_ effects: inout [ServerEffect]) {
    guard let retry = settings.retry else { return }
    let isDue = !waiting.isEmpty || isServing && !flows.allSatisfy(\.hasLeft)
    effects.append(.setTimer(isDue ? retry.wait(attempts: attempts) : nil))
  }
}
