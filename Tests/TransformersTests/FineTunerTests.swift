import Determinism
import Foundation
import Layers
import Tensors
import Testing
import Transformers

/// Training of a small model.
struct FineTunerTests {
  private static let settings = AdamW.Settings(
    learningRate: 3e-3, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)

  /// Losses of steps on one batch, and all numbers behind them.
  private func train(
    _ method: FineTuningMethod, steps: Int, workers: Int, recomputes: Bool = false
  ) throws -> (losses: [Double], values: [Float], predictions: [Int]) {
    try ModelSample.named("bert").withModel { source in
      var stream = Seed(4).stream("weights", ledger: nil)
      let model = TrainableBackbone(source, method: method, stream: &stream)
      let head = PooledHead(for: model, outputs: 2, pooling: .mean, stream: &stream)
      let tuner = FineTuner(
        model, head: head, settings: Self.settings,
        options: .init(shards: 2, recomputes: recomputes), pool: WorkerPool(workers: workers))
      let sequences = (0..<12).map { n in (0..<1 + n % 7).map { (5 * n + 3 * $0) % 50 + 3 } }
      let labels = sequences.indices.map { $0 % 3 == 0 ? 1 : 0 }
      let losses = (0..<steps).map { _ in
        tuner.step(sequences, .crossEntropy(labels: labels))
      }
      #expect(tuner.tapeBytes.bytes > 0)
      return (
        losses, model.parameters.values.values + head.parameters.values.values,
        tuner.predictions(for: sequences, batch: 5)
      )
    }
  }

  @Test(arguments: [FineTuningMethod.full, .bias, GradientSample.lowRank, GradientSample.adapters])
  func trainingLearnsABatch(_ method: FineTuningMethod) throws {
    let run = try train(method, steps: 60, workers: 2)
    let (first, last) = (try #require(run.losses.first), try #require(run.losses.last))
    #expect(abs(first - 0.69) < 0.1)
    #expect(last < 0.3 * first)
    #expect(run.predictions == (0..<12).map { $0 % 3 == 0 ? 1 : 0 })
  }

  @Test func neitherWorkersNorRecomputationChangeTraining() throws {
    let run = try train(.full, steps: 5, workers: 1)
    for (workers, recomputes) in [(2, false), (3, true)] {
      let other = try train(.full, steps: 5, workers: workers, recomputes: recomputes)
      #expect(other.losses == run.losses)
      #expect(other.values == run.values)
    }
  }
}
