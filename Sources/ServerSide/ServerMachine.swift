public import Determinism
public import Layers
public import Tensors
public import Wire

/// What happens to a server.
public enum ServerEvent: Sendable {
  /// A frame from the device has arrived.
  case received([UInt8])
  /// The work that the server asked for last is done.
  case computed
}

/// What a server asks of its surroundings.
public enum ServerEffect: Sendable {
  /// Do this work and answer with `computed`; one piece at a time.
  case compute(WorkList)
  /// Send this frame to the device.
  case send([UInt8])
  /// An epoch is over, with this mean loss.
  case epochFinished(epoch: Int, loss: Float)
  /// The device has said goodbye.
  case finished
}

/// A frame that an honest device would not send.
public enum ServerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The frame cannot be read.
  case wire(WireError)
  /// The message is not expected now.
  case unexpected(MessageKind)
  /// A batch repeats a sample or brings more samples than were announced.
  case wrongSamples

  /// One sentence about the error.
  public var description: String {
    switch self {
    case .wire(let error): error.description
    case .unexpected(let kind): "a \(kind.name) message was not expected now"
    case .wrongSamples: "a batch repeats samples or exceeds the announced number"
    }
  }
}

/// The server of PAE as a state machine: no clock, no socket, no thread, no private type.
///
/// First epoch: batches are trained in the order in which they arrive. Later epochs: the server
/// shuffles what it knows with its own seed, looks each sample up in its cache and asks the device
/// for what it has evicted, one batch ahead of the training.
public final class ServerMachine {
  /// How the server is set up; all of it is public.
  public struct Settings: Sendable {
    /// Rank of the adapters, r.
    public var rank: Int
    /// The optimizer.
    public var optimizer: AdamW.Settings
    /// Passes over the samples.
    public var epochs: Int
    /// Capacity of the activation cache in bytes.
    public var cacheBytes: ByteCount
    /// Root of the server's randomness.
    public var seed: Seed
    /// Which matrix code is used.
    public var backend: MatrixBackend

    /// Joins the settings.
    public init(
      rank: Int, optimizer: AdamW.Settings, epochs: Int, cacheBytes: ByteCount, seed: Seed,
      backend: MatrixBackend
    ) {
      self.rank = rank
      self.optimizer = optimizer
      self.epochs = epochs
      self.cacheBytes = cacheBytes
      self.seed = seed
      self.backend = backend
    }
  }

  /// Accounts of the activation cache.
  public struct CacheReport: Equatable, Sendable {
    /// Entries held.
    public var entries = 0
    /// Bytes held.
    public var bytes = 0
    /// Look-ups of later epochs that found their sample.
    public var hits = 0
    /// Look-ups of later epochs that did not.
    public var misses = 0
    /// Entries thrown out.
    public var evictions = 0
  }

  /// Batches kept ready: the one in training and the next.
  private static let stagedBatches = 2

  private let settings: Settings
  private let ledger: Ledger?
  private var session: SessionShape?
  private var trainer: Trainer?
  private var cache: ActivationCache?
  private var order: RandomStream
  private var numberOfKey: [SampleKey: Int] = [:]
  private var keys: [SampleKey] = []
  private var epoch = 1
  private var plan: [[Int]] = []
  private var staged: [StagedBatch] = []
  private var waiting: [Int: (batch: StagedBatch, row: Int)] = [:]
  private var training: StagedBatch?
  private var batchesLeft = 0

  /// Training steps so far.
  public private(set) var steps = 0

  /// Makes a server that has heard nothing yet.
  public init(settings: Settings, ledger: Ledger?) {
    precondition(settings.epochs > 0, "training needs an epoch")
    self.settings = settings
    self.ledger = ledger
    order = settings.seed.stream("server.shuffle", ledger: ledger)
  }

  /// The side network as it stands; nil before the first hello.
  public var network: SideNetwork? { trainer?.network }

  /// Accounts of the cache.
  public var cacheReport: CacheReport {
    guard let cache else { return CacheReport() }
    return CacheReport(
      entries: cache.entries, bytes: cache.entries * cache.entryBytes, hits: cache.counters.hits,
      misses: cache.counters.misses, evictions: cache.counters.evictions)
  }

  /// Takes one event and returns what follows from it, in order.
  public func handle(_ event: ServerEvent) throws(ServerError) -> [ServerEffect] {
    var effects: [ServerEffect] = []
    switch event {
    case .received(let frame):
      let message: DeviceMessage
      do {
        message = try DeviceMessage(frame: frame, session: session)
      } catch { throw .wire(error) }
      try receive(message, &effects)
    case .computed:
      guard let batch = training, let trainer else {
        preconditionFailure("work is done only after it was asked for")
      }
      training = nil
      trainer.train(batch)
      finishBatch(&effects)
    }
    trainNext(&effects)
    return effects
  }

  private func receive(
    _ message: DeviceMessage, _ effects: inout [ServerEffect]
  ) throws(ServerError) {
    switch message {
    case .hello(let shape):
      guard session == nil else { throw .unexpected(.hello) }
      begin(shape)
    case .samples(let sequence, let samples):
      guard let session else { throw .unexpected(.samples) }
      effects.append(.send(ServerMessage.acknowledgement(sequence: sequence).encoded()))
      let known = samples.filter { numberOfKey[$0.key] != nil }.count
      if known == samples.count {
        for sample in samples { refill(sample) }
      } else {
        guard known == 0, !samples.isEmpty, samples.count <= session.batch,
          keys.count + samples.count <= session.samples,
          Set(samples.map(\.key)).count == samples.count
        else { throw .wrongSamples }
        stageArrivals(samples, session)
      }
    case .goodbye:
      guard session != nil else { throw .unexpected(.goodbye) }
      effects.append(.finished)
    }
  }

  private func begin(_ shape: SessionShape) {
    session = shape
    trainer = Trainer(
      shape: SideNetworkShape(
        layers: shape.layers, width: shape.width, rank: settings.rank, classes: shape.classes),
      settings: settings, batch: shape.batch, ledger: ledger)
    let elements = shape.layers * shape.width
    cache = ActivationCache(
      capacityBytes: settings.cacheBytes.bytes,
      entryBytes: SampleKey.byteCount + elements * shape.format.bytesPerElement
        + shape.classes * 4,
      elements: elements + shape.classes)
    batchesLeft = (shape.samples + shape.batch - 1) / shape.batch
  }

  /// First epoch: a batch is trained as it arrived.
  private func stageArrivals(_ samples: [UploadedSample], _ session: SessionShape) {
    let numbers = Array(keys.count..<keys.count + samples.count)
    let batch = StagedBatch(
      samples: numbers, layers: session.layers, width: session.width, classes: session.classes)
    for (row, sample) in samples.enumerated() {
      numberOfKey[sample.key] = keys.count
      keys.append(sample.key)
      let entry = sample.activations + sample.delta
      entry.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        batch.fill(row, from: base)
        cache?.insert(numbers[row]) { $0.update(from: base, count: source.count) }
      }
    }
    staged.append(batch)
  }

  /// A sample that was asked for again has arrived.
  private func refill(_ sample: UploadedSample) {
    guard let number = numberOfKey[sample.key] else { return }
    let entry = sample.activations + sample.delta
    entry.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      cache?.fill(number) { $0.update(from: base, count: source.count) }
      if let (batch, row) = waiting.removeValue(forKey: number) { batch.fill(row, from: base) }
    }
  }

  /// Later epochs: copies what the cache holds, asks for the rest.
  private func stageNext(_ effects: inout [ServerEffect]) {
    guard let session else { return }
    let samples = plan.removeFirst()
    let batch = StagedBatch(
      samples: samples, layers: session.layers, width: session.width, classes: session.classes)
    var wanted: [SampleKey] = []
    for (row, sample) in samples.enumerated() {
      if let entry = cache?.lookUp(sample) {
        batch.fill(row, from: entry)
      } else {
        waiting[sample] = (batch, row)
        wanted.append(keys[sample])
      }
    }
    if !wanted.isEmpty { effects.append(.send(ServerMessage.resend(wanted).encoded())) }
    staged.append(batch)
  }

  /// Trains the first staged batch once it is complete, and keeps the next one coming.
  private func trainNext(_ effects: inout [ServerEffect]) {
    stageAhead(&effects)
    guard training == nil, let batch = staged.first, batch.missing == 0, let trainer else { return }
    staged.removeFirst()
    // The step itself happens when its time is over, so that nobody sees a state of the future.
    training = batch
    steps += 1
    effects.append(.compute(trainer.work(samples: batch.samples.count)))
    stageAhead(&effects)
  }

  private func stageAhead(_ effects: inout [ServerEffect]) {
    while staged.count + (training == nil ? 0 : 1) < Self.stagedBatches, !plan.isEmpty {
      stageNext(&effects)
    }
  }

  private func finishBatch(_ effects: inout [ServerEffect]) {
    guard let session, let trainer else { return }
    batchesLeft -= 1
    guard batchesLeft == 0 else { return }
    let loss = trainer.finishEpoch()
    effects.append(.epochFinished(epoch: epoch, loss: loss))
    effects.append(.send(ServerMessage.progress(epoch: epoch, loss: loss).encoded()))
    guard epoch < settings.epochs else {
      effects.append(.send(ServerMessage.sideNetwork(trainer.tensors).encoded()))
      return
    }
    epoch += 1
    let shuffled = order.permutation(session.samples)
    plan = stride(from: 0, to: shuffled.count, by: session.batch).map {
      Array(shuffled[$0..<min($0 + session.batch, shuffled.count)])
    }
    batchesLeft = plan.count
  }
}
