internal import Determinism
internal import DeviceSide
internal import Devices
internal import EventSimulation
internal import Layers
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
  let member: Scenario.Member
  var machine: any DeviceProgram
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
  /// Operations that were begun.
  var operations = PhaseOperations()
  var isDone = false
  /// Samples through the backbone, as the timeline last heard.
  var shownSamples = 0
  /// Frames that came through the uplink and were lost behind it, or held back.
  private(set) var lost = FrameAccount()
  /// Frames that reached the server once more, or after they were held back.
  private(set) var repeated = FrameAccount()
  /// Frames that the server sent while there was no connection.
  var unsent = FrameAccount()
  /// Nil where nobody knows what the device draws.
  private(set) var energy: EnergyMeter?
  private var thermal: ThermalState?
  /// When uploads leave; nil for at once.
  let slots: SendSlots?
  /// When the answer to the work under way is due; nil for as soon as it is done.
  var release: SimInstant?
  /// The work under way.
  private(set) var job: Job?

  struct Job {
    let start: SimInstant
    let end: SimInstant
    let fullSpeed: SimDuration
    fileprivate let thermal: ThermalState?
  }

  init(
    index: Int, member: Scenario.Member, machine: any DeviceProgram,
    slots: SendSlots?, up: Pipe.Route, down: Pipe.Route
  ) {
    self.index = index
    self.member = member
    self.machine = machine
    self.slots = slots
    if let power = member.device.power {
      energy = EnergyMeter(power: power, radio: RadioProfile(member.device.radio))
      thermal = member.device.thermal.map { ThermalState(profile: $0, power: power) }
    }
    uplink = Pipe(up)
    downlink = Pipe(down)
  }

  /// Begins work that takes `duration` at full speed; returns when it is over.
  func begin(_ duration: SimDuration, at now: SimInstant) -> SimInstant {
    isBusy = true
    let before = thermal
    let end = thermal?.run(fullSpeedDuration: duration, from: now) ?? now + duration
    job = Job(start: now, end: end, fullSpeed: duration, thermal: before)
    return end
  }

  /// The work is over, or its process died.
  func finish(at now: SimInstant) {
    isBusy = false
    guard let job else { return }
    self.job = nil
    let took = now - job.start
    computeTime += took
    energy?.computed(from: job.start, to: now, fullSpeed: min(job.fullSpeed, took))
    // The process died before its time: the device cools from where it was, a small favour.
    if now < job.end { thermal = job.thermal }
  }

  /// A frame has come through the air: the radio was active while its bytes were at the device.
  func transferred(_ arrival: Pipe.Arrival, isUp: Bool, at now: SimInstant) {
    let delay = (isUp ? member.link.up : member.link.down).delay
    let (from, to): (SimInstant, SimInstant)
    if isUp {
      // The last byte was in the air for the delay.
      let whole = (now - arrival.departed).nanoseconds
      let sending = SimDuration(nanoseconds: whole - min(delay.nanoseconds, whole))
      (from, to) = (arrival.departed, arrival.departed + sending)
    } else {
      (from, to) = (min(arrival.departed + delay, now), now)
    }
    energy?.transferred(isUp ? .up : .down, bytes: arrival.wireBytes, from: from, to: to)
  }

  /// A fault has taken a frame that had come through the link.
  func lose(_ frame: Frame, isUp: Bool) {
    if isUp { lost.add(frame) }
  }

  /// A fault hands on a frame beyond what the link delivered.
  func repeats(_ frame: Frame, isUp: Bool) {
    if isUp { repeated.add(frame) }
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

extension RadioProfile {
  fileprivate init(_ radio: Scenario.Device.Radio) {
    self =
      switch radio {
      case .lte: .lte
      case .wifi: .wifi
      case .none: .none
      }
  }
}
