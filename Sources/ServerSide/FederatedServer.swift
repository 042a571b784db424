public import Determinism
internal import Layers
public import Transformers
public import Wire

/// The server of federated averaging as a state machine: no clock, no socket, no thread, no private
/// type.
///
/// It sends the trained arrays to all devices, waits for what each has made of them, and takes the
/// mean weighted by samples (McMahan et al., arXiv 1602.05629, algorithm 1).
public final class FederatedServer: ServerProgram {
  /// How the server is set up; all of it is public.
  public struct Settings: Sendable {
    /// Devices that take part; flows count from zero.
    public var devices: Int
    /// What is trained of the backbone: low-rank updates.
    public var method: FineTuningMethod
    /// Classes, C.
    public var classes: Int
    /// How the states of a sequence become one.
    public var pooling: Pivot
    /// Passes over the samples of each device.
    public var epochs: Int
    /// Steps on each device between two averages; nil for an epoch.
    public var localSteps: Int?
    /// Root of the server's randomness.
    public var seed: Seed
    /// Whether values are computed, or only counted.
    public var hasValues: Bool

    /// Joins the settings.
    public init(
      devices: Int, method: FineTuningMethod, classes: Int, pooling: Pivot, epochs: Int,
      localSteps: Int?, seed: Seed, hasValues: Bool
    ) {
      precondition(devices > 0, "somebody takes part")
      self.devices = devices
      self.method = method
      self.classes = classes
      self.pooling = pooling
      self.epochs = epochs
      self.localSteps = localSteps
      self.seed = seed
      self.hasValues = hasValues
    }
  }

  /// What is known of one device.
  private struct Flow {
    var session: SessionShape?
    var rounds: LocalRounds?
    /// Its update in the round under way.
    var update: LocalUpdate?
    var hasLeft = false
  }

  private let settings: Settings
  private var flows: [Flow]
  /// The average; without values only names and shapes.
  private var global: [NamedTensor]
  /// The round under way; zero before the first.
  private var round = 0
  private var finishedEpochs = 0
  private var lossSum = 0.0
  private var lossSamples = 0
  private var isServed = false

  /// Averages so far.
  public private(set) var steps = 0
  /// Whether an average is under way.
  public private(set) var isTraining = false

  /// Draws the arrays that training begins with, beside the public `backbone`.
  public init(backbone: any Backbone, settings: Settings, ledger: Ledger?) {
    self.settings = settings
    flows = Array(repeating: Flow(), count: settings.devices)
    var stream = settings.seed.stream("server.init", ledger: ledger)
    if settings.hasValues,
      let model = backbone.trainable(by: settings.method, stream: &stream)
    {
      let head = PooledHead(
        for: model, outputs: settings.classes, pooling: settings.pooling, stream: &stream)
      global = [model.parameters, head.parameters].flatMap(\.arrays).map {
        NamedTensor(name: $0.name, shape: $0.shape, values: $0.values)
      }
    } else {
      let head = HeadPlan(
        width: backbone.width, classes: settings.classes, pooling: settings.pooling)
      let shapes = backbone.fineTuningPlan(settings.method).trainedShapes + head.trainedShapes
      global = shapes.map { NamedTensor(name: $0.name, shape: $0.shape, values: []) }
    }
  }

  /// Nothing of a sample is kept.
  public var cacheReport: ServerMachine.CacheReport { .init() }
  /// Neither side repeats anything.
  public var survivesFaults: Bool { false }
  /// The average as it stands.
  public var model: ServerModel? { settings.hasValues ? .averaged(global) : nil }
  /// The average as it stands.
  public var trainedTensors: [NamedTensor] { settings.hasValues ? global : [] }

  /// Takes one event and returns what follows from it, in order.
  ///
  /// Traps on events that only worlds with faults have.
  public func handle(_ event: ServerEvent) throws(ServerError) -> [ServerEffect] {
    switch event {
    case .received(let frame, let flow):
      let message: DeviceMessage
      do {
        message = try DeviceMessage(frame, session: flows[flow].session)
      } catch { throw .wire(error) }
      return try receive(message, flow)
    case .computed: return average()
    case .reconnected, .timer: preconditionFailure("federated averaging knows no faults")
    }
  }

  /// Traps: it does not survive faults.
  public func restart() -> Int { preconditionFailure("federated averaging knows no faults") }
  /// Traps: it does not survive faults.
  public func resume() -> [ServerEffect] {
    preconditionFailure("federated averaging knows no faults")
  }

  private func receive(
    _ message: DeviceMessage, _ flow: Int
  ) throws(ServerError) -> [ServerEffect] {
    switch message {
    case .hello(let shape):
      guard flows[flow].session == nil else { throw .unexpected(.hello) }
      guard shape.method == .fedavg, shape.classes == settings.classes else { throw .wrongSession }
      flows[flow].session = shape
      flows[flow].rounds = LocalRounds(
        shape, epochs: settings.epochs, localSteps: settings.localSteps)
      return flows.allSatisfy { $0.session != nil } ? beginRound() : []
    case .localUpdate(let update):
      guard !isTraining, update.round == round, isInRound(flow), flows[flow].update == nil else {
        throw .unexpected(.localUpdate)
      }
      guard update.tensors.map(\.hollow) == global.map(\.hollow) else {
        throw .wire(
          WireError(
            .badField(
              name: "local_update.tensors", got: update.tensors.count, expected: global.count)))
      }
      flows[flow].update = update
      let isComplete = flows.indices.allSatisfy { flows[$0].update != nil || !isInRound($0) }
      guard isComplete else { return [] }
      isTraining = true
      return [.compute(averagingWork)]
    case .goodbye:
      guard isServed, !flows[flow].hasLeft else { throw .unexpected(.goodbye) }
      flows[flow].hasLeft = true
      return flows.allSatisfy(\.hasLeft) ? [.finished] : []
    case .samples, .cut, .featureGradient: throw .unexpected(message.kind)
    }
  }

  /// Whether the device on a flow has steps left in this round.
  private func isInRound(_ flow: Int) -> Bool { round <= flows[flow].rounds?.count ?? 0 }

  private func beginRound() -> [ServerEffect] {
    round += 1
    let members = flows.indices.filter(isInRound)
    isServed = members.isEmpty
    let message =
      isServed ? ServerMessage.sideNetwork(global) : .globalModel(round: round, global)
    let frame = message.frame(withValues: settings.hasValues)
    return (isServed ? Array(flows.indices) : members).map { .send(frame, flow: $0) }
  }

  /// A product and a sum for each number of each update.
  private var averagingWork: WorkList {
    let numbers = global.reduce(0) { $0 + $1.shape.reduce(1, *) }
    let updates = flows.count { $0.update != nil }
    return WorkList([
      WorkItem(
        .other, operations: 2 * updates * numbers, bytes: 4 * (updates + 1) * numbers)
    ])
  }

  /// All updates of the round are here, and their mean exists from now on.
  private func average() -> [ServerEffect] {
    let updates = flows.compactMap { flow -> (samples: Int, update: LocalUpdate)? in
      guard let update = flow.update, let rounds = flow.rounds else { return nil }
      return (rounds.samples(inRound: round), update)
    }
    let total = updates.reduce(0) { $0 + $1.samples }
    if settings.hasValues {
      let weights = updates.map { Double($0.samples) / Double(total) }
      for index in global.indices {
        let parts = updates.map(\.update.tensors[index].values)
        global[index].values = parts[0].indices.map { place in
          Float(zip(weights, parts).reduce(0) { $0 + $1.0 * Double($1.1[place]) })
        }
      }
    }
    for (samples, update) in updates {
      lossSum += Double(update.loss ?? 0) * Double(samples)
    }
    lossSamples += total
    for flow in flows.indices { flows[flow].update = nil }
    steps += 1
    isTraining = false
    return finishedEpochEffects() + beginRound()
  }

  /// An epoch is over when it is over on every device.
  private func finishedEpochEffects() -> [ServerEffect] {
    let finished = flows.compactMap { $0.rounds?.epochs(after: round) }.min() ?? 0
    guard finished > finishedEpochs else { return [] }
    let loss = settings.hasValues ? Float(lossSum / Double(lossSamples)) : nil
    let effects = (finishedEpochs + 1...finished).map {
      ServerEffect.epochFinished(epoch: $0, loss: loss)
    }
    finishedEpochs = finished
    (lossSum, lossSamples) = (0, 0)
    return effects
  }
}
