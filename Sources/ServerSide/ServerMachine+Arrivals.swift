internal import Wire

extension ServerMachine {
  /// Takes a batch: new samples are trained in order, samples that were asked for fill their rows.
  func receive(
    _ uploads: [UploadedSample], sequence: Int, _ flow: Int, _ effects: inout [ServerEffect]
  ) throws(ServerError) {
    guard let session = flows[flow].session else {
      guard settings.retry != nil else { throw .unexpected(.samples) }
      return
    }
    let fresh = uploads.filter { numberOfKey[$0.key] == nil }
    if fresh.isEmpty {
      acknowledge(sequence, flow, &effects)
      if settings.plantedDefect == .trainsDuplicates, sequence < flows[flow].nextSequence,
        epoch == 1, !uploads.contains(where: { waiting[numberOfKey[$0.key] ?? -1] != nil })
      {
        stage(uploads.compactMap { numberOfKey[$0.key] }, uploads)
      }
      for sample in uploads { refill(sample) }
      return
    }
    let isWhole =
      settings.acceptsFilling ? uploads.count == session.batch : fresh.count == uploads.count
    guard isWhole, uploads.count <= session.batch,
      flows[flow].samples + fresh.count <= session.samples,
      Set(uploads.map(\.key)).count == uploads.count
    else { throw .wrongSamples }
    guard sequence == flows[flow].nextSequence else {
      // Too early: it is acknowledged once those before it are there.
      guard settings.retry != nil, sequence > flows[flow].nextSequence else { throw .wrongSamples }
      flows[flow].early[sequence] = uploads
      return
    }
    accept(uploads, sequence, flow, session, &effects)
    while let next = flows[flow].early.removeValue(forKey: flows[flow].nextSequence) {
      accept(next, flows[flow].nextSequence, flow, session, &effects)
    }
  }

  private func acknowledge(_ sequence: Int, _ flow: Int, _ effects: inout [ServerEffect]) {
    let message = ServerMessage.acknowledgement(sequence: sequence)
    effects.append(.send(message.frame(withValues: settings.hasValues), flow: flow))
  }

  /// Numbers the samples of a batch, keeps them, and puts the batch in line.
  private func accept(
    _ uploads: [UploadedSample], _ sequence: Int, _ flow: Int, _ session: SessionShape,
    _ effects: inout [ServerEffect]
  ) {
    // What fills up a batch has come before, in an earlier one.
    let uploads = uploads.filter { numberOfKey[$0.key] == nil }
    acknowledge(sequence, flow, &effects)
    attempts = 0
    flows[flow].nextSequence += 1
    guard !uploads.isEmpty else { return }
    flows[flow].samples += uploads.count
    var numbers: [Int] = []
    for sample in uploads {
      numberOfKey[sample.key] = samples.count
      numbers.append(samples.count)
      samples.append(KnownSample(key: sample.key, flow: flow, tokens: sample.tokens))
      let bytes = entryBytes(tokens: sample.tokens, session)
      withEntry(sample) { cache?.insert(samples.count - 1, bytes: bytes, $0) }
    }
    arrivals.append(numbers)
    // Behind a restart, older batches come first; then this one is read from the cache.
    if plan.isEmpty { stage(numbers, uploads) } else { plan.append(numbers) }
  }

  private func stage(_ numbers: [Int], _ uploads: [UploadedSample]) {
    guard let trainer else { preconditionFailure("samples come behind a hello") }
    let batch = trainer.stage(numbers)
    for (row, sample) in uploads.enumerated() {
      withEntry(sample) { batch.fill(row, from: $0, tokens: sample.tokens) }
    }
    staged.append(batch)
  }

  /// A sample that was asked for again has arrived.
  private func refill(_ sample: UploadedSample) {
    // A sample keeps its tokens: another one under its name would not fit what was reserved.
    guard let number = numberOfKey[sample.key], samples[number].tokens == sample.tokens else {
      return
    }
    withEntry(sample) { entry in
      cache?.fill(number, entry)
      if let (batch, row) = waiting.removeValue(forKey: number) {
        batch.fill(row, from: entry, tokens: sample.tokens)
        if waiting.isEmpty { attempts = 0 }
      }
    }
  }

  /// Lends a sample as the cache keeps it.
  private func withEntry(
    _ sample: UploadedSample, _ body: (UnsafeBufferPointer<Float>) -> Void
  ) {
    (trainer?.entry(of: sample) ?? []).withUnsafeBufferPointer(body)
  }
}
