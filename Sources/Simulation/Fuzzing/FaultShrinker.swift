public import Scenarios

/// Makes a failing case small: fewer faults, and a plainer world.
///
/// Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input",
/// IEEE TSE 28(2), 2002) over the schedule, then one knob at a time back to the base scenario.
public struct FaultShrinker {
  private let base: Scenario
  private let fails: (Scenario) throws -> Bool

  /// Makes a shrinker; `fails` says whether a case still fails.
  public init(base: Scenario, fails: @escaping (Scenario) throws -> Bool) {
    self.base = base
    self.fails = fails
  }

  /// The smallest failing case that was found; `failing` must fail.
  public func shrink(_ failing: Scenario) throws -> Scenario {
    var best = try withFewerFaults(failing)
    for knob in Self.knobs {
      var plainer = best
      knob(&plainer, base)
      if plainer != best, (try? fails(plainer)) == true { best = plainer }
    }
    return try withFewerFaults(best)
  }

  private static let knobs: [@Sendable (inout Scenario, Scenario) -> Void] = [
    { $0.fleet = $1.fleet }, { $0.link = $1.link }, { $0.server.cache = $1.server.cache },
    { $0.server.compute = $1.server.compute },
    { $0.method.window = $1.method.window }, { $0.method.batch = $1.method.batch },
    { $0.method.epochs = $1.method.epochs }, { $0.seed = $1.seed },
  ]

  /// Delta debugging: tries to do without ever smaller parts of the schedule.
  private func withFewerFaults(_ failing: Scenario) throws -> Scenario {
    var best = failing
    var parts = 2
    while let schedule = best.faults?.schedule, schedule.count > 1 {
      let size = max(1, schedule.count / parts)
      var isSmaller = false
      for start in stride(from: 0, to: schedule.count, by: size) {
        var candidate = best
        candidate.faults?.schedule.removeSubrange(start..<min(start + size, schedule.count))
        if candidate.faults?.schedule.isEmpty == true { continue }
        if try fails(candidate) {
          best = candidate
          isSmaller = true
          break
        }
      }
      if isSmaller {
        parts = max(parts - 1, 2)
      } else if size == 1 {
        return best
      } else {
        parts = min(parts * 2, schedule.count)
      }
    }
    return best
  }
}
