public import Determinism

/// How fast the bottleneck of one direction is, over time.
public enum LinkCapacity: Hashable, Sendable {
  /// The same rate for ever.
  case constant(BitRate)
  /// Rates that change at given times; a rate of zero is a pause.
  case series(RateSeries)
  /// Opportunities to send at whole milliseconds, as mm-link replays them; each carries `bytes`.
  case opportunities(DeliveryTrace, bytes: UInt64)
  /// A random walk over a few rates.
  case markov(MarkovRate)

  /// The long-run average in bits a second, at least 1.
  public var meanRate: BitRate {
    switch self {
    case .constant(let rate): rate
    case .series(let series): BitRate(bitsPerSecond: max(1, series.meanBitsPerSecond))
    case .opportunities(let trace, let bytes):
      BitRate(bitsPerSecond: max(1, trace.meanBitsPerSecond(opportunityBytes: bytes)))
    case .markov(let model): BitRate(bitsPerSecond: max(1, model.meanBitsPerSecond))
    }
  }

  /// A rate that is never exceeded.
  var highestRate: BitRate {
    switch self {
    case .constant(let rate): rate
    case .series(let series):
      BitRate(bitsPerSecond: series.steps.reduce(1) { max($0, $1.bitsPerSecond) })
    case .markov(let model):
      BitRate(bitsPerSecond: model.states.reduce(1) { max($0, $1.bitsPerSecond) })
    // Any number of opportunities may fall into one millisecond.
    case .opportunities: BitRate(bitsPerSecond: 1_000_000_000_000)
    }
  }
}

/// Piecewise constant rates, in order of time.
public struct RateSeries: Hashable, Sendable {
  /// A rate and when it begins to hold.
  public struct Step: Hashable, Sendable {
    /// When, counted from the start of the simulation or of the repetition.
    public var start: SimDuration
    /// Bits a second; zero is a pause.
    public var bitsPerSecond: UInt64

    /// Makes a step.
    public init(start: SimDuration, bitsPerSecond: UInt64) {
      self.start = start
      self.bitsPerSecond = bitsPerSecond
    }
  }

  /// The steps: the first at zero, starts increasing, at least one rate above zero.
  public let steps: [Step]
  /// After which time the series starts again; nil when the last rate holds for ever.
  public let period: SimDuration?

  /// Makes a series.
  ///
  /// Traps when the steps are not in order, when no rate is positive, when the last rate is zero
  /// for ever, or when the period ends before the last step begins.
  public init(steps: [Step], period: SimDuration?) {
    precondition(steps.first?.start == .zero, "a series of rates must begin at zero")
    precondition(
      zip(steps, steps.dropFirst()).allSatisfy { $0.start < $1.start },
      "the steps of a series must be in order of time")
    precondition(steps.contains { $0.bitsPerSecond > 0 }, "a series needs a rate above zero")
    if let period {
      precondition(
        steps.allSatisfy { $0.start < period }, "a series must not repeat before its last step")
    } else {
      precondition(
        steps.last.map { $0.bitsPerSecond > 0 } == true, "the last rate must not be zero for ever")
    }
    self.steps = steps
    self.period = period
  }

  /// The average over one period; of the last rate when the series does not repeat.
  public var meanBitsPerSecond: UInt64 {
    guard let period, let last = steps.last else { return steps.last?.bitsPerSecond ?? 0 }
    var work = UInt128(last.bitsPerSecond) * UInt128((period.nanoseconds - last.start.nanoseconds))
    for (step, next) in zip(steps, steps.dropFirst()) {
      work += UInt128(step.bitsPerSecond) * UInt128(next.start.nanoseconds - step.start.nanoseconds)
    }
    return UInt64(work / UInt128(period.nanoseconds))
  }
}

/// A rate that jumps among a few states at random.
///
/// The time in a state is exponentially distributed; the next state is any other one with equal
/// probability. The first state is drawn like any other.
public struct MarkovRate: Hashable, Sendable {
  /// A rate and how long it lasts on average.
  public struct State: Hashable, Sendable {
    /// Bits a second; zero is a pause.
    public var bitsPerSecond: UInt64
    /// Mean time in the state.
    public var meanDuration: SimDuration

    /// Makes a state.
    public init(bitsPerSecond: UInt64, meanDuration: SimDuration) {
      self.bitsPerSecond = bitsPerSecond
      self.meanDuration = meanDuration
    }
  }

  /// At least two states, one of them with a rate above zero, each lasting at least 1 us.
  public let states: [State]

  /// Makes a model.
  public init(states: [State]) {
    precondition(states.count >= 2, "a Markov rate needs two states")
    precondition(states.contains { $0.bitsPerSecond > 0 }, "a Markov rate needs a rate above zero")
    precondition(
      states.allSatisfy { $0.meanDuration.nanoseconds >= 1_000 }, "a state must last 1 us")
    self.states = states
  }

  /// The long-run average: states are entered equally often, so time decides.
  public var meanBitsPerSecond: UInt64 {
    var work: UInt128 = 0
    var time: UInt128 = 0
    for state in states {
      work += UInt128(state.bitsPerSecond) * UInt128(state.meanDuration.nanoseconds)
      time += UInt128(state.meanDuration.nanoseconds)
    }
    return UInt64(work / time)
  }
}
