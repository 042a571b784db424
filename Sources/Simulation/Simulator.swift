internal import Determinism
internal import DeviceSide
internal import Devices
internal import EventSimulation
internal import Layers
internal import Networks
internal import PrivateData
internal import Scenarios
internal import ServerSide
public import Traces
internal import Wire

/// Runs one scenario: a device and a server, two directions of a link, one clock.
///
/// The machines hold no clock; this type owns time and order, and charges their work and bytes to
/// the device, link and server models.
public final class Simulator {
  /// Something that happens at a moment of simulated time.
  private enum WorldEvent {
    case deviceComputed
    case serverComputed
    case uplinkActivity
    case downlinkActivity

    var name: String {
      switch self {
      case .deviceComputed: "device.computed"
      case .serverComputed: "server.computed"
      case .uplinkActivity: "uplink.activity"
      case .downlinkActivity: "downlink.activity"
      }
    }
  }

  /// Reports progress: finished epochs, uploaded samples.
  public typealias Progress = (_ phase: String, _ done: Int, _ total: Int) -> Void

  private let material: RunMaterial
  private let recorder: TraceWriter
  private let ledger: Ledger?
  private let knowledge: DeviceKnowledge
  private let secrets: (changed: Int, total: Int)
  private let serverMachine: ServerMachine
  private let edge: ServerEdge
  private let evaluator: Evaluator?
  private let progress: Progress?

  private var device: DeviceMachine
  private var queue = EventQueue<WorldEvent>(ties: .scheduled)
  private var uplink: Pipe
  private var downlink: Pipe
  private var account = TimeAccount()
  private var deviceBusy = false
  private var serverBusy = false
  private var deviceTime = SimDuration.zero
  private var serverTime = SimDuration.zero
  private var epochs: [EpochReport] = []
  private var outcome: Outcome?

  /// Prepares a run that records into `recorder`.
  ///
  /// With a `variation`, the run is a paired one: its secrets differ, accuracy is not measured and
  /// nothing enters the ledger.
  public init(
    material: RunMaterial, recorder: TraceWriter, variation: Variation? = nil,
    progress: Progress? = nil
  ) {
    self.material = material
    self.recorder = recorder
    self.progress = progress
    let scenario = material.scenario
    ledger = variation == nil ? material.ledger : nil
    let varied = variation.map(material.varied)
    secrets = (varied?.changed ?? 0, varied?.total ?? 0)
    knowledge = material.device(
      varied?.samples ?? material.training, isPaired: variation != nil, ledger: ledger)
    evaluator = variation == nil ? Evaluator(material: material, head: knowledge.head) : nil
    device = DeviceMachine(
      knowledge: knowledge, session: material.session, window: scenario.method.window)
    let optimizer = scenario.method.optimizer
    serverMachine = ServerMachine(
      settings: .init(
        rank: scenario.method.rank,
        optimizer: .init(
          learningRate: optimizer.learningRate, weightDecay: optimizer.weightDecay,
          beta1: optimizer.beta1, beta2: optimizer.beta2, epsilon: optimizer.epsilon),
        epochs: scenario.method.epochs, cacheBytes: scenario.server.cache,
        seed: Seed(scenario.effectiveServerSeed), backend: material.backend),
      ledger: ledger)
    edge = ServerEdge(machine: serverMachine, recorder: recorder)
    let (up, down) = (scenario.link.up, scenario.link.down)
    uplink = Pipe(profile: up, reverse: down)
    downlink = Pipe(profile: down, reverse: up)
  }

  /// The public part of a trace's header for `material`.
  public static func header(_ material: RunMaterial, program: String) -> TraceHeader {
    TraceHeader(
      serverSeed: material.scenario.effectiveServerSeed,
      scenarioDigest: material.scenario.publicDigest, fingerprint: material.fingerprint,
      program: program)
  }

  /// Runs until the side network is on the device, or the device runs out of memory.
  ///
  /// - Throws: `TraceError` when the trace cannot be written.
  public func run() throws -> SimulationResult {
    try apply(device.handle(.start), at: .zero)
    while outcome == nil {
      guard let (time, event) = queue.popNext() else {
        preconditionFailure("a run ends with the side network on the device")
      }
      account.advance(
        to: time, uplinkBusy: uplink.isBusy, deviceBusy: deviceBusy, serverBusy: serverBusy,
        downlinkBusy: downlink.isBusy)
      try handle(event, at: time)
    }
    let totals = try recorder.finish()
    return result(totals)
  }

  private func handle(_ event: WorldEvent, at time: SimInstant) throws {
    switch event {
    case .deviceComputed:
      record(event, at: time, content: [])
      deviceBusy = false
      try apply(device.handle(.computed), at: time)
    case .serverComputed:
      record(event, at: time, content: [])
      serverBusy = false
      try apply(edge.computed(at: time), at: time)
    case .uplinkActivity:
      uplink.wakeUp = nil
      for frame in uplink.advance(to: time) {
        record(event, at: time, content: frame)
        try apply(edge.deliver(frame, at: time), at: time)
      }
      schedule(&uplink, .uplinkActivity)
    case .downlinkActivity:
      downlink.wakeUp = nil
      for frame in downlink.advance(to: time) where outcome == nil {
        record(event, at: time, content: frame)
        try apply(device.handle(.received(frame)), at: time)
      }
      schedule(&downlink, .downlinkActivity)
    }
  }

  private func record(_ event: WorldEvent, at time: SimInstant, content: [UInt8]) {
    ledger?.recordEvent(event.name, at: time, value: content.withUnsafeBytes { checksum64($0) })
  }

  private func apply(_ effects: [DeviceEffect], at time: SimInstant) throws {
    for effect in effects {
      switch effect {
      case .compute(let work):
        precondition(!deviceBusy, "a device does one piece of work at a time")
        let profile = material.scenario.device.compute
        if let memory = profile.memory, UInt64(device.peakMemoryBytes) > memory.bytes {
          outcome = .outOfMemory
          return
        }
        let duration = profile.duration(of: work)
        deviceBusy = true
        deviceTime += duration
        queue.schedule(.deviceComputed, at: time + duration)
      case .send(let frame):
        uplink.offer(frame, at: time)
        schedule(&uplink, .uplinkActivity)
      case .finished: break
      }
    }
  }

  private func apply(_ outcomes: [ServerEdge.Outcome], at time: SimInstant) throws {
    for item in outcomes {
      switch item {
      case .compute(let work):
        precondition(!serverBusy, "a server does one piece of work at a time")
        let duration = material.scenario.server.compute.duration(of: work)
        serverBusy = true
        serverTime += duration
        queue.schedule(.serverComputed, at: time + duration)
      case .transmit(let frame):
        downlink.offer(frame, at: time)
        schedule(&downlink, .downlinkActivity)
      case .epochFinished(let epoch, let loss):
        var accuracy: Double?
        if let evaluator, let network = serverMachine.network {
          accuracy = evaluator.accuracy(of: network)
        }
        epochs.append(
          EpochReport(
            epoch: epoch, loss: loss, testAccuracy: accuracy, simulatedSeconds: time.seconds))
        progress?("training", epoch, material.scenario.method.epochs)
      case .finished:
        // The run goes on to its end whatever the values are: no value may decide the clock.
        outcome = epochs.allSatisfy { $0.loss.isFinite } ? .completed : .diverged
      }
    }
  }

  private func schedule(_ pipe: inout Pipe, _ event: WorldEvent) {
    guard let next = pipe.nextActivity else { return }
    if let planned = pipe.wakeUp, planned <= next { return }
    pipe.wakeUp = next
    queue.schedule(event, at: max(next, queue.now))
  }

  private func result(_ totals: TraceTotals) -> SimulationResult {
    let cache = serverMachine.cacheReport
    let network = serverMachine.network
    return SimulationResult(
      outcome: outcome ?? .completed, end: queue.now, uplink: uplink.report,
      downlink: downlink.report, forwardSamples: device.forwardSamples, deviceBusy: deviceTime,
      devicePeakMemory: ByteCount(device.peakMemoryBytes), steps: serverMachine.steps,
      serverBusy: serverTime,
      cache: CacheReport(
        entries: cache.entries, bytes: cache.bytes, hits: cache.hits, misses: cache.misses,
        evictions: cache.evictions),
      backboneAccuracy: evaluator?.backboneAccuracy, epochs: epochs,
      timeShares: account.shares, traceDigest: totals.digest,
      sideNetworkDigest: network?.digest ?? Digest128(of: []),
      sideNetwork: device.sideNetwork ?? [],
      judgeRecords: knowledge.uploadOrder.map { sample in
        JudgeRecord(
          key: knowledge.keys[sample].bytes, sample: sample, label: knowledge.samples[sample].label,
          tokens: knowledge.samples[sample].tokens, text: knowledge.samples[sample].text)
      },
      secretsChanged: secrets.changed, secretsTotal: secrets.total)
  }
}
