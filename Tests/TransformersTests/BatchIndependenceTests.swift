import Determinism
import Layers
import Tensors
import TestSupport
import Testing
import Transformers

@Suite(
  .enabled(
    if: NumericRuntime.isPinned,
    "OpenBLAS must be loaded with the kernel that the program pins; `make test` does that"))
struct BatchIndependenceTests {
  private func sequences(_ count: Int, longest: Int, vocabulary: Int, seed: UInt64) -> [[Int]] {
    var stream = Seed(seed).stream("tokens", ledger: nil)
    return (0..<count).map { _ in
      (0..<1 + stream.next(below: longest)).map { _ in stream.next(below: vocabulary) }
    }
  }

  /// A sequence's bits must not depend on its neighbours, its place, or the number of workers.
  @Test(arguments: ModelSample.all)
  func neighboursNeverChangeASequence(_ sample: ModelSample) throws {
    try sample.withModel { model in
      expectEqualInAllCompany(
        model,
        sequences(
          70, longest: min(model.maxLength, 40), vocabulary: model.vocabularySize, seed: 11))
    }
  }

  private func expectEqualInAllCompany(_ model: HuggingFaceBackbone, _ all: [[Int]]) {
    func states(_ sequences: [[Int]], workers: Int, _ pivot: Pivot = .mean) -> [[Float]] {
      model.pivotStates(of: sequences, pivot: pivot, pool: WorkerPool(workers: workers))
    }
    let together = states(all, workers: 1)
    // Compared here, so that a failure does not print every number.
    func expectEqual(_ states: [[Float]], _ part: ArraySlice<[Float]>, _ company: String) {
      let different = zip(states, part).filter { $0 != $1 }.count
      #expect(states.count == part.count)
      #expect(different == 0, "sequences that change \(company)")
    }
    expectEqual(states(all, workers: 3), together[...], "with the workers")
    expectEqual(states(all.reversed(), workers: 2).reversed(), together[...], "in reverse")
    expectEqual(all.map { states([$0], workers: 1)[0] }, together[...], "alone")
    for cut in [1, 5, 33] {
      expectEqual(states(Array(all[cut...]), workers: 2), together[cut...], "after \(cut)")
    }
  }

  /// Shapes of real models, which take other paths through the matrix code than small ones.
  @Test(arguments: [(96, 4), (384, 12)])
  func neighboursNeverChangeASequenceOfRealWidth(width: Int, heads: Int) throws {
    let template = try ModelSample.named("bert")
    var sample = template
    sample.config = template.config
      .replacing("\"hidden_size\": 24", with: "\"hidden_size\": \(width)")
      .replacing("\"intermediate_size\": 40", with: "\"intermediate_size\": \(4 * width)")
      .replacing("\"num_attention_heads\": 3", with: "\"num_attention_heads\": \(heads)")
    sample.tensors = template.tensors.map { tensor in
      ModelSample.Tensor(
        name: tensor.name,
        shape: tensor.shape.map { $0 == 24 ? width : $0 == 40 ? 4 * width : $0 })
    }
    let positions = try #require(sample.tensors.firstIndex { $0.name.contains("position_emb") })
    sample.tensors[positions].shape = [40, width]
    try sample.withModel { model in
      expectEqualInAllCompany(
        model, sequences(90, longest: 40, vocabulary: 61, seed: UInt64(width)))
    }
  }

  @Test func progressCountsEverySequence() throws {
    try ModelSample.named("gpt2").withModel { model in
      let all = sequences(200, longest: 40, vocabulary: model.vocabularySize, seed: 5)
      var counts: [Int] = []
      let reported = model.pivotStates(
        of: all, pivot: .last, pool: WorkerPool(workers: 1)
      ) { counts.append($0) }
      #expect(counts.count > 1 && counts.last == all.count)
      #expect(counts == counts.sorted())
      let silent = model.pivotActivations(of: all, pivot: .last, pool: WorkerPool(workers: 2))
      #expect(silent == reported.map { Array($0.dropFirst(model.width)) })
    }
  }

  @Test func pivotsSelectFromTheHiddenStates() throws {
    try ModelSample.named("opt-125m").withModel { model in
      let all = sequences(9, longest: 30, vocabulary: model.vocabularySize, seed: 8)
      let pool = WorkerPool(workers: 1)
      let whole = model.hiddenStates(of: all, pool: pool)
      let (d, levels) = (model.width, model.layers + 1)
      let first = model.pivotStates(of: all, pivot: .first, pool: pool)
      let last = model.pivotStates(of: all, pivot: .last, pool: pool)
      let mean = model.pivotStates(of: all, pivot: .mean, pool: pool)
      for (index, sequence) in all.enumerated() {
        let T = sequence.count
        for level in 0..<levels {
          let states = whole[index][level * T * d..<(level + 1) * T * d]
          #expect(Array(first[index][level * d..<(level + 1) * d]) == Array(states.prefix(d)))
          #expect(Array(last[index][level * d..<(level + 1) * d]) == Array(states.suffix(d)))
          for column in 0..<d {
            let column64 = stride(from: column, to: T * d, by: d)
              .reduce(0) { $0 + Double(states[states.startIndex + $1]) }
            let got = Double(mean[index][level * d + column])
            #expect(ModelTolerance.agree(got, column64 / Double(T)))
          }
        }
      }
    }
  }

  @Test func digestsFollowWeightsAndSettingsOnly() throws {
    let sample = try ModelSample.named("bert")
    let digest = try sample.withModel { $0.weightsDigest }
    var sharded = sample
    sharded.shards = 3
    #expect(try sharded.withModel { $0.weightsDigest } == digest)
    var other = sample
    other.config = sample.config.replacing(
      "\"hidden_act\": \"gelu\"", with: "\"hidden_act\": \"relu\"")
    #expect(try other.withModel { $0.weightsDigest } != digest)
    var renamed = sample
    renamed.tensors[5].name += "?"
    #expect(throws: ModelError.self) { try renamed.withModel { $0.weightsDigest } }
  }

  @Test func badSequencesAreErrorsThatHoldNoToken() throws {
    try ModelSample.named("bert").withModel { model in
      func code(_ sequences: [[Int]]) -> ModelError.Code? {
        do {
          try model.validate(sequences)
          return nil
        } catch {
          #expect(!error.description.contains("54321"))
          return error.code
        }
      }
      #expect(code([[1, 2], [60]]) == nil)
      #expect(code([[1], []]) == .emptySequence(index: 1))
      #expect(
        code([[1, 54_321]])
          == .tokenOutsideVocabulary(index: 0, position: 1, vocabulary: 61))
      #expect(code([[-1]]) == .tokenOutsideVocabulary(index: 0, position: 0, vocabulary: 61))
      #expect(code([Array(repeating: 1, count: 41)]) == .sequenceTooLong(index: 0, limit: 40))
    }
  }

  @Test func workAndMemoryGrowWithLength() throws {
    for sample in ModelSample.all {
      try sample.withModel { model in
        let (short, long) = (
          model.forwardWork(lengths: [4]).total, model.forwardWork(lengths: [30]).total
        )
        #expect(short.operations < long.operations && short.bytes < long.bytes)
        #expect(model.forwardMemory(lengths: [4]) <= model.forwardMemory(lengths: [30]))
        // Every number of a block's matrices is multiplied once a token.
        let pair = model.forwardWork(lengths: [4, 4]).total
        #expect(pair.operations == 2 * short.operations)
        #expect(
          model.weightBytes.bytes == UInt64(model.parameterCount * (sample.type == "F32" ? 4 : 2)))
      }
    }
  }
}
