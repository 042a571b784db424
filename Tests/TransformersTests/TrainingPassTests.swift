import Determinism
import Tensors
import TestSupport
import Testing
import Transformers

/// Parts of one gradient, and ways to it, that must have equal bits.
@Suite(
  .enabled(
    if: NumericRuntime.isPinned,
    "OpenBLAS must be loaded with the kernel that the program pins; `make test` does that"))
struct TrainingPassTests {
  private static let pool = WorkerPool(workers: 2)
  /// Samples with each order of norms, kind of norm and form of projections.
  private static let chosen = GradientSample.all.filter {
    $0.pooling == nil && ["bert", "opt-350m", "gpt2", "llama-grouped"].contains($0.model)
  }
  private static let full = chosen.filter { $0.method == "full" }

  /// Gradients of all parameters, and of the first states.
  private struct Outcome: Equatable {
    var parameters: [Float]
    var input: [Float]
  }

  private func outcome(
    _ model: TrainableBackbone, _ sequences: [[Int]], options: PassOptions = .init(),
    workers: Int = 2
  ) throws -> Outcome {
    let pool = WorkerPool(workers: workers)
    model.parameters.clearGradient(pool: pool)
    let tape = model.forward(sequences, options: options, pool: pool)
    let loss = StateLoss(of: tape, levels: [1, model.layers])
    let input = model.backward(tape, from: loss.gradients, wantsInput: true, pool: pool)
    return Outcome(
      parameters: model.parameters.gradient.values, input: try #require(input).values)
  }

  /// Numbers that differ by more than rounding; counted, so that a failure does not print them all.
  private static func countFar(_ got: [Float], _ want: [Float]) -> Int {
    zip(got, want).count { abs($0 - $1) > 1e-4 * max(1, abs($1)) }
  }

  /// Hidden states of an inference forward pass, sequence by sequence.
  @Test(arguments: ModelSample.all, [FineTuningMethod.frozen, .full])
  func forwardPassEqualsInference(_ sample: ModelSample, _ method: FineTuningMethod) throws {
    try sample.withModel { source in
      var stream = Seed(5).stream("weights", ledger: nil)
      let model = TrainableBackbone(source, method: method, stream: &stream)
      let sequences = sample.sequences.map(\.ids)
      let want = source.hiddenStates(of: sequences, pool: Self.pool)
      let tape = model.forward(sequences, options: .init(shards: 2), pool: Self.pool)
      for level in 0...model.layers {
        let area = sequences.enumerated().flatMap { index, ids -> ArraySlice<Float> in
          let size = ids.count * model.width
          return want[index][level * size..<(level + 1) * size]
        }
        #expect(tape.states(level).values == area, "level \(level)")
      }
    }
  }

  /// B = 0: what is added does nothing yet.
  @Test(arguments: full) func lowRankUpdatesBeginWithoutEffect(_ sample: GradientSample) throws {
    try ModelSample.named(sample.model).withModel { source in
      var stream = Seed(5).stream("weights", ledger: nil)
      let updated = TrainableBackbone(source, method: GradientSample.lowRank, stream: &stream)
      let frozen = TrainableBackbone(source, method: .frozen, stream: &stream)
      #expect(frozen.parameters.count == 0)
      let states = [updated, frozen].map {
        $0.forward(sample.sequences, pool: Self.pool).states($0.layers).values
      }
      #expect(states[0] == states[1])
    }
  }

  @Test(arguments: chosen) func recomputationChangesNoBit(_ sample: GradientSample) throws {
    try sample.withModel { model, _ in
      let options = PassOptions(recomputes: true)
      let kept = try outcome(model, sample.sequences)
      #expect(try outcome(model, sample.sequences, options: options) == kept)
      let sizes = [PassOptions(), options].map {
        model.forward(sample.sequences, options: $0, pool: Self.pool).tapeBytes
      }
      #expect(sizes[1] < sizes[0])
    }
  }

  @Test(arguments: chosen) func workersChangeNoBit(_ sample: GradientSample) throws {
    try sample.withModel { model, _ in
      let options = PassOptions(shards: 3)
      let alone = try outcome(model, sample.sequences, options: options, workers: 1)
      for workers in [2, 3, 5] {
        #expect(try outcome(model, sample.sequences, options: options, workers: workers) == alone)
      }
      // Parts add up in another order.
      let whole = try outcome(model, sample.sequences)
      #expect(alone.input == whole.input)
      #expect(Self.countFar(alone.parameters, whole.parameters) == 0)
    }
  }

  /// The upper layers hand the gradient at the cut to the lower ones.
  @Test(arguments: chosen) func aSplitModelHasTheGradientsOfTheWhole(
    _ sample: GradientSample
  ) throws {
    try sample.withModel { model, _ in
      let whole = try outcome(model, sample.sequences)
      model.parameters.clearGradient(pool: Self.pool)
      let cut = 1
      let lower = model.forward(sample.sequences, through: cut, pool: Self.pool)
      let upper = model.forward(
        states: lower.states(cut), lengths: lower.lengths, layers: cut..<model.layers,
        pool: Self.pool)
      let loss = StateLoss(of: upper, levels: [1, model.layers])
      let gradient = try #require(
        model.backward(upper, from: loss.gradients, wantsInput: true, pool: Self.pool))
      let input = model.backward(
        lower, from: [.init(level: cut, values: gradient)], wantsInput: true, pool: Self.pool)
      #expect(try #require(input).values == whole.input)
      #expect(model.parameters.gradient.values == whole.parameters)
    }
  }

  @Test(arguments: full) func biasesHaveTheGradientsOfFullTraining(_ sample: GradientSample) throws
  {
    let all = try sample.withModel { model, _ in
      _ = try outcome(model, sample.sequences)
      return Dictionary(
        uniqueKeysWithValues: model.parameters.parameters.map {
          ($0.name, model.parameters.gradient(of: $0))
        })
    }
    try sample.withModel(method: .bias) { model, _ in
      _ = try outcome(model, sample.sequences)
      let names = model.parameters.parameters.map(\.name)
      #expect(names == all.keys.filter { $0.hasSuffix("bias") }.sorted { place($0) < place($1) })
      for parameter in model.parameters.parameters {
        #expect(model.parameters.gradient(of: parameter) == all[parameter.name])
      }
      func place(_ name: String) -> Int { names.firstIndex(of: name) ?? -1 }
    }
  }

  @Test func gradientsAddUp() throws {
    let sample = try #require(Self.full.first)
    try sample.withModel { model, _ in
      let once = try outcome(model, sample.sequences).parameters
      let tape = model.forward(sample.sequences, pool: Self.pool)
      let loss = StateLoss(of: tape, levels: [1, model.layers])
      model.backward(tape, from: loss.gradients, pool: Self.pool)
      #expect(Self.countFar(model.parameters.gradient.values, once.map { 2 * $0 }) == 0)
    }
  }

  /// Parts are ranges of nearly equal numbers of tokens that cover the batch in order.
  @Test func batchesAreCutInOrder() throws {
    var stream = Seed(8).stream("lengths", ledger: nil)
    for _ in 0..<200 {
      let lengths = (0..<1 + stream.next(below: 12)).map { _ in 1 + stream.next(below: 30) }
      let count = 1 + stream.next(below: 5)
      let parts = ActivationTape.cut(lengths: lengths, into: count)
      #expect(parts.count <= count && parts.allSatisfy { !$0.isEmpty })
      #expect(parts.flatMap(Array.init) == Array(lengths.indices))
      let fair = lengths.reduce(0, +) / count
      let longest = lengths.max() ?? 0
      #expect(parts.allSatisfy { lengths[$0].reduce(0, +) <= fair + longest + 1 })
    }
  }
}
