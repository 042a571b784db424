import Determinism
import Foundation
import Layers
import Tensors
import Testing
import Transformers

/// Of float32 rounding through the layers forth and back.
private let relativeTolerance = 1e-4
/// What a gradient that is zero in exact arithmetic may come to: the biases of keys have one.
private let zeroTolerance = 2e-5
/// AdamW divides gradients by their own size, so the rounding of small ones counts.
private let stepTolerance = 3e-3

/// Gradients of every family and kind of parameter against PyTorch's, in float64.
struct GradientTests {
  private static let pool = WorkerPool(workers: 2)

  private func compare(
    _ values: [Float], _ want: TensorSummary, _ name: String, zero: Double = zeroTolerance
  ) {
    let mean = want.absolute / Double(max(values.count, 1))
    let tolerance = Tolerance(
      relative: relativeTolerance, absolute: max(zero, relativeTolerance * mean))
    let found = want.disagreement(with: values[...], tolerance)
    #expect(found == nil, "\(name)")
  }

  private func compare(
    _ sets: [ParameterSet], _ sample: GradientSample, zero: Double = zeroTolerance
  ) {
    let parameters = sets.flatMap { set in set.parameters.map { ($0, set.gradient(of: $0)) } }
    #expect(Set(parameters.map(\.0.name)) == Set(sample.gradients.keys))
    for (parameter, gradient) in parameters {
      guard let want = sample.gradients[parameter.name] else { continue }
      compare(gradient, want, parameter.name, zero: zero)
    }
  }

  @Test func everyFamilyAndMethodHasReferenceValues() throws {
    let models = try GradientSample.all.map { try ModelSample.named($0.model).config }.joined()
    for architecture in ModelArchitecture.allCases {
      #expect(models.contains("\"model_type\": \"\(architecture.rawValue)\""))
    }
    #expect(Set(GradientSample.all.map(\.method)) == ["full", "lora", "adapter"])
    #expect(Set(GradientSample.all.compactMap(\.pooling)) == ["mean", "first", "last"])
  }

  @Test(arguments: GradientSample.all.filter { $0.pooling == nil }, MatrixBackend.allCases)
  func gradientsEqualPyTorch(_ sample: GradientSample, _ backend: MatrixBackend) throws {
    try sample.withModel(backend) { model, _ in
      let tape = model.forward(sample.sequences, pool: Self.pool)
      let loss = StateLoss(of: tape, levels: [1, model.layers])
      #expect(abs(loss.value - sample.loss) < relativeTolerance * max(1, abs(sample.loss)))
      let input = try #require(
        model.backward(tape, from: loss.gradients, wantsInput: true, pool: Self.pool))
      compare(input.values, sample.input, "input")
      compare([model.parameters], sample)
    }
  }

  @Test(arguments: GradientSample.all.filter { $0.pooling != nil })
  func gradientsAndStepsOfHeadsEqualPyTorch(_ sample: GradientSample) throws {
    try sample.withModel { model, _ in try expectSteps(of: model, sample, learningRate: 1e-3) }
  }

  @Test(.enabled(if: miniLM != nil, "set SIDELIGHT_MINILM to the folder of all-MiniLM-L6-v2"))
  func realModelEqualsPyTorch() throws {
    NumericRuntime.useOneThreadPerCall()
    let source = try HuggingFaceBackbone(folder: try #require(miniLM), backend: .openBLAS)
    let samples = try ModelSample.fixture("minilm_gradients.json", as: [GradientSample].self)
    for sample in samples {
      var stream = Seed(5).stream("weights", ledger: nil)
      let model = TrainableBackbone(source, method: sample.trained, stream: &stream)
      try expectSteps(of: model, sample, learningRate: 5e-5, zero: 1e-7)
    }
  }

  /// Loss and gradients of the script's head, and the losses of its steps.
  private func expectSteps(
    of model: TrainableBackbone, _ sample: GradientSample, learningRate: Double,
    zero: Double = zeroTolerance
  ) throws {
    var stream = Seed(6).stream("head", ledger: nil)
    let classes = GradientSample.classes
    let head = PooledHead(
      for: model, outputs: classes, pooling: try #require(Pivot(rawValue: sample.pooling ?? "")),
      stream: &stream)
    GradientSample.fill(head.parameters) { _ in true }
    let tuner = FineTuner(
      model, head: head,
      settings: .init(
        learningRate: learningRate, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      options: .init(shards: 2), pool: Self.pool)
    let count = sample.sequences.count
    let targets = ModelSample.mixed("targets", count * classes).map { Float($0) }
    let objective: TrainingObjective =
      sample.objective == "cross-entropy"
      ? .crossEntropy(labels: (0..<count).map { $0 % classes })
      : .squaredError(targets: FloatBuffer(targets))
    let loss = tuner.gradient(of: sample.sequences, objective)
    #expect(abs(loss - sample.loss) < relativeTolerance * sample.loss)
    compare([model.parameters, head.parameters], sample, zero: zero)
    #expect(!sample.losses.isEmpty)
    for want in sample.losses {
      let loss = tuner.step(sample.sequences, objective)
      #expect(abs(loss - want) < stepTolerance * want, "\(loss) is not \(want)")
    }
  }
}

private let miniLM = ProcessInfo.processInfo.environment["SIDELIGHT_MINILM"]
