import Determinism
import Layers
import Tensors
import Testing
import Transformers

/// Gradients beside central finite differences of the loss, along one direction for each parameter.
///
/// Losses are float32 sums, so differences carry noise: the bounds are far above it and far below
/// what a missing path would change. Models whose activation has a kink are left out.
struct GradientDifferenceTests {
  private static let pool = WorkerPool(workers: 2)
  private static let sequences = [[7, 3, 12, 5], [9], [2, 2, 41, 30, 17, 8, 1]]
  private static let labels = [1, 0, 2]
  private static let relativeError = 0.02
  private static let absoluteError = 5e-3
  /// Length of a step in the space of one parameter's numbers.
  private static let step = 3e-3

  private static let methods: [FineTuningMethod] = [
    .full, .bias, GradientSample.adapters,
    .lowRank(.init(rank: 3, alpha: 1, projections: Set(Projection.allCases))),
  ]

  private func tuner(_ model: TrainableBackbone, pooling: Pivot) -> FineTuner {
    GradientSample.fill(model.parameters) { $0.contains(".lora_") || $0.contains(".adapter.") }
    var stream = Seed(6).stream("head", ledger: nil)
    let head = PooledHead(for: model, outputs: 3, pooling: pooling, stream: &stream)
    GradientSample.fill(head.parameters) { _ in true }
    return FineTuner(
      model, head: head,
      settings: .init(
        learningRate: 1e-3, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      pool: Self.pool)
  }

  private func expectGradients(_ tuner: FineTuner, _ objective: TrainingObjective) {
    let sets = [tuner.backbone.parameters, tuner.head.parameters]
    _ = tuner.gradient(of: Self.sequences, objective)
    let gradients = sets.map { set in set.parameters.map { set.gradient(of: $0) } }
    for (set, gradients) in zip(sets, gradients) {
      for (parameter, gradient) in zip(set.parameters, gradients) {
        let start = set.values.values(parameter.range)
        let raw = ModelSample.mixed("along " + parameter.name, parameter.count)
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        func loss(_ step: Double) -> Double {
          set.values.copy(
            zip(start, raw).map { Float(Double($0) + step * $1 / length) }, at: parameter.offset)
          defer { set.values.copy(start, at: parameter.offset) }
          return tuner.gradient(of: Self.sequences, objective)
        }
        let slope = (loss(Self.step) - loss(-Self.step)) / (2 * Self.step)
        let want = zip(gradient, raw).reduce(0) { $0 + Double($1.0) * $1.1 / length }
        let size = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(
          abs(slope - want) <= Self.absoluteError + Self.relativeError * size,
          "\(parameter.name): \(slope) is not \(want)")
      }
    }
  }

  @Test(arguments: methods, Pivot.allCases)
  func embeddedBackbone(_ method: FineTuningMethod, _ pooling: Pivot) {
    var stream = Seed(3).stream("weights", ledger: nil)
    let source = EmbeddedBackbone(
      shape: .init(layers: 2, width: 16, heads: 2, maxLength: 12), backend: .openBLAS,
      stream: &stream)
    let tuner = tuner(
      TrainableBackbone(source, method: method, stream: &stream), pooling: pooling)
    expectGradients(tuner, .crossEntropy(labels: Self.labels))
  }

  @Test(arguments: methods, ["bert", "opt-350m-classifier", "gpt2", "llama-grouped"])
  func folders(_ method: FineTuningMethod, _ name: String) throws {
    try ModelSample.named(name).withModel { source in
      var stream = Seed(3).stream("weights", ledger: nil)
      let tuner = tuner(TrainableBackbone(source, method: method, stream: &stream), pooling: .mean)
      let targets = FloatBuffer(ModelSample.mixed("targets", 9).map { Float($0) })
      expectGradients(tuner, .squaredError(targets: targets))
    }
  }

  /// What it computes is the embedded backbone, but for the order of scaling and product.
  @Test func embeddedBackboneIsComputedAlike() {
    var stream = Seed(3).stream("weights", ledger: nil)
    let source = EmbeddedBackbone(
      shape: .init(layers: 3, width: 32, heads: 4, maxLength: 12), backend: .openBLAS,
      stream: &stream)
    let model = TrainableBackbone(source, method: .frozen, stream: &stream)
    let tape = model.forward(Self.sequences, pool: Self.pool)
    let want = source.pivotStates(of: Self.sequences, pivot: .last, pool: Self.pool)
    let ends = [3, 4, 11]
    for level in 0...3 {
      let states = tape.states(level)
      for (sequence, end) in ends.enumerated() {
        for index in 0..<32 {
          let got = Double(states[end * 32 + index])
          #expect(abs(got - Double(want[sequence][level * 32 + index])) < 2e-5)
        }
      }
    }
  }
}
