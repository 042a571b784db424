import Determinism
import Layers
import Tensors
import Testing
import Transformers

/// Counts from dimensions alone beside what is computed, and beside PyTorch's counts.
struct FineTuningPlanTests {
  private static let pool = WorkerPool(workers: 1)
  private static let methods: [FineTuningMethod] = [
    .frozen, .full, .bias, GradientSample.lowRank, .lowRank(.init(rank: 2, alpha: 2)),
    GradientSample.adapters, .adapters(.init(bottleneck: 5, trainsNorms: false)),
  ]

  @Test(arguments: ModelSample.all, methods)
  func parametersAndTapesAreCounted(_ sample: ModelSample, _ method: FineTuningMethod) throws {
    try sample.withModel { source in
      var stream = Seed(5).stream("weights", ledger: nil)
      expectCounts(TrainableBackbone(source, method: method, stream: &stream))
    }
  }

  @Test(arguments: methods) func embeddedBackbonesAreCounted(_ method: FineTuningMethod) {
    var stream = Seed(5).stream("weights", ledger: nil)
    let source = EmbeddedBackbone(
      shape: .init(layers: 3, width: 12, heads: 2, maxLength: 20), backend: .openBLAS,
      stream: &stream)
    expectCounts(TrainableBackbone(source, method: method, stream: &stream))
  }

  private func expectCounts(_ model: TrainableBackbone) {
    func plan(_ layers: Range<Int>, _ recomputes: Bool) -> FineTuningPlan {
      FineTuningPlan(model.configuration, model.method, layers: layers, recomputes: recomputes)
    }
    #expect(plan(0..<model.layers, false).trainedNumbers == model.parameters.count)
    let sequences = [[3, 4, 5], [6], [7, 8, 9, 10, 11]]
    let lengths = sequences.map(\.count)
    for recomputes in [false, true] {
      let options = PassOptions(recomputes: recomputes)
      for layers in 1...model.layers {
        let tape = model.forward(sequences, through: layers, options: options, pool: Self.pool)
        #expect(plan(0..<layers, recomputes).tapeBytes(lengths: lengths) == tape.tapeBytes)
        let workspace = plan(0..<layers, recomputes).workspaceBytes(lengths: lengths)
        #expect(tape.tapeBytes + workspace == tape.byteCount)
      }
      let top = model.layers - 1
      let tape = model.forward(
        states: FloatBuffer(count: 9 * model.width), lengths: lengths, layers: top..<model.layers,
        options: options, pool: Self.pool)
      #expect(plan(top..<model.layers, recomputes).tapeBytes(lengths: lengths) == tape.tapeBytes)
    }
  }

  /// The script makes low-rank updates into matrices first, so they are left out.
  ///
  /// PyTorch keeps attention weights; here scores are computed again.
  @Test(arguments: GradientSample.all.filter { $0.pooling == nil && $0.method != "lora" })
  func matrixProductsAreThoseOfPyTorch(_ sample: GradientSample) throws {
    try sample.withModel { model, source in
      let lengths = sample.sequences.map(\.count)
      let plan = FineTuningPlan(
        model.configuration, model.method,
        bytesPerWeight: try ModelSample.named(sample.model).type == "F32" ? 4 : 2)
      let forward = plan.forwardWork(lengths: lengths)
      let backward = plan.backwardWork(lengths: lengths, wantsInput: true)
      // Of four attention products forward, scores are half.
      let scores = forward.operations(of: .attention) / 2
      #expect(forward.matrixOperations == sample.operations[0])
      #expect(backward.matrixOperations - scores == sample.operations[1])
      if model.method == .full { #expect(forward == source.forwardWork(lengths: lengths)) }
    }
  }

  @Test func partsOfASplitModelMakeUpTheWhole() throws {
    try ModelSample.named("opt-350m").withModel { source in
      for method in Self.methods {
        func plan(_ layers: Range<Int>?) -> FineTuningPlan {
          FineTuningPlan(source.configuration, method, layers: layers)
        }
        let (whole, parts) = (plan(nil), [plan(0..<1), plan(1..<2)])
        #expect(whole.trainedNumbers == parts.reduce(0) { $0 + $1.trainedNumbers })
        let forward = parts.map { $0.forwardWork(lengths: [4, 9]).total }
        #expect(forward[0] + forward[1] == whole.forwardWork(lengths: [4, 9]).total)
        let backward = [
          parts[0].backwardWork(lengths: [4, 9]),
          parts[1].backwardWork(lengths: [4, 9], wantsInput: true),
        ].map(\.total)
        #expect(backward[0] + backward[1] == whole.backwardWork(lengths: [4, 9]).total)
      }
    }
  }

  /// 4,194,304 is what the authors of LoRA's packages print for rank 8 on LLaMA-7B.
  @Test func largeModelsAreCounted() throws {
    let dimensions = try #require(ModelPresets.dimensions(named: "llama-7b"))
    let shape = try ShapeBackbone(dimensions: dimensions, precision: .fp16)
    #expect(shape.fineTuningPlan(.full).trainedNumbers == shape.parameterCount)
    let updates = shape.fineTuningPlan(.lowRank(.init(rank: 8, alpha: 16)))
    #expect(updates.trainedNumbers == 4_194_304)
    #expect(updates.trainingBytes.bytes == 16 * 4_194_304)
    // Two operations forward and four backward for each weight and token, attention apart.
    let plan = shape.fineTuningPlan(.full)
    let work = [plan.forwardWork(lengths: [64]), plan.backwardWork(lengths: [64])]
    let tables = UInt64(32_000 * 4_096)
    let matrices = 6 * 64 * (UInt64(shape.parameterCount) - tables)
    let total = work.reduce(0) { $0 + $1.matrixOperations }
    #expect(Double(total) / Double(matrices) > 1 && Double(total) / Double(matrices) < 1.02)
    var stream = Seed(5).stream("weights", ledger: nil)
    let embedded = EmbeddedBackbone.Shape(layers: 2, width: 8, heads: 2, maxLength: 9)
    let model = TrainableBackbone(
      EmbeddedBackbone(shape: embedded, backend: .openBLAS, stream: &stream), method: .full,
      stream: &stream)
    #expect(
      ShapeBackbone(embedded: embedded, precision: .fp32).fineTuningPlan(.full).trainedNumbers
        == model.parameters.count)
  }

  @Test func cheaperMethodsCountLess() throws {
    try ModelSample.named("bert").withModel { source in
      func work(_ method: FineTuningMethod, recomputes: Bool = false) -> UInt64 {
        let plan = FineTuningPlan(source.configuration, method, recomputes: recomputes)
        return plan.backwardWork(lengths: [12, 20]).matrixOperations
      }
      // Low-rank updates of the first layer's queries and values need no gradient of its input.
      #expect(work(.frozen) < work(.bias))
      #expect(work(.lowRank(.init(rank: 1, alpha: 1))) < work(.full))
      #expect(work(.full) < work(.full, recomputes: true))
    }
  }
}
