public import Determinism

/// One direction of a link for single packets: queue, bottleneck, delay, loss.
///
/// The bottleneck is first in, first out, so what happens to a packet depends on earlier ones alone
/// and is known when the packet is handed over.
public struct PacketLink {
  /// Packets that found the queue full, or that a hand-over dropped.
  public private(set) var drops: UInt64 = 0
  /// Packets lost at random.
  public private(set) var losses: UInt64 = 0
  /// Packets handed over.
  public private(set) var packets: UInt64 = 0
  /// Bytes handed over.
  public private(set) var bytes = ByteCount.zero

  private var server: PacketServer
  private var loss: LossProcess?
  private let delay: UInt64
  private let jitter: LinkProfile.Jitter
  private var jitterStream: RandomStream?
  private let queueLimit: Int
  /// When each waiting packet leaves the queue.
  private var waiting = FirstInFirstOut<UInt64>()
  /// When the packet served last has left; nil before the first one.
  private var busyUntil: UInt64?
  private var lastArrival: UInt64 = 0
  private var now: UInt64 = 0

  /// Makes an idle link.
  public init(_ profile: LinkProfile, randomness: LinkRandomness) {
    server = PacketServer(profile, randomness: randomness)
    loss = LossProcess(profile.lossModel, randomness: randomness)
    delay = profile.delay.nanoseconds
    jitter = profile.jitter
    if jitter.spread > .zero { jitterStream = randomness.stream("jitter") }
    if let limit = profile.queueLimit {
      precondition(limit >= 1, "a queue must hold a packet")
    }
    queueLimit = profile.queueLimit ?? .max
  }

  /// Hands over a packet of at least one byte; returns when it arrives, or nil when it never does.
  ///
  /// Time must not go back between calls.
  public mutating func transmit(_ size: ByteCount, at now: SimInstant) -> SimInstant? {
    precondition(size > .zero, "a packet must have bytes")
    precondition(now.nanoseconds >= self.now, "a link's time must not go back")
    self.now = now.nanoseconds
    return transmit(bytes: size.bytes, at: now.nanoseconds).map { SimInstant(nanoseconds: $0) }
  }

  mutating func transmit(bytes count: UInt64, at now: UInt64) -> UInt64? {
    packets += 1
    bytes += ByteCount(count)
    if queueLimit < .max {
      // A packet that comes just as another one leaves the queue still meets it.
      while let start = waiting.first, start < now { waiting.removeFirst() }
      guard waiting.count < queueLimit else {
        drops += 1
        return nil
      }
    }
    guard let service = server.serve(bytes: count, at: now) else {
      drops += 1
      return nil
    }
    if queueLimit < .max {
      let isIdle = service.start == now && busyUntil.map { $0 < now } ?? true
      if !isIdle { waiting.append(service.start) }
      busyUntil = service.end
    }
    if loss?.losesNext() == true {
      losses += 1
      return nil
    }
    guard jitter.spread > .zero else { return service.end + delay }
    let extra = jitterStream?.next(below: Int(jitter.spread.nanoseconds) + 1) ?? 0
    let arrival = service.end + delay + UInt64(extra)
    lastArrival = max(arrival, lastArrival)
    return jitter.reorders ? arrival : lastArrival
  }
}
