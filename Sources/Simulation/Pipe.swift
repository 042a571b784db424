internal import Determinism
internal import Networks

/// One direction of the link with the frames that are on their way through it.
struct Pipe {
  /// When the world will look at this pipe next, if that is planned.
  var wakeUp: SimInstant?
  /// Traffic that has arrived.
  private(set) var report = TrafficReport()

  private var link: FluidTCP
  private var frames: [TransferID: [UInt8]] = [:]
  private var nextIdentifier: UInt64 = 0

  init(profile: LinkProfile, reverse: LinkProfile) {
    link = FluidTCP(profile: profile, reverseDelay: reverse.delay, connectAt: .zero)
  }

  /// Whether frames are on their way.
  var isBusy: Bool { !frames.isEmpty }

  /// When something happens next.
  var nextActivity: SimInstant? { link.nextActivity }

  /// Puts a frame on its way.
  mutating func offer(_ frame: [UInt8], at now: SimInstant) {
    let identifier = TransferID(nextIdentifier)
    nextIdentifier += 1
    frames[identifier] = frame
    link.offer(identifier, bytes: ByteCount(frame.count), at: now)
  }

  /// Frames that have arrived by `now`, in order.
  mutating func advance(to now: SimInstant) -> [[UInt8]] {
    link.advance(to: now).map { delivery in
      guard let frame = frames.removeValue(forKey: delivery.id) else {
        preconditionFailure("a link delivers what it was offered, once")
      }
      report.messages += 1
      report.payloadBytes += UInt64(frame.count)
      report.wireBytes += delivery.wireBytes.bytes
      return frame
    }
  }
}
