import Determinism

/// The rate of a direction over time, outages included, looked up at times that never go back.
struct RateTimeline {
  /// A rate and until when it holds.
  struct Piece {
    var bitsPerSecond: UInt64
    /// Whether packets that wait now are lost.
    var drops = false
    /// The first nanosecond at which things may be different.
    var until: UInt64
  }

  private var rates: RateCursor
  private var outages: OutageTimeline?

  init(rates: RateCursor, outages: OutageTimeline?) {
    self.rates = rates
    self.outages = outages
  }

  /// The piece at `time`.
  mutating func piece(at time: UInt64) -> Piece {
    var piece = rates.piece(at: time)
    guard let state = outages?.state(at: time) else { return piece }
    piece.until = min(piece.until, state.until)
    if state.isOut {
      piece.bitsPerSecond = 0
      piece.drops = state.drops
    }
    return piece
  }
}

/// The rate of a direction over time without outages.
struct RateCursor {
  private enum Source {
    case constant(UInt64)
    case series(RateSeries)
    case markov(MarkovRate, RandomStream)
  }

  private var source: Source
  private var current: RateTimeline.Piece
  /// Where a series stands: the step, and when its repetition began.
  private var index = 0
  private var base: UInt64 = 0

  init(constant rate: BitRate) {
    source = .constant(rate.bitsPerSecond)
    current = RateTimeline.Piece(bitsPerSecond: rate.bitsPerSecond, until: .max)
  }

  init(series: RateSeries) {
    source = .series(series)
    current = RateTimeline.Piece(bitsPerSecond: 0, until: 0)
    load(series)
  }

  init(markov model: MarkovRate, randomness: LinkRandomness) {
    var stream = randomness.stream("rate")
    index = stream.next(below: model.states.count)
    let state = model.states[index]
    current = RateTimeline.Piece(
      bitsPerSecond: state.bitsPerSecond,
      until: stream.nextExponential(mean: state.meanDuration.nanoseconds))
    source = .markov(model, stream)
  }

  /// The piece at `time`.
  mutating func piece(at time: UInt64) -> RateTimeline.Piece {
    while current.until <= time { advance(to: time) }
    return current
  }

  private mutating func advance(to time: UInt64) {
    switch source {
    case .constant: preconditionFailure("a constant rate never ends")
    case .series(let series):
      index += 1
      if index == series.steps.count, let period = series.period?.nanoseconds {
        index = 0
        // Whole repetitions without a look-up in between need not be walked through.
        base += max(1, (time - base) / period) * period
      }
      load(series)
    case .markov(let model, var stream):
      let other = stream.next(below: model.states.count - 1)
      index = other < index ? other : other + 1
      let state = model.states[index]
      current = RateTimeline.Piece(
        bitsPerSecond: state.bitsPerSecond,
        until: current.until.addingSaturating(
          stream.nextExponential(mean: state.meanDuration.nanoseconds)))
      source = .markov(model, stream)
    }
  }

  private mutating func load(_ series: RateSeries) {
    let end: UInt64
    if index + 1 < series.steps.count {
      end = base.addingSaturating(series.steps[index + 1].start.nanoseconds)
    } else {
      end = series.period.map { base.addingSaturating($0.nanoseconds) } ?? .max
    }
    current = RateTimeline.Piece(
      bitsPerSecond: series.steps[index].bitsPerSecond, until: end)
  }
}
