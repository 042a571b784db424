import Determinism
import Scenarios
import Simulation
import TestSupport
import Testing

@Suite struct FuzzerTests {
  /// Worlds that take hours once drew waits above their limit, which stopped the fuzzer.
  @Test func schedulesForSlowWorldsAreValidScenarios() throws {
    let base = try SimulationFixture.scenario()
    let fuzzer = FaultFuzzer(base: base)
    withEvery("seed", in: 0..<200) { seed in
      var world = fuzzer.world(seed: Seed(seed))
      for seconds in [1, 60, 10_000, 100_000_000] as [UInt64] {
        world.faults = fuzzer.faults(
          seed: Seed(seed), world: world,
          span: SimDuration(nanoseconds: seconds * 1_000_000_000), frames: 100)
        let text = ScenarioDocument.resolvedYAML(world)
        let again = try ScenarioLoader.load(contents: Array(text.utf8), path: "x.yaml").scenario
        try #require(ScenarioDocument.resolvedYAML(again) == text)
      }
    }
  }
}
