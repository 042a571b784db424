internal import Determinism
internal import EventSimulation
internal import Networks
internal import Wire

/// One direction of the link with the frames that are on their way through it.
struct Pipe {
  /// The planned look at this pipe: when, and the event to cancel.
  var wakeUp: (time: SimInstant, token: EventToken)?
  /// Traffic that has arrived.
  private(set) var report = TrafficReport()

  /// Nil while the connection is broken.
  private var link: FluidTCP?
  private var frames: [TransferID: Frame] = [:]
  private var nextIdentifier: UInt64 = 0

  init(profile: LinkProfile, reverse: LinkProfile, connectAt: SimInstant) {
    link = FluidTCP(profile: profile, reverseDelay: reverse.delay, connectAt: connectAt)
  }

  /// Whether frames are on their way.
  var isBusy: Bool { !frames.isEmpty }

  /// When something happens next.
  var nextActivity: SimInstant? { link?.nextActivity }

  /// Puts a frame on its way.
  mutating func offer(_ frame: Frame, at now: SimInstant) {
    precondition(link != nil, "frames go onto a connection")
    let identifier = TransferID(nextIdentifier)
    nextIdentifier += 1
    frames[identifier] = frame
    link?.offer(identifier, bytes: ByteCount(frame.byteCount), at: now)
  }

  /// Frames that have arrived by `now`, in order.
  mutating func advance(to now: SimInstant) -> [Frame] {
    (link?.advance(to: now) ?? []).map { delivery in
      guard let frame = frames.removeValue(forKey: delivery.id) else {
        preconditionFailure("a link delivers what it was offered, once")
      }
      report.messages += 1
      report.payloadBytes += UInt64(frame.byteCount)
      report.wireBytes += delivery.wireBytes.bytes
      return frame
    }
  }

  /// The connection breaks: what is on its way never arrives.
  mutating func dropAll() {
    frames = [:]
    link = nil
  }

  /// A new connection takes the place of the broken one.
  mutating func reopen(profile: LinkProfile, reverse: LinkProfile, at now: SimInstant) {
    link = FluidTCP(profile: profile, reverseDelay: reverse.delay, connectAt: now)
  }
}
