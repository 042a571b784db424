public import Determinism
public import Layers
public import Wire

/// What happens to a server.
public enum ServerEvent: Sendable {
  /// A frame from the device on this flow has arrived.
  case received(Frame, flow: Int)
  /// The work that the server asked for last is done.
  case computed
  /// The device on this flow is connected again; what was under way is lost.
  case reconnected(flow: Int)
  /// The time that the server asked for is over.
  case timer
}

/// What a server asks of its surroundings.
public enum ServerEffect: Sendable {
  /// Do this work and answer with `computed`; one piece at a time.
  case compute(WorkList)
  /// Send this frame to the device on this flow.
  case send(Frame, flow: Int)
  /// Answer with `timer` after this time, in place of an earlier wish; nil for never.
  case setTimer(SimDuration?)
  /// A step of training is over: these samples, by their number in the order of arrival.
  case trained(epoch: Int, samples: [Int])
  /// An epoch is over, with this mean loss; nil under shape numerics.
  case epochFinished(epoch: Int, loss: Float?)
  /// Every device has said goodbye.
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
  /// Two devices announce different dimensions.
  case differentSessions
  /// A device announces another session than the server is ready for.
  case wrongSession

  /// One sentence about the error.
  public var description: String {
    switch self {
    case .wire(let error): error.description
    case .unexpected(let kind): "a \(kind.name) message was not expected now"
    case .wrongSamples: "a batch repeats samples or exceeds the announced number"
    case .differentSessions: "the devices' sessions have different dimensions"
    case .wrongSession: "the device's session is not the one that the server is ready for"
    }
  }
}
