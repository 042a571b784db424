public import Determinism
internal import Devices
internal import Networks
public import Scenarios

/// Draws random worlds and fault schedules around a base scenario.
///
/// Swarm testing (Groce et al., "Swarm testing", ISSTA 2012): each case uses a random subset of the
/// kinds of faults and of the knobs, since some defects show only where other features are absent.
public struct FaultFuzzer {
  /// The most faults in one case.
  public static let faultLimit = 100

  private let base: Scenario

  /// Makes a fuzzer around `base`.
  public init(base: Scenario) { self.base = base }

  /// A world without faults; equal seeds give equal worlds.
  public func world(seed: Seed) -> Scenario {
    var stream = seed.stream("fuzz.world", ledger: nil)
    var world = base
    world.faults = nil
    world.seed = stream.next()
    if isChosen(&stream) {
      world.link.up.rate = scaled(world.link.up.rate, &stream)
      world.link.down.rate = scaled(world.link.down.rate, &stream)
    }
    if isChosen(&stream) {
      world.link.up.delay = SimDuration(nanoseconds: UInt64(stream.next(below: 200_000_000)))
    }
    if isChosen(&stream) { world.link.transport.model = .packet }
    if isChosen(&stream) {
      world.link.up.profile.loss = 0.02
      world.link.up.profile.queueLimit = 20
    }
    if isChosen(&stream) { world.method.window = 1 + stream.next(below: 8) }
    if isChosen(&stream) { world.method.epochs = 1 + stream.next(below: 3) }
    if isChosen(&stream) { world.server.cache = ByteCount(stream.next(below: 20_000)) }
    if isChosen(&stream) {
      world.fleet = [Scenario.FleetGroup(count: 1 + stream.next(below: 3), device: nil, link: nil)]
    }
    if isChosen(&stream), let train = world.data.train.number {
      let share = max(1, train / world.members.count)
      world.method.batch = 1 + stream.next(below: min(share, 64))
    } else if let train = world.data.train.number {
      world.method.batch = min(world.method.batch, max(1, train / world.members.count))
    }
    // So slow that steps outlast waits and restarts strike in the middle of them.
    if isChosen(&stream) {
      let slowed = world.server.compute.floatingPointOperationsPerSecond >> stream.next(below: 21)
      world.server.compute.floatingPointOperationsPerSecond = max(1_000_000, slowed)
    }
    return world
  }

  /// Faults for a world that takes `span` and sends about `frames` frames a direction without them.
  public func faults(
    seed: Seed, world: Scenario, span: SimDuration, frames: Int
  )
    -> Scenario.Faults
  {
    var stream = seed.stream("fuzz.faults", ledger: nil)
    var kinds = Scenario.Faults.Kind.allCases.filter { _ in stream.next(below: 2) == 0 }
    if kinds.isEmpty {
      kinds = [
        Scenario.Faults.Kind.allCases[stream.next(below: Scenario.Faults.Kind.allCases.count)]
      ]
    }
    // A replay must be a valid scenario, whose waits end at an hour.
    let milliseconds = min(max(1, Int(span.nanoseconds / 1_000_000)), 800_000)
    func moment(_ bound: Int) -> SimDuration {
      SimDuration(nanoseconds: 1_000_000 * UInt64(stream.next(below: max(1, bound))))
    }
    // Few faults as often as many.
    let count = 1 + stream.next(below: 1 + stream.next(below: Self.faultLimit))
    let schedule = (0..<count).map { _ in
      Scenario.Faults.Entry(
        kind: kinds[stream.next(below: kinds.count)],
        device: 1 + stream.next(below: world.members.count),
        at: moment(2 * milliseconds), lasts: moment(1 + milliseconds / 2),
        direction: stream.next(below: 2) == 0 ? .up : .down,
        frame: 1 + stream.next(below: 2 * max(1, frames)))
    }
    let timeout = 1_000_000 * UInt64(50 + stream.next(below: 4 * milliseconds))
    return Scenario.Faults(
      retryTimeout: SimDuration(nanoseconds: timeout),
      retryLimit: SimDuration(nanoseconds: max(timeout, 60_000_000_000)),
      checkpointInterval: 1 + stream.next(below: 20), rates: .none, schedule: schedule)
  }

  private func isChosen(_ stream: inout RandomStream) -> Bool { stream.next(below: 2) == 0 }

  /// The rate times 2^-4 to 2^3.
  private func scaled(_ rate: BitRate, _ stream: inout RandomStream) -> BitRate {
    let power = stream.next(below: 8)
    return BitRate(bitsPerSecond: max(1_000, (rate.bitsPerSecond << UInt64(power)) >> 4))
  }
}
