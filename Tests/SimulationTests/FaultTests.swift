import Determinism
import Foundation
import Scenarios
import ServerSide
import Simulation
import TestSupport
import Testing

/// Worlds in which things go wrong, and what must hold all the same.
@Suite struct FaultTests {
  private static let base = """
    name: faults
    seed: 5
    model: { layers: 2, width: 16, heads: 2, max_length: 32 }
    data: { train: 40, test: 8, classes: 2, length: 16-24 }
    method: { name: pae, adapter: { rank: 4 }, batch: 8, epochs: 2 }
    device: raspberry-pi-5
    link: { up: { rate: 2 Mbit/s, delay: 25 ms }, down: { rate: 8 Mbit/s, delay: 25 ms } }
    server: { compute: 1 TFLOP/s, memory_bandwidth: 100 GB/s, cache: 4 KiB }
    """

  private func scenario(_ overrides: [String] = []) throws -> Scenario {
    try ScenarioLoader.load(
      contents: Array(Self.base.utf8), path: "test.yaml", overrides: overrides
    ).scenario
  }

  private func withCase<Value>(
    _ defect: ServerMachine.PlantedDefect? = nil, _ body: (FuzzCase) throws -> Value
  ) throws -> Value {
    let folder = NSTemporaryDirectory() + "faults-\(ProcessInfo.processInfo.globallyUniqueString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(FuzzCase(folder: folder, defect: defect))
  }

  /// Each kind of fault alone, early, in the middle and late.
  @Test(arguments: Scenario.Faults.Kind.allCases)
  func noKindOfFaultLosesASampleOrChangesAValue(_ kind: Scenario.Faults.Kind) throws {
    try withCase { runner in
      let calm = try runner.run(try scenario())
      var struck = 0
      for place in 1...12 {
        for direction in ["up", "down"] {
          let where_ =
            kind.strikesFrames
            ? "direction: \(direction), frame: \(place)" : "at: \(place * 60) ms"
          let lasts = kind.strikesFrames && kind != .reorder ? "" : ", lasts: 150 ms"
          let world = try scenario([
            "faults={retry: {timeout: 300 ms}, checkpoint: 3, schedule: "
              + "[{kind: \(kind.rawValue), \(where_)\(lasts)}]}"
          ])
          let verdict = try runner.run(world)
          #expect(verdict.violations.isEmpty, "\(where_): \(verdict.violations)")
          #expect(verdict.sideNetworkDigest == calm.sideNetworkDigest, "\(where_)")
          if verdict.traceDigest != calm.traceDigest { struck += 1 }
        }
      }
      // Faults that never bite would prove nothing.
      #expect(struck >= 6)
    }
  }

  /// Numerics do not depend on faults: every epoch has the loss and the accuracy of a calm world.
  @Test func aLongScheduleChangesNoLossAndNoAccuracy() throws {
    func epochs(_ scenario: Scenario) throws -> (epochs: [EpochReport], end: SimInstant) {
      let result = try Simulator(
        material: RunMaterial(scenario: scenario, workers: 1), recorder: nil
      ).run()
      #expect(result.outcome == .completed && result.violations.isEmpty)
      return (result.epochs, result.end)
    }
    var world = try scenario(["method.epochs=4"])
    let calm = try epochs(world)
    world.faults = FaultFuzzer(base: world).faults(
      seed: Seed(1), world: world, span: calm.end - .zero, frames: 100)
    let kinds = Scenario.Faults.Kind.allCases
    world.faults?.schedule = (0..<700).map { index in
      Scenario.Faults.Entry(
        kind: kinds[index % kinds.count], device: 1,
        at: SimDuration(nanoseconds: 40_000_000 * UInt64(index)),
        lasts: SimDuration(nanoseconds: 15_000_000), direction: index % 2 == 0 ? .up : .down,
        frame: 1 + index)
    }
    let troubled = try epochs(world)
    #expect(troubled.end > calm.end)
    #expect(troubled.epochs.map(\.loss) == calm.epochs.map(\.loss))
    #expect(troubled.epochs.map(\.testAccuracy) == calm.epochs.map(\.testAccuracy))
    #expect(calm.epochs.count == 4)
  }

  /// A server so slow that it dies in the middle of a step, which has not been taken.
  @Test func aStepUnderWayIsNotTakenTwiceNorLost() throws {
    try withCase { runner in
      for place in 1...20 {
        let world = try scenario([
          "server.compute=2 MFLOP/s",
          "faults={checkpoint: 4, schedule: [{kind: server-restart, at: \(place * 80) ms, "
            + "lasts: 10 ms}]}",
        ])
        #expect(try runner.violations(of: world).isEmpty, "at \(place * 80) ms")
      }
    }
  }

  @Test func randomStrikesAreDrawnFromTheSeed() throws {
    try withCase { runner in
      let rates = "faults={random: {drop: 5 %, duplicate: 5 %, reorder: 5 %, corrupt: 5 %}}"
      let first = try runner.run(try scenario([rates]))
      #expect(first.violations.isEmpty)
      #expect(try runner.run(scenario([rates])).digest == first.digest)
      #expect(try runner.run(scenario([rates, "seed=6"])).digest != first.digest)
    }
  }

  @Test func randomWorldsAndSchedulesKeepEveryPromise() throws {
    let fuzzer = FaultFuzzer(base: try scenario())
    try withCase { runner in
      withEvery("seed", in: 0..<40) { seed in
        var world = fuzzer.world(seed: Seed(seed))
        let calm = try runner.run(world)
        world.faults = fuzzer.faults(
          seed: Seed(seed), world: world, span: calm.end - .zero, frames: calm.frames / 2)
        try #require(try runner.violations(of: world).isEmpty)
      }
    }
  }

  /// A hundred faults of which few matter: the planted defect is found and little is left of them.
  @Test(arguments: ServerMachine.PlantedDefect.allCases)
  func aPlantedDefectIsShrunkToAFewFaults(_ defect: ServerMachine.PlantedDefect) throws {
    let base = try scenario()
    try withCase(defect) { runner in
      var stream = Seed(3).stream("hundred", ledger: nil)
      var world = base
      let kinds = Scenario.Faults.Kind.allCases
      world.faults = Scenario.Faults(
        retryTimeout: SimDuration(nanoseconds: 300_000_000),
        retryLimit: SimDuration(nanoseconds: 60_000_000_000), checkpointInterval: 4, rates: .none,
        schedule: (0..<100).map { _ in
          Scenario.Faults.Entry(
            kind: kinds[stream.next(below: kinds.count)], device: 1,
            at: SimDuration(nanoseconds: 1_000_000 * UInt64(stream.next(below: 5_000))),
            lasts: SimDuration(nanoseconds: 1_000_000 * UInt64(stream.next(below: 300))),
            direction: stream.next(below: 2) == 0 ? .up : .down,
            frame: 1 + stream.next(below: 40))
        })
      try #require(try !runner.violations(of: world).isEmpty)
      let shrunk = try FaultShrinker(base: base) { try !runner.violations(of: $0).isEmpty }
        .shrink(world)
      #expect(try !runner.violations(of: shrunk).isEmpty)
      #expect((1...3).contains(shrunk.faults?.schedule.count ?? 0))
      // It survives the way through a file, which is how it is replayed.
      let text = ScenarioDocument.resolvedYAML(shrunk)
      let again = try ScenarioLoader.load(contents: Array(text.utf8), path: "x.yaml").scenario
      #expect(ScenarioDocument.resolvedYAML(again) == text)
      #expect(try !runner.violations(of: again).isEmpty)
      // Without the defect the same schedule is harmless.
      let harmless = try withCase { sound in try sound.violations(of: shrunk).isEmpty }
      #expect(harmless)
    }
  }
}
