public import Determinism

/// One direction of a TCP connection as a fluid: a rate, a window that opens, no single packets.
///
/// Bytes leave in order. A byte leaves no earlier than it was offered, than the bottleneck has
/// served those before it, and than the window admits it:
///
///     T(p) = max over q <= p of  max(offered(q), T(f^-1(q)) + loop) + cost(p) - cost(q)
///
/// Here `cost` is the bottleneck's time for the first p bytes of the connection, `loop` is the time
/// from a pair of segments leaving to their acknowledgement, and `f(q)` is how far the sender may
/// go once q bytes are acknowledged: the initial window of ten segments (RFC 6928), then one more
/// segment for each one acknowledged (RFC 3465, as Linux counts), where the first acknowledgement
/// does not count yet. So the window doubles each round trip; once it covers rate x loop it never
/// binds again. The handshake takes one round trip. The window survives idle times.
///
/// With loss, the rate is the lossy throughput (`LossyThroughput`) from the point at which slow
/// start is expected to end, 1/p segments into the connection (Cardwell, Savage, Anderson,
/// "Modeling TCP latency", INFOCOM 2000, for a connection without end).
///
/// All this is monotone, exactly: a higher rate, a shorter delay or an earlier offer never delivers
/// anything later. Not modelled: a full queue, a reset of the window after idle time, delayed
/// acknowledgements of odd segments, the receive window, lost handshakes.
public struct FluidTCP: LinkDirection, Sendable {
  /// Payload of a full segment.
  public static let segmentPayload = ByteCount(UInt64(1_448))
  /// Bytes that each segment adds: TCP with timestamps 32, IP 20, link 2.
  public static let segmentOverhead = ByteCount(UInt64(54))

  static let segmentBytes = segmentPayload.bytes + segmentOverhead.bytes
  static let initialWindow = 10 * segmentBytes
  /// A delayed acknowledgement answers two segments.
  static let acknowledgedBytes = 2 * segmentBytes

  private let delay: SimDuration
  private let loss: Double
  private let open: FinePoint
  private let loop: FinePoint
  private let cost: ServiceCost
  private var now = SimInstant.zero
  /// Wire bytes offered so far.
  private var position: UInt64 = 0
  /// The current busy period: where and when it began.
  private var busy = Mark(position: 0, time: FinePoint(ticks: 0))
  /// Acknowledgements that may hold bytes back: bytes behind `position` wait for `time`.
  private var holds = FirstInFirstOut<Mark>()
  private var deliveries = FirstInFirstOut<Delivery>()

  private struct Mark {
    var position: UInt64
    var time: FinePoint
  }

  /// Makes a direction of a connection that is opened at `connectAt`.
  ///
  /// `reverseDelay` is the one-way delay of acknowledgements.
  public init(profile: LinkProfile, reverseDelay: SimDuration, connectAt: SimInstant) {
    let roundTrip = profile.delay + reverseDelay
    delay = profile.delay
    loss = profile.loss
    open = FinePoint(connectAt + roundTrip)
    // Retransmissions share the bottleneck with first transmissions.
    let rate = max(1, UInt64(Double(profile.rate.bitsPerSecond) * (1 - loss)))
    let quick = FinePoint.perByte(
      loss == 0 ? profile.rate : BitRate(bitsPerSecond: rate))
    let pair = UInt128(Self.acknowledgedBytes) * quick.ticks
    loop = FinePoint(ticks: FinePoint(SimInstant.zero + roundTrip).ticks + pair)
    guard loss > 0 else {
      cost = ServiceCost(quick: quick, slow: quick, turn: .max)
      return
    }
    let throughput = LossyThroughput(loss: loss).rate(roundTrip: loop.seconds)
    let slow = FinePoint.perByte(BitRate(bitsPerSecond: min(rate, throughput)))
    // Beyond 2^53 bytes, nine petabytes, no connection of ours gets.
    let turn = min(Double(Self.segmentBytes) / loss, 0x1p53)
    cost = ServiceCost(quick: quick, slow: slow, turn: UInt64(turn))
  }

  /// Hands over a message.
  ///
  /// Amortised O(log of the window) work.
  public mutating func offer(_ id: TransferID, bytes: ByteCount, at now: SimInstant) {
    precondition(bytes > .zero, "a message must have bytes")
    move(to: now)
    let payload = Self.segmentPayload.bytes
    let segments = bytes.bytes / payload + (bytes.bytes % payload > 0 ? 1 : 0)
    let wireBytes = bytes.bytes + segments * Self.segmentOverhead.bytes
    let start = position
    let end = start + wireBytes

    waitForWindow(until: start + 1)
    begin(Mark(position: start, time: max(FinePoint(now), open)))
    let departed = time(at: start).roundedUp
    waitForWindow(until: end)
    position = end
    let delivered = time(at: end).roundedUp + delay
    precondition(delivered >= departed, "a message must depart before it arrives")

    let repeated = loss > 0 ? (Double(wireBytes) * loss / (1 - loss)).rounded(.up) : 0
    deliveries.append(
      Delivery(
        id: id, departed: departed, delivered: delivered, segments: segments,
        wireBytes: ByteCount(wireBytes + UInt64(repeated))))
  }

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

  /// When the byte at `position` would leave if nothing else held it back.
  private func time(at position: UInt64) -> FinePoint {
    FinePoint(ticks: busy.time.ticks + cost(position) - cost(busy.position))
  }

  /// Applies all acknowledgements that bytes before `end` must wait for.
  private mutating func waitForWindow(until end: UInt64) {
    while let hold = holds.first, hold.position < end {
      holds.removeFirst()
      begin(hold)
    }
  }

  /// Starts a busy period, unless the current one reaches beyond its time.
  ///
  /// Only the first byte of a busy period can hold others back: later ones follow at the
  /// bottleneck's pace, and the window opens faster than that. So each period leaves one mark.
  private mutating func begin(_ mark: Mark) {
    guard mark.time > time(at: mark.position) else { return }
    busy = mark
    let reach =
      Self.initialWindow + mark.position + max(mark.position, Self.acknowledgedBytes)
      - Self.acknowledgedBytes
    // Where the window covers rate x loop, the acknowledgement comes before it is needed.
    guard cost(reach) - cost(mark.position) < loop.ticks else { return }
    holds.append(Mark(position: reach, time: FinePoint(ticks: mark.time.ticks + loop.ticks)))
  }
}

/// The bottleneck's time for the first bytes of a connection.
private struct ServiceCost: Sendable {
  /// For a byte in slow start.
  var quick: FinePoint
  /// For a byte after it, never less.
  var slow: FinePoint
  /// Where slow start is expected to end.
  var turn: UInt64

  func callAsFunction(_ position: UInt64) -> UInt128 {
    UInt128(min(position, turn)) * quick.ticks
      + UInt128(position > turn ? position - turn : 0) * slow.ticks
  }
}
