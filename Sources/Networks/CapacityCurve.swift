import Determinism

/// How much a bottleneck of changing rate can send by when, for any two times.
///
/// Times go back and forth here, so pieces are kept as they are first looked at.
struct CapacityCurve {
  private enum Source {
    case pieces(RateTimeline)
    case opportunities(DeliveryTrace, bytes: UInt64)
  }

  private struct Piece {
    var start: UInt64
    var bitsPerSecond: UInt64
    /// Bits times nanoseconds a second, from the start of the simulation.
    var before: UInt128
  }

  private var source: Source
  private var pieces: [Piece] = []
  private var known: UInt64 = 0
  private var outages: OutageTimeline?
  /// Outages looked at so far, and up to when.
  private var outageSpans: [(start: UInt64, end: UInt64)] = []
  private var outagesKnown: UInt64 = 0

  /// Makes the curve of a capacity; nil for a constant rate without outages.
  init?(_ profile: LinkProfile, randomness: LinkRandomness) {
    let outages = OutageTimeline(profile, randomness: randomness)
    let rates: RateCursor
    switch profile.capacity {
    case .constant(let rate):
      guard outages != nil else { return nil }
      rates = RateCursor(constant: rate)
    case .series(let series): rates = RateCursor(series: series)
    case .markov(let model): rates = RateCursor(markov: model, randomness: randomness)
    case .opportunities(let trace, let bytes):
      source = .opportunities(trace, bytes: bytes)
      self.outages = outages
      return
    }
    source = .pieces(RateTimeline(rates: rates, outages: outages))
  }

  /// When `bytes` bytes have been sent that may start at `time`; both in nanoseconds.
  mutating func finish(bytes: UInt64, from time: UInt64) -> UInt64 {
    guard bytes > 0 else { return time }
    guard case .opportunities(let trace, let size) = source else {
      let goal = work(at: time) + UInt128(bytes) * 8_000_000_000
      return self.time(ofWork: goal)
    }
    // Opportunities at or before the start are missed, as are those during outages.
    var index = trace.count(upTo: time) + (bytes - 1) / size
    var checked = time
    while let outage = nextOutage(after: checked), outage.start <= trace.nanoseconds(of: index) {
      let from = max(outage.start, checked)
      let lost =
        trace.count(upTo: outage.end - 1) - (from > 0 ? trace.count(upTo: from - 1) : 0)
      index += lost
      checked = outage.end
    }
    return trace.nanoseconds(of: index)
  }

  private mutating func nextOutage(after time: UInt64) -> (start: UInt64, end: UInt64)? {
    guard outages != nil else { return nil }
    while true {
      for (start, end) in outageSpans where end > time { return (start, end) }
      guard let state = outages?.state(at: outagesKnown) else { return nil }
      if state.isOut { outageSpans.append((outagesKnown, state.until)) }
      guard state.until < .max else {
        return outageSpans.last.flatMap { $0.end > time ? $0 : nil }
      }
      outagesKnown = state.until
    }
  }

  private mutating func extend() {
    guard case .pieces(var timeline) = source else { return }
    precondition(known < .max, "a link must not be out for ever")
    let next = timeline.piece(at: known)
    source = .pieces(timeline)
    let before = pieces.last.map {
      $0.before + UInt128(known - $0.start) * UInt128($0.bitsPerSecond)
    }
    pieces.append(
      Piece(start: known, bitsPerSecond: next.bitsPerSecond, before: before ?? 0))
    known = next.until
  }

  private mutating func work(at time: UInt64) -> UInt128 {
    while known <= time { extend() }
    let piece = pieces[lastPiece { $0.start <= time }]
    return piece.before + UInt128(time - piece.start) * UInt128(piece.bitsPerSecond)
  }

  private mutating func time(ofWork goal: UInt128) -> UInt64 {
    while true {
      if let last = pieces.last {
        let end = last.before + UInt128(known - last.start) * UInt128(last.bitsPerSecond)
        if end >= goal || known == .max { break }
      }
      extend()
    }
    let piece = pieces[lastPiece { $0.before < goal }]
    let rate = UInt128(piece.bitsPerSecond)
    precondition(rate > 0, "a link must not be out for ever")
    return piece.start + UInt64((goal - piece.before + rate - 1) / rate)
  }

  /// The last piece that meets a condition which holds up to some piece.
  private func lastPiece(_ holds: (Piece) -> Bool) -> Int {
    var (low, high) = (0, pieces.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if holds(pieces[middle]) { low = middle } else { high = middle - 1 }
    }
    return low
  }
}

/// Bytes that queue for a changing capacity.
struct CapacityQueue {
  private var curve: CapacityCurve
  /// How much more than its bytes the bottleneck has to send, because of repetitions.
  private let repetition: Double
  private var position: UInt64 = 0
  private var time: UInt64 = 0

  init(_ curve: CapacityCurve, repetition: Double) {
    self.curve = curve
    self.repetition = repetition
  }

  /// Says that bytes from `position` on cannot be sent before `time`.
  mutating func begin(at position: UInt64, time: FinePoint) {
    let nanoseconds = time.roundedUp.nanoseconds
    guard position == 0 || nanoseconds > finish(from: position) else { return }
    self.position = position
    self.time = nanoseconds
  }

  /// When all bytes before `position` have been sent.
  mutating func finish(at position: UInt64) -> FinePoint {
    FinePoint(SimInstant(nanoseconds: finish(from: position)))
  }

  private mutating func finish(from position: UInt64) -> UInt64 {
    let bytes = (Double(position - self.position) * repetition).rounded(.up)
    return curve.finish(bytes: UInt64(bytes), from: time)
  }
}
