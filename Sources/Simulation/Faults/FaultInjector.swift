internal import Determinism
internal import Scenarios

/// Decides what happens to each frame that arrives, and knows when parties fail.
struct FaultInjector {
  /// What becomes of a frame.
  enum Fate: Equatable {
    case deliver
    case drop
    case duplicate
    case delay(SimDuration)
    case corrupt
  }

  /// How late a frame struck at random arrives: later than several round trips.
  static let randomDelay = SimDuration(nanoseconds: 500_000_000)

  private struct Place: Hashable {
    let device: Int
    let direction: Scenario.Faults.Direction
    let frame: Int
  }

  /// Faults that strike at a moment, in the order of the schedule.
  let timed: [Scenario.Faults.Entry]
  private let rates: Scenario.Faults.Rates
  private var fates: [Place: Fate] = [:]
  private var counts: [Int]
  private var stream: RandomStream

  init(_ faults: Scenario.Faults, devices: Int, seed: Seed, ledger: Ledger?) {
    timed = faults.schedule.filter { !$0.kind.strikesFrames }
    rates = faults.rates
    counts = [Int](repeating: 0, count: 2 * devices)
    stream = seed.stream("faults.frames", ledger: ledger)
    for entry in faults.schedule where entry.kind.strikesFrames {
      let place = Place(
        device: entry.device - 1, direction: entry.direction, frame: entry.frame)
      // Of two faults that strike one frame, the first in the schedule counts.
      guard fates[place] == nil else { continue }
      fates[place] =
        switch entry.kind {
        case .drop: .drop
        case .duplicate: .duplicate
        case .reorder: .delay(entry.lasts)
        case .corrupt: .corrupt
        case .disconnect, .deviceRestart, .serverRestart: .deliver
        }
    }
  }

  /// What becomes of the next frame of `device` in `direction`.
  mutating func fate(device: Int, _ direction: Scenario.Faults.Direction) -> Fate {
    let counter = 2 * device + (direction == .up ? 0 : 1)
    counts[counter] += 1
    if let planned = fates[Place(device: device, direction: direction, frame: counts[counter])] {
      return planned
    }
    guard rates != .none else { return .deliver }
    // One draw a frame, whatever comes of it.
    var point = stream.nextUnit()
    for (rate, fate) in [
      (rates.drop, Fate.drop), (rates.duplicate, .duplicate),
      (rates.reorder, .delay(Self.randomDelay)), (rates.corrupt, .corrupt),
    ] {
      if point < rate { return fate }
      point -= rate
    }
    return .deliver
  }
}
