internal import Determinism
internal import Layers
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
  private let recorder: TraceWriter
  private let flow: UInt32 = 1

  init(machine: ServerMachine, recorder: TraceWriter) {
    self.machine = machine
    self.recorder = recorder
  }

  /// What the server asks for, with its frames recorded already.
  enum Outcome {
    case compute(WorkList)
    case transmit([UInt8])
    case epochFinished(epoch: Int, loss: Float)
    case finished
  }

  /// Records a frame at the moment of its arrival, then hands it to the server.
  func deliver(_ frame: [UInt8], at time: SimInstant) throws -> [Outcome] {
    try record(frame, .toServer, kind: Self.kind(frame, device: true), at: time)
    return try outcomes(machine.handle(.received(frame)), at: time)
  }

  /// Tells the server that its work is done.
  func computed(at time: SimInstant) throws -> [Outcome] {
    try outcomes(machine.handle(.computed), at: time)
  }

  private func outcomes(_ effects: [ServerEffect], at time: SimInstant) throws -> [Outcome] {
    var outcomes: [Outcome] = []
    for effect in effects {
      switch effect {
      case .compute(let work):
        outcomes.append(.compute(work))
      case .send(let frame):
        try record(frame, .toDevice, kind: Self.kind(frame, device: false), at: time)
        outcomes.append(.transmit(frame))
      case .epochFinished(let epoch, let loss):
        outcomes.append(.epochFinished(epoch: epoch, loss: loss))
      case .finished: outcomes.append(.finished)
      }
    }
    return outcomes
  }

  private func record(
    _ frame: [UInt8], _ direction: TraceDirection, kind: UInt8, at time: SimInstant
  ) throws {
    try recorder.append(
      TraceFrame(time: time, direction: direction, flow: flow, kind: kind, bytes: frame))
  }

  /// The message kind, read off the first tag behind the frame's prefix; zero when unreadable.
  private static func kind(_ frame: [UInt8], device: Bool) -> UInt8 {
    guard frame.count > MessageFrame.prefixByteCount else { return 0 }
    let number = frame[MessageFrame.prefixByteCount] >> 3
    return device ? number : number + 16
  }
}
