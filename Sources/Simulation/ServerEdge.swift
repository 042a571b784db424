internal import Determinism
internal import Layers
internal import ServerSide
internal import Traces
internal import Wire

/// The server behind its recorder.
///
/// The machine is made here and is private to this type. Nothing else in a run can hand it a byte
/// or take one from it, and every way in and out records: so the trace holds all that the server
/// saw (Proofs/P007-record-completeness.md).
struct ServerEdge {
  /// Frames recorded by flow, counted here and not by the recorder, which shape numerics lack.
  private(set) var recorded: [Direction<FrameAccount>]

  private let machine: any ServerProgram
  /// Nil under shape numerics, whose frames hold no values.
  private let recorder: TraceWriter?

  init(setup: ServerSetup, ledger: Ledger?, recorder: TraceWriter?) {
    machine = setup.makeServer(ledger: ledger)
    self.recorder = recorder
    recorded = Array(repeating: Direction(up: .init(), down: .init()), count: setup.devices)
  }

  /// The side network as it stands, for measurements out of band.
  var network: SideNetwork? {
    if case .sideNetwork(let network)? = machine.model { network } else { nil }
  }
  /// What is trained, as it stands, for measurements out of band.
  var model: ServerModel? { machine.model }
  /// The trained parameters as they stand.
  var trainedTensors: [NamedTensor] { machine.trainedTensors }
  /// Digest of the trained parameters.
  var trainedDigest: Digest128 { machine.trainedDigest }
  /// Accounts of the cache.
  var cacheReport: ServerMachine.CacheReport { machine.cacheReport }
  /// Training steps so far.
  var steps: Int { machine.steps }

  /// Records a frame at the moment of its arrival, then hands it to the server.
  mutating func deliver(
    _ frame: Frame, flow: Int, at time: SimInstant
  ) throws -> [ServerEffect] {
    try record(frame, .toServer, flow, at: time)
    return try recordSent(machine.handle(.received(frame, flow: flow)), at: time)
  }

  /// The work under way is done.
  mutating func computed(at time: SimInstant) throws -> [ServerEffect] {
    try record(.computed, at: time)
    return try recordSent(machine.handle(.computed), at: time)
  }

  /// The wait that the server asked for is over.
  mutating func timer(at time: SimInstant) throws -> [ServerEffect] {
    try record(.timer, at: time)
    return try recordSent(machine.handle(.timer), at: time)
  }

  /// The device on `flow` has a connection again.
  mutating func reconnected(flow: Int, at time: SimInstant) throws -> [ServerEffect] {
    try record(.reconnected, flow: flow + 1, at: time)
    return try recordSent(machine.handle(.reconnected(flow: flow)), at: time)
  }

  /// The server's process dies; returns the steps that are lost with it.
  func stop(at time: SimInstant) throws -> Int {
    try record(.stopped, at: time)
    return machine.restart()
  }

  /// The server's process runs again.
  mutating func resume(at time: SimInstant) throws -> [ServerEffect] {
    try record(.resumed, at: time)
    return try recordSent(machine.resume(), at: time)
  }

  private mutating func recordSent(
    _ effects: [ServerEffect], at time: SimInstant
  ) throws -> [ServerEffect] {
    for effect in effects {
      guard case .send(let frame, let flow) = effect else { continue }
      try record(frame, .toDevice, flow, at: time)
    }
    return effects
  }

  /// Flows count from one in a trace.
  private mutating func record(
    _ frame: Frame, _ direction: TraceDirection, _ flow: Int, at time: SimInstant
  ) throws {
    if direction == .toServer {
      recorded[flow].up.add(frame)
    } else {
      recorded[flow].down.add(frame)
    }
    let kind = MessageKind.code(of: frame.bytes, fromDevice: direction == .toServer)
    try recorder?.append(
      TraceFrame(
        time: time, direction: direction, flow: UInt32(flow + 1), kind: kind, bytes: frame.bytes))
  }

  private func record(_ kind: TraceEvent.Kind, flow: Int = 0, at time: SimInstant) throws {
    try recorder?.append(TraceEvent(time: time, kind: kind, flow: UInt32(flow)))
  }
}
