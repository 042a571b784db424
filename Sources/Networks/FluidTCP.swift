public import Determinism

/// One direction of a TCP connection as a fluid: a rate, a window that opens, no single packets.
///
/// Bytes leave in order. A byte leaves no earlier than it was offered, than the bottleneck has
/// served those before it, and than the window admits it (`WindowGrowth`). The window begins with
/// ten segments (RFC 6928) and opens by one segment for each one acknowledged (RFC 3465, as Linux
/// counts), so it doubles each round trip; once it covers rate x round trip it never binds again.
/// The handshake takes one round trip. The window survives idle times.
///
/// Where the rate changes, the bottleneck's time is the integral of the rate. Random losses make
/// later bytes costlier (`LossCost`). A queue with a limit may overflow at the end of slow start
/// (`SlowStartOverflow`) on links of constant rate; from then on the window saws
/// (`CongestionAvoidance`).
///
/// Without an overflow all this is monotone, exactly: a higher rate, a shorter delay or an earlier
/// offer never delivers anything later. Real senders are not, just above a round trip of 200 ms:
/// there a timer acknowledges the segment that has no partner, and windows grow a little faster.
/// This model has that, too, but never delivers earlier than with 200 ms.
///
/// Not modelled: a reset of the window after idle time, bursts after idle time that overflow the
/// queue, slow start that CUBIC's HyStart ends too early, the receive window, lost
/// acknowledgements, jitter.
public struct FluidTCP: LinkDirection {
  /// Payload of a full segment on a link with the usual packets of 1500 bytes.
  public static let segmentPayload = ByteCount(UInt64(1_448))
  /// Bytes that each segment adds: TCP with timestamps 32, IP 20, link 2.
  public static let segmentOverhead = ByteCount(UInt64(54))

  private let payload: UInt64
  private let segmentBytes: UInt64
  private let delay: SimDuration
  private let loss: Double
  private let lossCost: LossCost?
  private let overflowModel: OverflowSettings?

  private var now = SimInstant.zero
  /// Wire bytes offered so far.
  private var position: UInt64 = 0
  private var growth: WindowGrowth
  /// When the round trip is longer than the timer of acknowledgements.
  private var slow: SlowPath?
  /// The sender once slow start is over, and when the bottleneck is free.
  private var avoidance: (sender: CongestionAvoidance, free: FinePoint)?
  private var deliveries = FirstInFirstOut<Delivery>()
  private var lastDelivery = SimInstant.zero

  /// Slow start over a round trip beyond 200 ms: with the timer, and for comparison over 200 ms.
  private struct SlowPath {
    var withTimer: WindowGrowth
    var bound: WindowGrowth
    var boundDelay: SimDuration
  }

  /// What the model of a full queue needs to know.
  private struct OverflowSettings {
    var path: CongestionAvoidance.Path
    var isCubic: Bool
    var minimumTimeout: Double
  }

  /// Makes a direction of a connection that is opened at `connectAt`.
  ///
  /// Data take `data`; of the acknowledgements' way only delay and loss matter. Random rates and
  /// outages come out of `randomness`.
  public init(
    data: LinkProfile, acknowledgements: LinkProfile, settings: TransportSettings,
    connectAt: SimInstant, randomness: LinkRandomness
  ) {
    payload = UInt64(data.mtu) - UInt64(LinkProfile.headerBytes)
    segmentBytes = payload + Self.segmentOverhead.bytes
    delay = data.delay
    loss = data.loss
    let curve = CapacityCurve(data, randomness: randomness.part("data"))
    let capacity = curve.map { CapacityQueue($0, repetition: 1 / (1 - data.loss)) }
    let roundTrip = data.delay + acknowledgements.delay
    var own = Self.growth(data, acknowledgements, settings, connectAt, roundTrip: roundTrip)
    let quick = FinePoint(ticks: own.cost(1))
    let service = UInt128(segmentBytes) * Self.perByte(data.rate, loss: data.loss).ticks
    let path = CongestionAvoidance.Path(
      service: FinePoint(ticks: service).seconds,
      roundTrip: FinePoint(ticks: own.loop.ticks - service).seconds,
      queue: data.queueLimit.map(Double.init) ?? .infinity)
    let isLossy = loss > 0
    overflowModel =
      data.queueLimit != nil && capacity == nil && !isLossy
      ? OverflowSettings(
        path: path, isCubic: settings.control == .cubic,
        minimumTimeout: settings.minimumTimeout.seconds) : nil
    lossCost = isLossy ? LossCost(loss, path, settings, servesItself: capacity != nil) : nil
    own.cost = Self.curve(quick, lossCost, segmentBytes: segmentBytes)
    growth = WindowGrowth(own, capacity: capacity)
    let timer = settings.acknowledgementDelay
    guard roundTrip > timer else { return }
    var bound = Self.growth(data, acknowledgements, settings, connectAt, roundTrip: timer)
    bound.cost = own.cost
    own.singleAcknowledgement = FinePoint(SimInstant.zero + timer)
    slow = SlowPath(
      withTimer: WindowGrowth(own, capacity: capacity),
      bound: WindowGrowth(bound, capacity: capacity), boundDelay: min(data.delay, timer))
  }

  /// Slow start over a round trip, without what losses cost later bytes.
  private static func growth(
    _ data: LinkProfile, _ acknowledgements: LinkProfile, _ settings: TransportSettings,
    _ connectAt: SimInstant, roundTrip: SimDuration
  ) -> WindowGrowth.Settings {
    let loss = data.loss
    let segmentBytes =
      UInt64(data.mtu) - UInt64(LinkProfile.headerBytes) + segmentOverhead.bytes
    let handshake = 1 - (1 - loss) * (1 - acknowledgements.loss)
    let wait = LossCost.handshake(
      loss: handshake, connectTimeout: settings.connectTimeout.seconds)
    let start = FinePoint(connectAt + roundTrip).ticks + FinePoint(seconds: wait).ticks
    let pair = 2 * UInt128(segmentBytes) * perByte(data.rate, loss: loss).ticks
    return WindowGrowth.Settings(
      segmentBytes: segmentBytes, initialWindow: UInt64(settings.initialWindow) * segmentBytes,
      open: FinePoint(ticks: start),
      loop: FinePoint(ticks: FinePoint(SimInstant.zero + roundTrip).ticks + pair),
      cost: CostCurve(perByte: perByte(data.capacity.highestRate, loss: loss)))
  }

  /// The time of a byte, where retransmissions share the bottleneck with first transmissions.
  private static func perByte(_ rate: BitRate, loss: Double) -> FinePoint {
    guard loss > 0 else { return .perByte(rate) }
    let useful = UInt64(Double(rate.bitsPerSecond) * (1 - loss))
    return .perByte(BitRate(bitsPerSecond: max(1, useful)))
  }

  /// Makes a direction with Reno and nothing random but losses, whose mean counts.
  public init(profile: LinkProfile, reverseDelay: SimDuration, connectAt: SimInstant) {
    self.init(
      data: profile,
      acknowledgements: LinkProfile(rate: profile.rate, delay: reverseDelay, loss: 0),
      settings: TransportSettings(control: .reno), connectAt: connectAt,
      randomness: LinkRandomness(seed: Seed(0), name: "link", ledger: nil))
  }

  private static func curve(
    _ quick: FinePoint, _ lossCost: LossCost?, segmentBytes: UInt64
  ) -> CostCurve {
    var curve = CostCurve(perByte: quick)
    for piece in lossCost?.pieces() ?? [] {
      // Beyond 2^53 bytes, nine petabytes, no connection of ours gets.
      let position = UInt64(min(piece.packet * Double(segmentBytes), 0x1p53))
      let perByte = FinePoint(seconds: piece.seconds / Double(segmentBytes))
      curve.append(
        from: position, once: FinePoint(seconds: piece.once).ticks, perByte: max(perByte, quick))
    }
    return curve
  }

  /// Hands over a message.
  ///
  /// Amortised O(log of the window) work.
  public mutating func offer(_ id: TransferID, bytes: ByteCount, at now: SimInstant) {
    precondition(bytes > .zero, "a message must have bytes")
    move(to: now)
    let segments = bytes.bytes / payload + (bytes.bytes % payload > 0 ? 1 : 0)
    let wireBytes = bytes.bytes + segments * Self.segmentOverhead.bytes
    let start = position
    position += wireBytes
    counters.events += 1
    let wait = FinePoint(seconds: lossCost?.tail(packets: Double(segments)) ?? 0)
    let (departed, arrived) = leave(from: start, wait: wait)
    // A tail of one segment is repaired sooner than a longer one before it.
    lastDelivery = max(lastDelivery, arrived)
    precondition(lastDelivery >= departed, "a message must depart before it arrives")

    let repeated = loss > 0 ? (Double(wireBytes) * loss / (1 - loss)).rounded(.up) : 0
    let delivery = Delivery(
      id: id, departed: departed, delivered: lastDelivery, segments: segments,
      wireBytes: ByteCount(wireBytes + UInt64(repeated)))
    let repetitions = UInt64(repeated) / segmentBytes
    counters.packets += segments + repetitions
    counters.retransmissions += repetitions
    counters.wireBytes += delivery.wireBytes
    deliveries.append(delivery)
  }

  /// What the direction has done so far.
  public private(set) var counters = LinkCounters()

  /// When the next message arrives; nil when all have.
  public var nextActivity: SimInstant? { deliveries.first?.delivered }

  /// Moves on to `now` and returns what has arrived by then, in the order of offering.
  public mutating func advance(to now: SimInstant) -> [Delivery] {
    move(to: now)
    var arrived: [Delivery] = []
    while let next = deliveries.first, next.delivered <= now {
      arrived.append(next)
      deliveries.removeFirst()
    }
    return arrived
  }

  private mutating func move(to now: SimInstant) {
    precondition(now >= self.now, "a link's time must not go back")
    self.now = now
  }

  /// When the bytes from `start` to `position` depart and arrive, `wait` behind their sending.
  private mutating func leave(
    from start: UInt64, wait: FinePoint
  ) -> (departed: SimInstant, arrived: SimInstant) {
    if avoidance != nil { return saw(from: start) }
    let departed = growth.offer(at: start, time: FinePoint(now))
    let rounds = growth.rounds
    defer { counters.events += growth.rounds - rounds }
    repeat {
      if let free = overrun(before: growth.nextHold(before: position) ?? position) {
        return (departed.roundedUp, free.roundedUp + delay)
      }
    } while growth.admitNext(before: position)
    guard var path = slow else {
      return (departed.roundedUp, arrival(growth.time(at: position), wait, delay))
    }
    let begin = FinePoint(now)
    let first = max(
      path.withTimer.offer(at: start, time: begin), path.bound.offer(at: start, time: begin))
    while path.withTimer.admitNext(before: position) {}
    while path.bound.admitNext(before: position) {}
    let arrived = max(
      arrival(path.withTimer.time(at: position), wait, delay),
      arrival(path.bound.time(at: position), wait, path.boundDelay))
    slow = path
    return (first.roundedUp, arrived)
  }

  private func arrival(
    _ left: FinePoint, _ wait: FinePoint, _ delay: SimDuration
  ) -> SimInstant {
    FinePoint(ticks: left.ticks + wait.ticks).roundedUp + delay
  }

  /// Ends slow start if the queue overflows before `limit`; returns when the message has left.
  private mutating func overrun(before limit: UInt64) -> FinePoint? {
    guard let settings = overflowModel, let train = growth.train else { return nil }
    let bytes = Double(segmentBytes)
    let model = SlowStartOverflow(
      path: settings.path, isCubic: settings.isCubic, minimumTimeout: settings.minimumTimeout,
      hasTimer: slow != nil,
      train: SlowStartOverflow.Train(
        start: Double(train.start) / bytes, end: train.end.map { Double($0) / bytes },
        reach: Double(train.reach) / bytes,
        previousCount: train.previous.map { Double($0.bytes) / bytes },
        gap: train.previous.map { $0.idle.seconds / settings.path.service } ?? 0))
    // A train that an offer starts comes as one burst, which is another matter.
    guard train.isClocked || train.previous == nil, let drop = model.firstDrop,
      drop * bytes < Double(limit), model.hyStartEnd.map({ $0 >= drop }) ?? true
    else { return nil }
    let outcome = model.outcome(count: Double(position) / bytes, drop: drop)
    let free = FinePoint(
      ticks: growth.busySince.ticks + FinePoint(seconds: outcome.seconds).ticks)
    avoidance = (outcome.avoidance, free)
    let dropped = UInt64(outcome.dropped.rounded())
    counters.events += 3 + outcome.avoidance.cycles
    counters.drops += dropped
    counters.packets += dropped
    counters.retransmissions += dropped
    counters.timeouts += outcome.timedOut ? 1 : 0
    counters.wireBytes += ByteCount(dropped * segmentBytes)
    return free
  }

  /// When the bytes from `start` to `position` depart and arrive while the window saws.
  private mutating func saw(from start: UInt64) -> (departed: SimInstant, arrived: SimInstant) {
    guard var (sender, free) = avoidance else {
      preconditionFailure("a window saws only after an overflow")
    }
    let begin = max(free, FinePoint(now))
    let cycles = sender.cycles
    let seconds = sender.send(Double(position - start) / Double(segmentBytes))
    counters.events += sender.cycles - cycles
    free = FinePoint(ticks: begin.ticks + FinePoint(seconds: seconds).ticks)
    avoidance = (sender, free)
    return (begin.roundedUp, free.roundedUp + delay)
  }
}
