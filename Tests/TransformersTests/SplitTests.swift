import Determinism
import Layers
import Tensors
import Testing
import Transformers

/// A model in two parts against the same model in one.
struct SplitTests {
  private static let settings = AdamW.Settings(
    learningRate: 3e-3, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
  private static let options = PassOptions(shards: 2)
  private static let pool = WorkerPool(workers: 2)
  private static let method = FineTuningMethod.lowRank(
    .init(rank: 2, alpha: 4, projections: [.query, .value, .contract]))

  private static func batch(_ step: Int) -> (sequences: [[Int]], labels: [Int]) {
    let sequences = (0..<6).map { n in
      (0..<1 + (n + step) % 5).map { (5 * n + 3 * $0 + step) % 50 + 3 }
    }
    return (sequences, sequences.indices.map { ($0 + step) % 3 == 0 ? 1 : 0 })
  }

  private static func embedded() -> EmbeddedBackbone {
    var stream = Seed(3).stream("model", ledger: nil)
    return EmbeddedBackbone(
      shape: .init(layers: 4, width: 16, heads: 2, maxLength: 8), backend: .openBLAS,
      stream: &stream)
  }

  /// Steps of both, from the same numbers; what is left to compare.
  private func train(
    _ backbone: any Backbone, cut: Int, pooling: Pivot, steps: Int
  ) throws -> (split: [Float], whole: [Float], losses: [(Double, Double)]) {
    var stream = Seed(4).stream("weights", ledger: nil)
    let lower = try #require(
      backbone.trainable(by: Self.method, layers: 0..<cut, stream: &stream))
    let upper = try #require(
      backbone.trainable(by: Self.method, layers: cut..<backbone.layers, stream: &stream))
    let whole = try #require(
      backbone.trainable(by: Self.method, layers: 0..<backbone.layers, stream: &stream))
    let splitHead = PooledHead(for: upper, outputs: 2, pooling: pooling, stream: &stream)
    let wholeHead = PooledHead(for: whole, outputs: 2, pooling: pooling, stream: &stream)
    whole.parameters.values.copy(lower.parameters.values.values, at: 0)
    whole.parameters.values.copy(upper.parameters.values.values, at: lower.parameters.count)
    wholeHead.parameters.values.copy(splitHead.parameters.values.values, at: 0)

    let front = SplitFront(
      lower, settings: Self.settings, options: Self.options, pool: Self.pool)
    let back = SplitBack(
      upper, pooling: pooling, settings: Self.settings, options: Self.options, pool: Self.pool)
    let head = SplitHead(splitHead, settings: Self.settings, pool: Self.pool)
    let tuner = FineTuner(
      whole, head: wholeHead, settings: Self.settings, options: Self.options, pool: Self.pool)
    let losses = (0..<steps).map { step in
      let (sequences, labels) = Self.batch(step)
      let pooled = back.forward(front.forward(sequences), lengths: sequences.map(\.count))
      let (loss, gradient) = head.step(pooled: pooled, labels: labels)
      front.step(back.step(gradient))
      return (loss, tuner.step(sequences, .crossEntropy(labels: labels)))
    }
    return (
      lower.parameters.values.values + upper.parameters.values.values
        + splitHead.parameters.values.values,
      whole.parameters.values.values + wholeHead.parameters.values.values, losses
    )
  }

  /// Both sides compute the same sums in the same order, so nothing may differ.
  @Test(arguments: [1, 2, 3], [Pivot.first, .last, .mean])
  func splitTrainingIsUnsplitTrainingBitForBit(_ cut: Int, _ pooling: Pivot) throws {
    let run = try train(Self.embedded(), cut: cut, pooling: pooling, steps: 12)
    #expect(run.split == run.whole)
    #expect(run.losses.allSatisfy { $0.0 == $0.1 })
    let (first, last) = (try #require(run.losses.first), try #require(run.losses.last))
    #expect(first.0 != last.0)
  }

  @Test(arguments: ["bert", "llama-grouped"])
  func soItIsWithModelFolders(_ name: String) throws {
    try ModelSample.named(name).withModel { source in
      let run = try train(source, cut: 1, pooling: .mean, steps: 6)
      #expect(run.split == run.whole)
    }
  }

  @Test func plansCountWhatIsTrained() throws {
    let backbone = Self.embedded()
    for layers in [0..<1, 1..<4, 0..<4] {
      var stream = Seed(4).stream("weights", ledger: nil)
      let model = try #require(
        backbone.trainable(by: Self.method, layers: layers, stream: &stream))
      let plan = backbone.fineTuningPlan(Self.method, layers: layers)
      #expect(plan.trainedNumbers == model.parameters.count)
      #expect(plan.trainedShapes.map(\.name) == model.parameters.parameters.map(\.name))
      #expect(plan.trainedShapes.map(\.shape) == model.parameters.parameters.map(\.shape))
    }
    let plan = SplitPlan(backbone, Self.method, cut: 1, classes: 2, pooling: .last)
    let both = plan.front.weightBytes.bytes + plan.back.weightBytes.bytes
    #expect(both == backbone.weightBytes.bytes)
    let whole = backbone.fineTuningPlan(Self.method, layers: 0..<4)
    func operations(_ list: WorkList) -> UInt64 { list.total.operations }
    let lengths = [3, 5]
    #expect(
      operations(plan.front.forwardWork(lengths: lengths))
        + operations(plan.back.forwardWork(lengths: lengths))
        == operations(whole.forwardWork(lengths: lengths)))
  }
}
