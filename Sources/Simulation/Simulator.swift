internal import Determinism
internal import DeviceSide
internal import Devices
internal import EventSimulation
internal import Layers
internal import Networks
internal import PrivateData
internal import Scenarios
public import ServerSide
internal import Tensors
public import Traces
internal import Wire

/// Runs one scenario: devices and a server, two directions of a link each, one clock.
///
/// The machines hold no clock; this type owns time and order, and charges their work and bytes to
/// the device, link and server models.
public final class Simulator {
  /// Reports progress: what is being done, how much of it is done, and how much there is.
  public typealias Progress = (_ phase: String, _ done: Int, _ total: Int) -> Void

  let material: RunMaterial
  let ledger: Ledger?
  var edge: ServerEdge
  let devices: [DeviceActor]
  let retry: RetryPolicy?
  var queue = EventQueue<WorldEvent>(ties: .scheduled)
  var injector: FaultInjector?
  var serverComputing: EventToken?
  var serverTimer: EventToken?
  /// The server's process does not run until then.
  var serverDownUntil: SimInstant?
  var outcome: Outcome?
  /// What an observer of training must see: each sample once an epoch.
  private(set) var training = TrainingWitness()

  private let order: TrainingOrder
  private let recorder: TraceWriter?
  private let timeline: TimelineWriter?
  private let secrets: (changed: Int, total: Int)
  private let meter: AccuracyMeter?
  private let progress: Progress?
  private var account = TimeAccount()
  private var serverTime = SimDuration.zero
  private var serverOperations = PhaseOperations()
  private(set) var serverStart = SimInstant.zero
  /// Bytes in the cache, as the timeline last heard.
  var shownCacheBytes = 0
  private var epochs: [EpochReport] = []
  private var eventsLeft: Int

  /// Prepares a run that records into `recorder`, or nowhere, and tells `timeline` what happened
  /// when.
  ///
  /// With a `variation`, or an `assignment` of made-up secrets, the run is a paired one: its
  /// secrets differ, accuracy is not measured and nothing enters the ledger. `eventLimit` ends a
  /// run that goes nowhere; `defect` is for fuzzers that must be seen to find something.
  public init(
    material: RunMaterial, recorder: TraceWriter?, timeline: TimelineWriter? = nil,
    variation: Variation? = nil, assignment: SecretAssignment? = nil, eventLimit: Int = .max,
    defect: ServerMachine.PlantedDefect? = nil, progress: Progress? = nil
  ) {
    self.material = material
    self.recorder = recorder
    self.timeline = timeline
    self.progress = progress
    eventsLeft = eventLimit
    let scenario = material.scenario
    order = TrainingOrder(devices: scenario.members.count)
    precondition(variation == nil || assignment == nil, "secrets differ in one way")
    let varied = variation.map(material.varied) ?? assignment.map(material.assigned)
    let isPaired = varied != nil
    let ledger = isPaired ? nil : material.ledger
    self.ledger = ledger
    secrets = (varied?.changed ?? 0, varied?.total ?? 0)
    let samples = varied?.samples ?? material.training
    let retry = RetryPolicy(scenario)
    self.retry = retry
    devices = scenario.members.enumerated().map { index, member in
      DeviceActor(
        index: index, member: member,
        machine: material.program(
          Array(samples[material.shares[index]]), index: index, isPaired: isPaired,
          ledger: ledger),
        slots: material.slots(of: index),
        up: material.route(index, isUp: true, ledger: ledger),
        down: material.route(index, isUp: false, ledger: ledger))
    }
    meter =
      !isPaired && scenario.hasValues ? AccuracyMeter(material, device: devices[0].machine) : nil
    edge = ServerEdge(
      setup: ServerSetup(
        scenario, backend: material.backend, ladder: material.ladder,
        workers: isPaired ? 1 : material.workers, defect: defect
      ) { material.backbone },
      ledger: ledger, recorder: recorder)
    injector = scenario.faults.map {
      FaultInjector(
        $0, devices: devices.count, seed: Seed(scenario.seed), ledger: ledger)
    }
  }

  /// The public part of a trace's header for `material`.
  public static func header(_ material: RunMaterial, program: String) -> TraceHeader {
    TraceHeader(
      serverSeed: material.scenario.effectiveServerSeed,
      scenarioDigest: material.scenario.publicDigest, fingerprint: material.fingerprint,
      program: program)
  }

  /// Runs until the side network is on every device, or a device has no memory or no charge for it.
  ///
  /// - Throws: `TraceError` when the trace cannot be written.
  public func run() throws -> SimulationResult {
    for (index, fault) in (injector?.timed ?? []).enumerated() {
      queue.schedule(.fault(index), at: .zero + fault.at)
    }
    if devices.contains(where: { $0.member.device.battery?.joules == 0 }) {
      outcome = .batteryEmpty
    } else {
      for device in devices { try apply(device.machine.handle(.start), device, at: .zero) }
    }
    while outcome == nil {
      guard eventsLeft > 0, let (time, event) = queue.popNext() else {
        outcome = .stalled
        break
      }
      eventsLeft -= 1
      account.advance(
        to: time, uplinkBusy: devices.contains { $0.uplink.isBusy },
        deviceBusy: devices.contains { $0.isBusy }, serverBusy: serverComputing != nil,
        downlinkBusy: devices.contains { $0.downlink.isBusy })
      try handle(event, at: time)
    }
    let violations = self.violations()
    drainBatteries()
    try timeline?.finish()
    return result(try recorder?.finish(), violations)
  }

  /// A run that used more than a battery held did not come to its end.
  private func drainBatteries() {
    guard outcome == .completed || outcome == .diverged else { return }
    for device in devices {
      guard let battery = device.member.device.battery,
        let used = device.energy?.report(until: queue.now), battery.isEmpty(after: used)
      else { continue }
      outcome = .batteryEmpty
    }
  }

  private func handle(_ event: WorldEvent, at time: SimInstant) throws {
    switch event {
    case .deviceComputed(let index):
      record(event, at: time, content: [])
      let device = devices[index]
      device.computing = nil
      try show(device.job, of: device, until: time)
      device.finish(at: time)
      if let release = device.release {
        precondition(time <= release, "a pass ends before its slot")
        device.computing = queue.schedule(.deviceSlot(index), at: release)
      } else {
        try apply(device.machine.handle(.computed), device, at: time)
      }
    case .deviceSlot(let index):
      record(event, at: time, content: [])
      let device = devices[index]
      device.computing = nil
      try apply(device.machine.handle(.computed), device, at: time)
    case .serverComputed:
      record(event, at: time, content: [])
      serverComputing = nil
      try showStep(at: time)
      try apply(edge.computed(at: time), at: time)
    case .uplinkActivity(let index):
      let device = devices[index]
      device.uplink.wakeUp = nil
      for arrival in device.uplink.advance(to: time) {
        record(event, at: time, content: arrival.frame.bytes)
        device.transferred(arrival, isUp: true, at: time)
        try show(arrival, device, isUp: true, at: time)
        try arrive(arrival.frame, device, isUp: true, at: time)
      }
      schedule(&device.uplink, .uplinkActivity(index))
    case .downlinkActivity(let index):
      let device = devices[index]
      device.downlink.wakeUp = nil
      for arrival in device.downlink.advance(to: time) where outcome == nil {
        record(event, at: time, content: arrival.frame.bytes)
        device.transferred(arrival, isUp: false, at: time)
        try show(arrival, device, isUp: false, at: time)
        try arrive(arrival.frame, device, isUp: false, at: time)
      }
      schedule(&device.downlink, .downlinkActivity(index))
    default:
      record(event, at: time, content: [])
      try handleFault(event, at: time)
    }
  }

  /// Tells the timeline.
  func show(
    _ track: TimelineSpan.Track, member: Int = 0, name: String, from start: SimInstant,
    to end: SimInstant, amount: Int
  ) throws {
    try timeline?.append(
      TimelineSpan(track, member: member, name: name, start: start, end: end, amount: amount))
  }

  private func record(_ event: WorldEvent, at time: SimInstant, content: [UInt8]) {
    ledger?.recordEvent(event.name, at: time, value: content.withUnsafeBytes { checksum64($0) })
  }

  /// Hands a frame to its receiver, past all faults.
  func deliver(_ frame: Frame, _ device: DeviceActor, isUp: Bool, at time: SimInstant) throws {
    if isUp {
      order.arrived(from: device.index)
      try apply(edge.deliver(frame, flow: device.index, at: time), at: time)
    } else {
      try apply(device.machine.handle(.received(frame)), device, at: time)
    }
  }

  func apply(_ effects: [DeviceEffect], _ device: DeviceActor, at time: SimInstant) throws {
    for effect in effects {
      switch effect {
      case .compute(let work, let bound):
        precondition(!device.isBusy, "a device does one piece of work at a time")
        let profile = device.member.device.compute
        if let memory = profile.memory, UInt64(device.machine.peakMemoryBytes) > memory.bytes {
          outcome = .outOfMemory
          return
        }
        let duration = profile.duration(of: work)
        device.operations += work.operations
        device.release = bound.flatMap { device.slots?.release($0, from: time) }
        device.computing = queue.schedule(
          .deviceComputed(device.index), at: device.begin(duration, at: time))
      case .send(let frame):
        guard device.isConnected else { continue }
        device.uplink.offer(frame, at: time)
        schedule(&device.uplink, .uplinkActivity(device.index))
      case .setTimer(let wait):
        if let timer = device.timer { queue.cancel(timer) }
        device.timer = wait.map { queue.schedule(.deviceTimer(device.index), at: time + $0) }
      case .trained(let epoch, let samples):
        let first = material.shares[device.index].lowerBound
        let numbers = samples.map { first + $0 }
        training.add(epoch: epoch, samples: numbers)
        order.trained(epoch: epoch, samples: numbers)
      case .epochFinished(let epoch, let loss): try finishEpoch(epoch, loss, at: time)
      case .finished:
        device.isDone = true
        // Where there is a server, it has the last word.
        if material.scenario.method.isOnDevice, devices.allSatisfy(\.isDone) { complete() }
      }
    }
  }

  func apply(_ effects: [ServerEffect], at time: SimInstant) throws {
    try showCache(at: time)
    for effect in effects {
      switch effect {
      case .compute(let work):
        precondition(serverComputing == nil, "a server does one piece of work at a time")
        let duration = material.scenario.server.compute.duration(of: work)
        serverTime += duration
        serverOperations += work.operations
        serverStart = time
        serverComputing = queue.schedule(.serverComputed, at: time + duration)
      case .send(let frame, let flow):
        let device = devices[flow]
        guard device.isConnected else {
          device.unsent.add(frame)
          continue
        }
        device.downlink.offer(frame, at: time)
        schedule(&device.downlink, .downlinkActivity(flow))
      case .setTimer(let wait):
        if let timer = serverTimer { queue.cancel(timer) }
        serverTimer = wait.map { queue.schedule(.serverTimer, at: time + $0) }
      case .trained(let epoch, let samples):
        training.add(epoch: epoch, samples: samples)
        order.trained(epoch: epoch, samples: samples)
      case .epochFinished(let epoch, let loss): try finishEpoch(epoch, loss, at: time)
      case .finished: complete()
      }
    }
  }

  /// The run goes on to its end whatever the values are: no value may decide the clock.
  private func complete() {
    outcome = epochs.allSatisfy { $0.loss?.isFinite ?? true } ? .completed : .diverged
  }

  private func finishEpoch(_ epoch: Int, _ loss: Float?, at time: SimInstant) throws {
    let accuracy = meter?.accuracy(server: edge, devices: devices.map(\.machine))
    let start = SimInstant.zero  // The timeline cuts it where the last epoch ended.
    try show(.epoch, name: "epoch", from: start, to: time, amount: epoch)
    order.finished(epoch: epoch)
    // A server that restarts may finish an epoch again.
    epochs.removeAll { $0.epoch >= epoch }
    epochs.append(
      EpochReport(
        epoch: epoch, loss: loss, testAccuracy: accuracy, simulatedSeconds: time.seconds))
    progress?("training, epochs", epoch, material.scenario.method.epochs)
  }

  /// Takes training steps out of the account that a restart of the server has undone.
  func forgetTraining(steps: Int) { training.removeLast(steps) }

  private func schedule(_ pipe: inout Pipe, _ event: WorldEvent) {
    guard let next = pipe.nextActivity else { return }
    if let planned = pipe.wakeUp {
      if planned.time <= next { return }
      queue.cancel(planned.token)
    }
    let time = max(next, queue.now)
    pipe.wakeUp = (time, queue.schedule(event, at: time))
  }

  private func result(_ totals: TraceTotals?, _ violations: [String]) -> SimulationResult {
    let cache = edge.cacheReport
    let trained = devices[0].machine.trainedTensors ?? []
    return SimulationResult(
      outcome: outcome ?? .completed, end: queue.now,
      uplink: devices.reduce(TrafficReport()) { $0 + $1.uplink.report },
      downlink: devices.reduce(TrafficReport()) { $0 + $1.downlink.report }, record: recordReport,
      devices: devices.map { device in
        DeviceReport(
          name: device.member.device.name, samples: device.machine.data.samples.count,
          forwardSamples: device.machine.forwardSamples, busy: device.computeTime,
          peakMemory: ByteCount(device.machine.peakMemoryBytes),
          memory: device.machine.memoryAtPeak, operations: device.operations,
          energy: device.energy?.report(until: queue.now), battery: device.member.device.battery)
      },
      steps: edge.steps, serverBusy: serverTime, serverOperations: serverOperations,
      cache: CacheReport(
        entries: cache.entries, bytes: cache.bytes, hits: cache.hits, misses: cache.misses,
        evictions: cache.evictions),
      backboneAccuracy: meter?.backboneAccuracy, epochs: epochs,
      trainingOrder: order.digest, timeShares: account.shares, traceDigest: totals?.digest,
      sideNetworkDigest: edge.model == nil ? digest(trained) : edge.trainedDigest,
      sideNetwork: trained, fittedHead: (devices[0].machine as? DeviceMachine)?.fittedHead,
      judgeRecords: devices.flatMap { device in
        let first = material.shares[device.index].lowerBound
        let data = device.machine.data
        return data.order.map { sample in
          let known = data.samples[sample]
          return JudgeRecord(
            key: data.keys[sample].bytes, sample: first + sample, label: known.label,
            tokens: known.tokens, text: known.text)
        }
      },
      secretsChanged: secrets.changed, secretsTotal: secrets.total,
      violations: violations)
  }

  /// Digest of what was trained on a device; of nothing under shape numerics.
  private func digest(_ tensors: [NamedTensor]) -> Digest128 {
    material.scenario.hasValues ? tensors.digest : Digest128(of: [])
  }
}
