internal import Determinism
internal import ServerSide
internal import Traces
internal import Wire

/// The server behind its recorder.
///
/// Frames pass only through here, and each one is recorded.
///
/// The machine is private to this type: nothing else in a run can hand it a byte or take one from
/// it, so the trace holds all that the server saw.
struct ServerEdge {
  private let machine: ServerMachine
  /// Nil under shape numerics, whose frames hold no values.
  private let recorder: TraceWriter?

  init(machine: ServerMachine, recorder: TraceWriter?) {
    self.machine = machine
    self.recorder = recorder
  }

  /// Records a frame at the moment of its arrival, then hands it to the server.
  func deliver(_ frame: Frame, flow: Int, at time: SimInstant) throws -> [ServerEffect] {
    try record(frame.bytes, .toServer, flow, at: time)
    return try handle(.received(frame, flow: flow), at: time)
  }

  /// Lets the server take an event, and records the frames that it sends.
  func handle(_ event: ServerEvent, at time: SimInstant) throws -> [ServerEffect] {
    try recorded(machine.handle(event), at: time)
  }

  /// The server's process dies; returns the steps that are lost with it.
  func restart() -> Int { machine.restart() }

  /// The server's process runs again.
  func resume(at time: SimInstant) throws -> [ServerEffect] {
    try recorded(machine.resume(), at: time)
  }

  private func recorded(_ effects: [ServerEffect], at time: SimInstant) throws -> [ServerEffect] {
    for effect in effects {
      guard case .send(let frame, let flow) = effect else { continue }
      try record(frame.bytes, .toDevice, flow, at: time)
    }
    return effects
  }

  /// Flows count from one in a trace.
  private func record(
    _ bytes: [UInt8], _ direction: TraceDirection, _ flow: Int, at time: SimInstant
  ) throws {
    let kind = Self.kind(bytes, device: direction == .toServer)
    try recorder?.append(
      TraceFrame(
        time: time, direction: direction, flow: UInt32(flow + 1), kind: kind, bytes: bytes))
  }

  /// The message kind, read off the first tag behind the frame's prefix; zero when unreadable.
  private static func kind(_ frame: [UInt8], device: Bool) -> UInt8 {
    guard frame.count > MessageFrame.prefixByteCount else { return 0 }
    let number = frame[MessageFrame.prefixByteCount] >> 3
    return device ? number : number + 16
  }
}
