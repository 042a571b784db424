internal import Determinism
internal import DeviceSide
internal import Devices
internal import EventSimulation
internal import Scenarios
internal import Wire

/// One device of the world: its machine, its half of the link, and what it has done.
final class DeviceActor {
  /// Whether the device can reach the server.
  enum State {
    case connected
    /// The connection broke; attempts to open another one fail until then.
    case broken(until: SimInstant)
    /// The process does not run until then.
    case dead(until: SimInstant)
  }

  let index: Int
  let knowledge: DeviceKnowledge
  let member: Scenario.Member
  var machine: DeviceMachine
  var uplink: Pipe
  var downlink: Pipe
  var state = State.connected
  var isBusy = false
  var computing: EventToken?
  var timer: EventToken?
  /// Counts connections, so that news of an old one can be told apart.
  var connection = 0
  var attempts = 0
  var computeTime = SimDuration.zero
  var isDone = false

  init(
    index: Int, knowledge: DeviceKnowledge, member: Scenario.Member, machine: DeviceMachine,
    up: Pipe.Route, down: Pipe.Route
  ) {
    self.index = index
    self.knowledge = knowledge
    self.member = member
    self.machine = machine
    uplink = Pipe(up)
    downlink = Pipe(down)
  }

  var isConnected: Bool {
    if case .connected = state { true } else { false }
  }

  /// Drops what is on its way.
  func breakConnection() {
    connection += 1
    uplink.dropAll()
    downlink.dropAll()
  }

  /// Opens a new connection.
  func connect(at now: SimInstant) {
    state = .connected
    attempts = 0
    connection += 1
    uplink.reopen(at: now)
    downlink.reopen(at: now)
  }
}
