internal import Determinism
internal import Networks

/// One direction of a link while its keys are read, or before they are written.
struct LinkDraft {
  struct Step {
    var at = SimDuration.zero
    var rate: UInt64 = 0
  }

  struct State {
    var rate: UInt64 = 0
    var lasts = SimDuration.zero
  }

  enum Effect: String, CaseIterable { case hold, drop }
  enum Spacing: String, CaseIterable { case regular, random }

  struct PlannedOutage {
    var at = SimDuration.zero
    var lasts = SimDuration.zero
    var effect = Effect.hold
  }

  struct Interruption {
    var every = SimDuration.zero
    var lasts = SimDuration.zero
    var spacing = Spacing.random
    var effect = Effect.hold
  }

  var rate: UInt64?
  var trace: String?
  var opportunityBytes = 1_504
  var steps: [Step] = []
  var period: UInt64?
  var states: [State] = []
  var delay = SimDuration.zero
  var jitter = SimDuration.zero
  var reorders = false
  var loss = 0.0
  var hasBursts = false
  var bursts = GilbertElliott(goodToBad: 1, badToGood: 1, lossWhenGood: 0, lossWhenBad: 0)
  var mtu = 1_500
  var queue: Int?
  var outages: [PlannedOutage] = []
  var interruptions: [Interruption] = []

  init() {}

  init(_ side: Scenario.LinkSide) {
    let profile = side.profile
    if let recorded = side.trace {
      trace = recorded.path
      opportunityBytes = Int(recorded.opportunityBytes)
    } else {
      switch profile.capacity {
      case .constant(let rate): self.rate = rate.bitsPerSecond
      case .series(let series):
        steps = series.steps.map { Step(at: $0.start, rate: $0.bitsPerSecond) }
        period = series.period?.nanoseconds
      case .markov(let model):
        states = model.states.map { State(rate: $0.bitsPerSecond, lasts: $0.meanDuration) }
      case .opportunities: preconditionFailure("a recorded trace stands in its file")
      }
    }
    delay = profile.delay
    jitter = profile.jitter.spread
    reorders = profile.jitter.reorders
    switch profile.lossModel {
    case .none: loss = 0
    case .bernoulli(let share): loss = share
    case .gilbertElliott(let model):
      hasBursts = true
      bursts = model
    }
    mtu = profile.mtu
    queue = profile.queueLimit
    outages = profile.outages.map {
      PlannedOutage(at: $0.start - .zero, lasts: $0.duration, effect: Effect($0.effect))
    }
    interruptions = profile.recurringOutages.map {
      Interruption(
        every: $0.interval, lasts: $0.duration, spacing: $0.spacing == .random ? .random : .regular,
        effect: Effect($0.effect))
    }
  }

  /// Why the keys do not make a link, and which key should change; nothing when they do.
  var problem: (key: String, sentence: String)? {
    let given = [
      rate.map { _ in "rate" }, trace.map { _ in "trace" }, steps.isEmpty ? nil : "steps",
      states.isEmpty ? nil : "states",
    ].compactMap { $0 }
    guard given.count == 1 else {
      let found = given.isEmpty ? "none is there" : "found \(given.joined(separator: " and "))"
      return ("rate", "one of rate, steps, states and trace says how fast the link is; \(found)")
    }
    if let first = steps.first, first.at != .zero { return ("steps", "the first step is at 0 s") }
    if zip(steps, steps.dropFirst()).contains(where: { $0.at >= $1.at }) {
      return ("steps", "steps must be in order of time")
    }
    if let period, let last = steps.last, last.at.nanoseconds >= period {
      return ("repeats_after", "the series repeats before its last step")
    }
    if !steps.isEmpty, period == nil, steps.last?.rate == 0 {
      return ("steps", "the last rate must not be zero for ever")
    }
    if !steps.isEmpty, steps.allSatisfy({ $0.rate == 0 }) { return ("steps", "every rate is zero") }
    if !states.isEmpty, states.count < 2 { return ("states", "two states are needed at least") }
    if !states.isEmpty, states.allSatisfy({ $0.rate == 0 }) {
      return ("states", "every rate is zero")
    }
    if hasBursts, loss > 0 { return ("loss", "bursts say how packets get lost; take loss away") }
    if zip(outages, outages.dropFirst()).contains(where: { $0.at + $0.lasts >= $1.at }) {
      return ("outages", "outages must be in order of time and apart")
    }
    if interruptions.contains(where: { $0.effect == .drop && $0.every.nanoseconds < 100_000_000 }) {
      return ("interruptions", "interruptions that drop packets must be 100 ms apart at least")
    }
    return nil
  }

  /// The direction; only for keys without a `problem`.
  var side: Scenario.LinkSide {
    let capacity: LinkCapacity =
      if !steps.isEmpty {
        .series(
          RateSeries(
            steps: steps.map { .init(start: $0.at, bitsPerSecond: $0.rate) },
            period: period.map { SimDuration(nanoseconds: $0) }))
      } else if !states.isEmpty {
        .markov(
          MarkovRate(
            states: states.map { .init(bitsPerSecond: $0.rate, meanDuration: $0.lasts) }))
      } else {
        .constant(BitRate(bitsPerSecond: rate ?? 1_000_000_000))
      }
    let lossModel: LossModel =
      hasBursts ? .gilbertElliott(bursts) : loss > 0 ? .bernoulli(loss) : .none
    var profile = LinkProfile(capacity: capacity, delay: delay, lossModel: lossModel)
    profile.jitter = .init(spread: jitter, reorders: reorders)
    profile.mtu = mtu
    profile.queueLimit = queue
    profile.outages = outages.map {
      Outage(start: .zero + $0.at, duration: $0.lasts, effect: $0.effect.outage)
    }
    profile.recurringOutages = interruptions.map {
      RecurringOutages(
        interval: $0.every, duration: $0.lasts,
        spacing: $0.spacing == .random ? .random : .regular, effect: $0.effect.outage)
    }
    return Scenario.LinkSide(
      profile: profile,
      trace: trace.map { .init(path: $0, opportunityBytes: UInt64(opportunityBytes)) })
  }
}

extension LinkDraft.Effect {
  init(_ effect: OutageEffect) { self = effect == .holds ? .hold : .drop }

  var outage: OutageEffect { self == .hold ? .holds : .drops }
}

/// Both directions and the transport while they are read.
struct LinkPairDraft {
  var up = LinkDraft()
  var down = LinkDraft()
  var transport = Scenario.Transport(model: .fluid, control: .reno)

  init() {}

  init(_ link: Scenario.Link) {
    up = LinkDraft(link.up)
    down = LinkDraft(link.down)
    transport = link.transport
  }

  /// The problems of both directions, by key path below `prefix`.
  func violations(_ prefix: String) -> [ScenarioViolation] {
    [("up", up), ("down", down)].compactMap { name, side in
      side.problem.map {
        ScenarioViolation(keyPath: "\(prefix).\(name).\($0.key)", sentence: $0.sentence)
      }
    }
  }

  var link: Scenario.Link { Scenario.Link(up: up.side, down: down.side, transport: transport) }
}
