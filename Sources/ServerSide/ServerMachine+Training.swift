internal import Determinism
internal import Wire

extension ServerMachine {
  /// Trains the first staged batch once it is complete, and keeps the next one coming.
  func trainNext(_ effects: inout [ServerEffect]) {
    stageAhead(&effects)
    guard training == nil, let batch = staged.first, batch.missing == 0, let trainer else { return }
    staged.removeFirst()
    // The step itself happens when its time is over, so that nobody sees a state of the future.
    training = batch
    steps += 1
    effects.append(.compute(trainer.work(batch)))
    stageAhead(&effects)
  }

  private func stageAhead(_ effects: inout [ServerEffect]) {
    while staged.count + (training == nil ? 0 : 1) < Self.stagedBatches, !plan.isEmpty {
      stageNext(&effects)
    }
  }

  /// Copies what the cache holds, asks the owners for the rest.
  private func stageNext(_ effects: inout [ServerEffect]) {
    guard let session, let trainer else { return }
    let numbers = plan.removeFirst()
    let batch = trainer.stage(numbers)
    var wanted = [[SampleKey]](repeating: [], count: flows.count)
    for (row, number) in numbers.enumerated() {
      let tokens = samples[number].tokens
      if let entry = cache?.lookUp(number, bytes: entryBytes(tokens: tokens, session)) {
        batch.fill(row, from: entry, tokens: tokens)
      } else {
        waiting[number] = (batch, row)
        wanted[samples[number].flow].append(samples[number].key)
      }
    }
    for (flow, keys) in wanted.enumerated() where !keys.isEmpty {
      send(.resend(keys), flow, &effects)
    }
    staged.append(batch)
  }

  func send(_ message: ServerMessage, _ flow: Int, _ effects: inout [ServerEffect]) {
    effects.append(.send(message.frame(withValues: settings.hasValues), flow: flow))
  }

  /// A step's time is over: takes the step.
  func finishBatch(_ effects: inout [ServerEffect]) {
    guard let batch = training, let trainer, let session else {
      preconditionFailure("work is done only after it was asked for")
    }
    training = nil
    trainer.train(batch)
    batchesTrained += 1
    effects.append(.trained(epoch: epoch, samples: batch.samples))
    if hasAllSamples, staged.isEmpty, plan.isEmpty { finishEpoch(trainer, session, &effects) }
    if let interval = settings.checkpointInterval, steps % interval == 0 { takeCheckpoint() }
  }

  private func finishEpoch(
    _ trainer: any BatchTrainer, _ session: SessionShape, _ effects: inout [ServerEffect]
  ) {
    let loss = trainer.finishEpoch()
    effects.append(.epochFinished(epoch: epoch, loss: loss))
    let progress = ServerMessage.progress(epoch: epoch, loss: loss ?? 0)
    for flow in flows.indices { send(progress, flow, &effects) }
    guard epoch < settings.epochs else {
      // Devices leave with the network, so nothing that needs them may be lost from here on.
      takeCheckpoint()
      for flow in flows.indices { send(.sideNetwork(trainer.tensors), flow, &effects) }
      return
    }
    epoch += 1
    batchesTrained = 0
    let shuffled = order.permutation(samples.count)
    plan = stride(from: 0, to: shuffled.count, by: session.batch).map {
      Array(shuffled[$0..<min($0 + session.batch, shuffled.count)])
    }
  }
}
