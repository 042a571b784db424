import Simulation
import TestSupport
import Testing

/// The embedded task must be worth learning: chance before, 0.90 after, whatever the seed.
struct EmbeddedTaskTests {
  @Test func theDefaultTaskIsLearnedFromChanceToNinety() {
    withEvery("seed", in: 100..<106) { seed in
      let run = try SimulationFixture.run(
        [
          "seed=\(seed)", "model.layers=4", "model.width=128", "model.heads=4", "data.train=512",
          "data.test=256", "method.adapter.rank=16", "method.epochs=5",
        ], workers: 2)
      let before = run.summary.training.backboneAccuracy ?? 1
      let after = run.summary.training.finalAccuracy ?? 0
      try #require(before > 0.38 && before < 0.62, "backbone alone \(before)")
      try #require(after >= 0.90, "after training \(after)")
      let losses = run.result.epochs.compactMap(\.loss)
      try #require(zip(losses, losses.dropFirst()).prefix(3).allSatisfy { $0 > $1 })
    }
  }
}
