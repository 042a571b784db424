import Determinism

/// The outages of a direction, looked up at times that never go back.
struct OutageTimeline {
  /// Whether the link is out, and until when that holds.
  struct State {
    var isOut: Bool
    var drops: Bool
    /// The first nanosecond at which things may be different.
    var until: UInt64
  }

  private struct Source {
    var start: UInt64
    var end: UInt64
    var drops: Bool
    var recurrence: RecurringOutages?
    var stream: RandomStream?

    mutating func next() {
      guard let recurrence else {
        start = .max
        end = .max
        return
      }
      start = end.addingSaturating(draw(recurrence.interval))
      end = start.addingSaturating(draw(recurrence.duration))
    }

    private mutating func draw(_ mean: SimDuration) -> UInt64 {
      stream?.nextExponential(mean: mean.nanoseconds) ?? mean.nanoseconds
    }
  }

  private let planned: [Outage]
  private var plannedIndex = 0
  private var sources: [Source] = []

  /// Makes the timeline of a profile; nil when it has no outages.
  init?(_ profile: LinkProfile, randomness: LinkRandomness) {
    planned = profile.outages
    guard !planned.isEmpty || !profile.recurringOutages.isEmpty else { return nil }
    precondition(
      zip(planned, planned.dropFirst()).allSatisfy { $0.start + $0.duration <= $1.start },
      "planned outages must be in order and must not overlap")
    for (index, recurrence) in profile.recurringOutages.enumerated() {
      var source = Source(
        start: 0, end: 0, drops: recurrence.effect == .drops, recurrence: recurrence,
        stream: recurrence.spacing == .random ? randomness.stream("outages.\(index)") : nil)
      source.next()
      sources.append(source)
    }
  }

  /// The state at `time`.
  mutating func state(at time: UInt64) -> State {
    var state = State(isOut: false, drops: false, until: .max)
    func merge(_ state: inout State, start: UInt64, end: UInt64, drops: Bool) {
      guard start <= time else {
        if !state.isOut { state.until = min(state.until, start) }
        return
      }
      state.until = state.isOut ? max(state.until, end) : end
      state.drops = state.drops || drops
      state.isOut = true
    }
    while plannedIndex < planned.count, planned[plannedIndex].end <= time { plannedIndex += 1 }
    if plannedIndex < planned.count {
      let outage = planned[plannedIndex]
      merge(
        &state, start: outage.start.nanoseconds, end: outage.end, drops: outage.effect == .drops)
    }
    for index in sources.indices {
      while sources[index].end <= time { sources[index].next() }
      let source = sources[index]
      merge(&state, start: source.start, end: source.end, drops: source.drops)
    }
    return state
  }
}

extension Outage {
  fileprivate var end: UInt64 { (start + duration).nanoseconds }
}

extension UInt64 {
  /// The sum, or the largest number.
  func addingSaturating(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
