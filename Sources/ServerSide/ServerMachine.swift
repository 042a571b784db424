public import Determinism
public import Layers
public import Tensors
public import Transformers
public import Wire

/// The server as a state machine: no clock, no socket, no thread, no private type.
///
/// It serves PAE, and all methods in which a device uploads each sample once and the server trains
/// on what it has: what a sample holds, and how a batch of them is trained, is up to a trainer.
///
/// First epoch: batches are trained in the order in which they arrive, those of one device in the
/// order of their sequence numbers. Later epochs: the server shuffles what it knows with its own
/// seed, looks each sample up in its cache and asks the owner for what it has evicted, one batch
/// ahead of the training. Several devices share one side network, which is updated as activations
/// arrive (FedMobiLLM, arXiv 2508.06765).
///
/// What may be lost is asked for again, what comes twice is acknowledged twice and used once.
public final class ServerMachine: ServerProgram {
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
    /// What devices send, and how it is trained.
    public var method = SessionMethod.pae
    /// How the states of all tokens become one, where those of all tokens arrive.
    public var pooling = Pivot.last
    /// Dimensions of the ladder, where one is trained.
    public var ladder: LadderShape?
    /// Devices that take part; flows count from zero.
    public var devices = 1
    /// Whether values are computed, or only counted.
    public var hasValues = true
    /// When requests are repeated; nil where nothing gets lost.
    public var retry: RetryPolicy?
    /// Whether batches are filled up with samples that were sent before.
    public var acceptsFilling = false
    /// Steps between two durable checkpoints; nil where the server never restarts.
    public var checkpointInterval: Int?
    /// Whether frames that are none of the protocol's are dropped instead of ending the run, as
    /// where a leak is planted in the device.
    public var dropsForeignFrames = false
    /// A defect put in on purpose, so that a fuzzer can be seen to find it.
    public var plantedDefect: PlantedDefect?

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

  /// A defect put in on purpose.
  public enum PlantedDefect: String, CaseIterable, Sendable {
    /// A batch that arrives twice is trained twice.
    case trainsDuplicates = "trains-duplicates"
    /// A lost request for evicted samples is never repeated.
    case forgetsRequests = "forgets-requests"
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
  static let stagedBatches = 2

  let settings: Settings
  private let ledger: Ledger?
  var flows: [Flow]
  var trainer: (any BatchTrainer)?
  var cache: ActivationCache?
  var order: RandomStream
  var numberOfKey: [SampleKey: Int] = [:]
  var samples: [KnownSample] = []
  /// First-epoch batches in the order in which they are trained.
  var arrivals: [[Int]] = []
  var epoch = 1
  var plan: [[Int]] = []
  var staged: [any StagedBatch] = []
  var waiting: [Int: (batch: any StagedBatch, row: Int)] = [:]
  var training: (any StagedBatch)?
  /// Batches of this epoch that have been trained.
  var batchesTrained = 0
  var checkpoint: Checkpoint?
  var attempts = 0

  /// Training steps so far; a restart takes those back that no checkpoint holds.
  public internal(set) var steps = 0

  /// What the server knows of one device.
  struct Flow {
    var session: SessionShape?
    /// The sequence number of the batch to take next.
    var nextSequence = 1
    /// Batches that came too early, by sequence number.
    var early: [Int: [UploadedSample]] = [:]
    /// Samples taken so far.
    var samples = 0
    var hasLeft = false
  }

  /// A sample that has arrived once.
  struct KnownSample {
    let key: SampleKey
    let flow: Int
    let tokens: Int
  }

  /// Makes a server that has heard nothing yet.
  public init(settings: Settings, ledger: Ledger?) {
    precondition(settings.epochs > 0, "training needs an epoch")
    precondition(settings.devices > 0, "training needs a device")
    self.settings = settings
    self.ledger = ledger
    flows = [Flow](repeating: Flow(), count: settings.devices)
    order = settings.seed.stream("server.shuffle", ledger: ledger)
  }

  /// What is trained, as it stands; nil before the first hello and under shape numerics.
  public var model: ServerModel? { trainer?.model }

  /// PAE's side network; nil where there is none.
  public var network: SideNetwork? {
    if case .sideNetwork(let network) = model { network } else { nil }
  }

  /// The parameters that devices receive at the end, as they stand; none without values.
  public var trainedTensors: [NamedTensor] { model == nil ? [] : trainer?.tensors ?? [] }

  /// What is lost is asked for again, and checkpoints survive.
  public var survivesFaults: Bool { true }

  /// Accounts of the cache.
  public var cacheReport: CacheReport {
    guard let cache else { return CacheReport() }
    return CacheReport(
      entries: cache.entries, bytes: Int(cache.bytes), hits: cache.counters.hits,
      misses: cache.counters.misses, evictions: cache.counters.evictions)
  }

  /// Whether a step is under way, so that `computed` is due.
  public var isTraining: Bool { training != nil }

  /// The dimensions that all sessions share.
  var session: SessionShape? { flows.lazy.compactMap(\.session).first }

  /// Whether every sample of every device has arrived.
  var hasAllSamples: Bool {
    flows.allSatisfy { flow in flow.session.map { $0.samples == flow.samples } ?? false }
  }

  /// Whether training is over, and the side network on its way.
  var isServing: Bool {
    epoch == settings.epochs && hasAllSamples && training == nil && staged.isEmpty && plan.isEmpty
      && batchesTrained > 0
  }

  /// Takes one event and returns what follows from it, in order.
  public func handle(_ event: ServerEvent) throws(ServerError) -> [ServerEffect] {
    var effects: [ServerEffect] = []
    switch event {
    case .received(let frame, let flow):
      precondition(flows.indices.contains(flow), "a frame comes from a device that takes part")
      let message: DeviceMessage
      do {
        message = try DeviceMessage(frame, session: flows[flow].session)
      } catch {
        // A batch whose hello was lost is sent again behind the hello.
        if flows[flow].session == nil, settings.retry != nil { return [] }
        if settings.dropsForeignFrames { return [] }
        throw .wire(error)
      }
      try receive(message, flow, &effects)
    case .computed: finishBatch(&effects)
    case .reconnected(let flow): repeatRequests(to: flow, &effects)
    case .timer:
      attempts += 1
      for flow in flows.indices { repeatRequests(to: flow, &effects) }
    }
    trainNext(&effects)
    armTimer(&effects)
    return effects
  }

  private func receive(
    _ message: DeviceMessage, _ flow: Int, _ effects: inout [ServerEffect]
  ) throws(ServerError) {
    switch message {
    case .hello(let shape):
      if let known = flows[flow].session {
        guard settings.retry != nil, known == shape else { throw .unexpected(.hello) }
      } else {
        try begin(shape, flow)
      }
    case .samples(let sequence, let uploads):
      try receive(uploads, sequence: sequence, flow, &effects)
    case .cut, .featureGradient, .localUpdate: throw .unexpected(message.kind)
    case .goodbye:
      guard flows[flow].session != nil else { throw .unexpected(.goodbye) }
      let wasComplete = flows.allSatisfy(\.hasLeft)
      flows[flow].hasLeft = true
      if !wasComplete, flows.allSatisfy(\.hasLeft) { effects.append(.finished) }
    }
  }

  private func begin(_ shape: SessionShape, _ flow: Int) throws(ServerError) {
    if let known = session {
      var same = shape
      same.samples = known.samples
      guard same == known else { throw .differentSessions }
    }
    guard shape.method == settings.method else { throw .unexpected(.hello) }
    if trainer == nil { trainer = try makeTrainer(shape) }
    flows[flow].session = shape
    guard cache == nil else { return }
    cache = ActivationCache(capacityBytes: settings.cacheBytes.bytes)
    takeCheckpoint()
  }

  private func makeTrainer(_ shape: SessionShape) throws(ServerError) -> any BatchTrainer {
    switch shape.method {
    case .pae: return SideNetworkTrainer(shape, settings: settings, ledger: ledger)
    case .mobillm: return AdapterTrainer(shape, settings: settings, ledger: ledger)
    case .lst:
      // A rung for each layer, and the foot at the embeddings.
      guard let ladder = settings.ladder, ladder.layers + 1 == shape.layers,
        ladder.width == shape.width, ladder.classes == shape.classes
      else { throw .unexpected(.hello) }
      return LadderTrainer(ladder, shape, settings: settings, ledger: ledger)
    case .split, .uSplit, .fedavg: throw .unexpected(.hello)
    }
  }

  /// What a sample takes in the cache: as it travelled, without the framing.
  func entryBytes(tokens: Int, _ session: SessionShape) -> Int {
    SampleKey.byteCount + tokens * session.activationBytes + session.targetBytes
  }
}
