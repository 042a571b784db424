import Determinism

/// The bottleneck of a direction: serves one packet after the other, in order.
///
/// What happens to a packet depends on earlier ones alone, so its times are known when it comes.
enum PacketServer {
  case constant(ConstantServer)
  case varying(VaryingServer)
  case opportunities(OpportunityServer)

  /// When a packet is served; nil when a hand-over drops it.
  struct Service {
    /// When it leaves the queue.
    var start: UInt64
    /// When its last bit has left.
    var end: UInt64
  }

  init(_ profile: LinkProfile, randomness: LinkRandomness) {
    let outages = OutageTimeline(profile, randomness: randomness)
    switch profile.capacity {
    case .constant(let rate):
      if let outages {
        let cursor = RateCursor(constant: rate)
        self = .varying(VaryingServer(timeline: RateTimeline(rates: cursor, outages: outages)))
      } else {
        self = .constant(ConstantServer(rate: rate))
      }
    case .series(let series):
      let cursor = RateCursor(series: series)
      self = .varying(VaryingServer(timeline: RateTimeline(rates: cursor, outages: outages)))
    case .markov(let model):
      let cursor = RateCursor(markov: model, randomness: randomness)
      self = .varying(VaryingServer(timeline: RateTimeline(rates: cursor, outages: outages)))
    case .opportunities(let trace, let bytes):
      self = .opportunities(OpportunityServer(trace: trace, bytes: bytes, outages: outages))
    }
  }

  /// Serves a packet that comes at `now`.
  mutating func serve(bytes: UInt64, at now: UInt64) -> Service? {
    switch self {
    case .constant(var server):
      let service = server.serve(bytes: bytes, at: now)
      self = .constant(server)
      return service
    case .varying(var server):
      let service = server.serve(bytes: bytes, at: now)
      self = .varying(server)
      return service
    case .opportunities(var server):
      let service = server.serve(bytes: bytes, at: now)
      self = .opportunities(server)
      return service
    }
  }
}

/// A constant rate.
struct ConstantServer {
  private let rate: UInt64
  private var free: UInt64 = 0

  init(rate: BitRate) { self.rate = rate.bitsPerSecond }

  mutating func serve(bytes: UInt64, at now: UInt64) -> PacketServer.Service {
    let start = max(now, free)
    free = start + SimDuration.taking(bytes * 8, perSecond: rate).nanoseconds
    return PacketServer.Service(start: start, end: free)
  }
}

/// Rates that change, and outages.
struct VaryingServer {
  private var timeline: RateTimeline
  private var free: UInt64 = 0

  init(timeline: RateTimeline) { self.timeline = timeline }

  mutating func serve(bytes: UInt64, at now: UInt64) -> PacketServer.Service? {
    // In units of one bit at one bit a second for one nanosecond, so that all is whole.
    var work = bytes * 8 * 1_000_000_000
    var time = max(now, free)
    var start: UInt64?
    while true {
      let piece = timeline.piece(at: time)
      if piece.drops {
        free = time
        return nil
      }
      if piece.bitsPerSecond > 0 {
        let begin = start ?? time
        start = begin
        let needed = (work - 1) / piece.bitsPerSecond + 1
        if needed <= piece.until - time {
          free = time + needed
          return PacketServer.Service(start: begin, end: free)
        }
        work -= (piece.until - time) * piece.bitsPerSecond
      }
      precondition(piece.until < .max, "a link must not be out for ever")
      time = piece.until
    }
  }
}

/// Opportunities at whole milliseconds.
///
/// A packet may span several and several packets may share one; what is left of an opportunity
/// when nothing waits is lost. A packet that comes at t misses the opportunities at or before t.
struct OpportunityServer {
  private let trace: DeliveryTrace
  private let bytes: UInt64
  private var outages: OutageTimeline?
  /// The opportunity in use, and what is left of it.
  private var index: UInt64 = 0
  private var left: UInt64
  private var time: UInt64
  /// Up to where outages were looked at.
  private var looked: UInt64 = 0

  init(trace: DeliveryTrace, bytes: UInt64, outages: OutageTimeline?) {
    precondition(bytes > 0, "an opportunity must carry bytes")
    self.trace = trace
    self.bytes = bytes
    self.outages = outages
    left = bytes
    time = trace.nanoseconds(of: 0)
  }

  mutating func serve(bytes packet: UInt64, at now: UInt64) -> PacketServer.Service? {
    if time <= now { move(to: trace.count(upTo: now)) }
    var need = packet
    var start: UInt64?
    while true {
      if left == 0 { move(to: index + 1) }
      if outages != nil {
        let state = lookAhead(from: now)
        if state.drops { return nil }
        // What the opportunity had left is lost with it.
        if state.isOut {
          left = 0
          continue
        }
      }
      let begin = start ?? time
      start = begin
      if need <= left {
        left -= need
        return PacketServer.Service(start: begin, end: time)
      }
      need -= left
      left = 0
    }
  }

  /// The state at the opportunity, and whether an outage on the way there drops what waits.
  private mutating func lookAhead(from now: UInt64) -> (isOut: Bool, drops: Bool) {
    looked = max(looked, now)
    while let state = outages?.state(at: looked) {
      if state.isOut, state.drops { return (true, true) }
      guard state.until <= time else { return (state.isOut, false) }
      looked = state.until
    }
    return (false, false)
  }

  private mutating func move(to index: UInt64) {
    self.index = index
    left = bytes
    time = trace.nanoseconds(of: index)
  }
}
