public import Determinism
public import Layers
public import Wire

/// What happens to a device.
public enum DeviceEvent: Sendable {
  /// The session begins.
  case start
  /// The work that the device asked for last is done.
  case computed
  /// A frame from the server has arrived.
  case received(Frame)
  /// The connection is up again; what was under way is lost.
  case reconnected
  /// The time that the device asked for is over.
  case timer
}

/// What a device asks of its surroundings.
public enum DeviceEffect: Sendable {
  /// Do this work and answer with `computed`; one piece at a time.
  ///
  /// With a bound, the answer comes at a moment that follows from the bound and not from the work.
  case compute(WorkList, atMost: WorkList?)
  /// Send this frame to the server.
  case send(Frame)
  /// Answer with `timer` after this time, in place of an earlier wish; nil for never.
  case setTimer(SimDuration?)
  /// A step of training on the device is over: these of its samples.
  case trained(epoch: Int, samples: [Int])
  /// An epoch of training on the device is over, with this mean loss; nil under shape numerics.
  case epochFinished(epoch: Int, loss: Float?)
  /// What was trained is on the device; nothing is left to do.
  case finished
}
