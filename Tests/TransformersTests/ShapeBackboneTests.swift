import Determinism
import Layers
import Tensors
import TestSupport
import Testing
import Transformers

/// Checks that two backbones count alike.
private func expectEqualCounts(
  _ shape: some Backbone, _ model: some Backbone, _ name: String
) {
  #expect(shape.parameterCount == model.parameterCount, "\(name)")
  #expect(shape.weightBytes == model.weightBytes, "\(name)")
  #expect(shape.layers == model.layers && shape.width == model.width, "\(name)")
  #expect(shape.maxLength == model.maxLength, "\(name)")
  #expect(shape.vocabularySize == model.vocabularySize, "\(name)")
  #expect(shape.isCausal == model.isCausal, "\(name)")
  #expect(shape.architectureName == model.architectureName, "\(name)")
  for lengths in [[], [1], [7], [12, 1, 31], [33, 33, 2, 9, 9]] {
    #expect(shape.forwardWork(lengths: lengths) == model.forwardWork(lengths: lengths), "\(name)")
    #expect(
      shape.forwardMemory(lengths: lengths) == model.forwardMemory(lengths: lengths), "\(name)")
  }
}

private func preset(
  _ name: String, _ precision: ShapeBackbone.Precision = .fp32
) throws -> ShapeBackbone {
  let dimensions = try #require(ModelPresets.dimensions(named: name))
  return try ShapeBackbone(dimensions: dimensions, name: name, precision: precision)
}

@Suite struct ShapeBackboneTests {
  @Test(arguments: ModelSample.all)
  func shapesCountLikeTheModelsThatTheyStandFor(_ sample: ModelSample) throws {
    try sample.withModel { model in
      let precision: ShapeBackbone.Precision = sample.type == "F32" ? .fp32 : .fp16
      let shape = ShapeBackbone(configuration: model.configuration, precision: precision)
      expectEqualCounts(shape, model, sample.name)
      #expect(shape.matrixOperations(lengths: [5, 9]) == model.matrixOperations(lengths: [5, 9]))
      #expect(model.hasValues && !shape.hasValues)
    }
  }

  @Test func dimensionsAloneGiveTheCountsOfAFolder() throws {
    let given: [(name: String, precision: ShapeBackbone.Precision, dimensions: ModelDimensions)] = [
      (
        "bert", .fp32,
        ModelDimensions(
          family: .bert, layers: 2, width: 24, heads: 3, innerWidth: 40, vocabulary: 61,
          maxLength: 40)
      ),
      (
        // Forty rows of positions, of which padding (token 1) takes two.
        "roberta", .fp32,
        ModelDimensions(
          family: .roberta, layers: 2, width: 24, heads: 3, innerWidth: 40, vocabulary: 61,
          maxLength: 38)
      ),
      (
        "opt-125m", .fp32,
        ModelDimensions(
          family: .opt, layers: 2, width: 24, heads: 3, innerWidth: 52, vocabulary: 67,
          maxLength: 40)
      ),
      (
        "opt-350m", .fp32,
        ModelDimensions(
          family: .opt, layers: 2, width: 24, heads: 3, innerWidth: 52, vocabulary: 67,
          maxLength: 40, embeddingWidth: 10, normsFirst: false)
      ),
      (
        "gpt2", .fp32,
        ModelDimensions(
          family: .gpt2, layers: 2, width: 28, heads: 2, vocabulary: 59, maxLength: 48)
      ),
      (
        "llama-grouped", .fp16,
        ModelDimensions(
          family: .llama, layers: 2, width: 32, heads: 4, keyValueHeads: 2, innerWidth: 44,
          vocabulary: 71, maxLength: 64)
      ),
    ]
    for (name, precision, dimensions) in given {
      try ModelSample.named(name).withModel { model in
        expectEqualCounts(
          try ShapeBackbone(dimensions: dimensions, precision: precision), model, name)
      }
    }
  }

  @Test func anEmbeddedBackboneCountsLikeItsShape() {
    let shape = EmbeddedBackbone.Shape(layers: 3, width: 24, heads: 4, maxLength: 50)
    var stream = Seed(3).stream("backbone", ledger: nil)
    let backbone = EmbeddedBackbone(shape: shape, backend: .reference, stream: &stream)
    // Tables of 258 tokens and 50 positions; 12 d^2 a layer.
    #expect(backbone.parameterCount == (258 + 50) * 24 + 3 * 12 * 24 * 24)
    expectEqualCounts(ShapeBackbone(embedded: shape, precision: .fp32), backbone, "embedded")
    let half = ShapeBackbone(embedded: shape, precision: .fp16)
    #expect(half.weightBytes.bytes * 2 == backbone.weightBytes.bytes)
  }

  /// Totals as the models' own libraries count them: encoders with their pooler, decoders with the
  /// language-model head where it is not the embedding table.
  @Test func presetsHaveTheirPublishedNumberOfParameters() throws {
    let published = [
      ("bert-base", 109_482_240), ("bert-large", 335_141_888), ("gpt2", 124_439_808),
      ("gpt2-medium", 354_823_168), ("gpt2-xl", 1_557_611_200), ("llama-13b", 13_015_864_320),
      ("llama-3.1-8b", 8_030_261_248), ("llama-3.2-1b", 1_235_814_400),
      ("llama-7b", 6_738_415_616), ("minilm-l6", 22_713_216), ("opt-1.3b", 1_315_758_080),
      ("opt-125m", 125_239_296), ("opt-2.7b", 2_651_596_800), ("opt-350m", 331_196_416),
      ("opt-6.7b", 6_658_473_984), ("roberta-base", 124_645_632), ("roberta-large", 355_359_744),
      ("tinyllama-1.1b", 1_100_048_384),
    ]
    #expect(published.map(\.0) == ModelPresets.names)
    for (name, count) in published {
      let backbone = try preset(name)
      #expect(backbone.parameterCount + backbone.headParameterCount == count, "\(name)")
      #expect(backbone.name == name)
    }
    // What is counted besides: a pooler of d^2 + d, an untied head of V d, OPT-350m's d e.
    #expect(try preset("bert-base").headParameterCount == 768 * 768 + 768)
    #expect(try preset("llama-7b").headParameterCount == 32_000 * 4096)
    #expect(try preset("opt-350m").headParameterCount == 1024 * 512)
    #expect(try preset("gpt2").headParameterCount == 0)
    #expect(ModelPresets.dimensions(named: "gpt3") == nil)
  }

  @Test func precisionHalvesTheWeightsAndNothingElse() throws {
    let (full, half) = (try preset("opt-1.3b"), try preset("opt-1.3b", .fp16))
    #expect(full.weightBytes.bytes == 4 * UInt64(full.parameterCount))
    #expect(half.weightBytes.bytes == 2 * UInt64(full.parameterCount))
    #expect(full.forwardMemory(lengths: [64]) == half.forwardMemory(lengths: [64]))
    let (work, less) = (full.forwardWork(lengths: [64]), half.forwardWork(lengths: [64]))
    #expect(work.total.operations == less.total.operations)
    #expect(work.launches == less.launches)
    #expect(work.total.bytes > less.total.bytes)
    #expect(full.weightsDigest != half.weightsDigest)
  }

  /// A forward pass takes two operations for each parameter and token, and attention 4 L T^2 d on
  /// top (Kaplan and others, 2020, table 1).
  @Test(arguments: ["gpt2-medium", "opt-1.3b", "llama-7b", "llama-3.1-8b", "bert-large"])
  func operationsFollowTheClosedForm(_ name: String) throws {
    let backbone = try preset(name)
    let (T, d, L) = (256, backbone.width, backbone.layers)
    let work = backbone.forwardWork(lengths: [T])
    let tables = backbone.vocabularySize * d
    let positions = name.hasPrefix("llama") ? 0 : (backbone.maxLength + 2) * d
    let closed =
      2.0 * Double(backbone.parameterCount - tables - positions) * Double(T)
      + 4 * Double(L) * Double(T) * Double(T) * Double(d)
    // Matrix products differ by what is no matrix: at most 9 d biases and 4 d gains a layer, beside
    // at least 12 d^2 weights (LLaMA's wider parts have none), and two vectors outside the layers.
    // Element-wise operations come on top, under 5 % at these widths.
    let biasesAndNorms = 14 / (12 * Double(d))
    let elementwise = 0.05
    let matrices = Double(backbone.matrixOperations(lengths: [T]))
    #expect(abs(matrices - closed) <= biasesAndNorms * closed, "\(matrices) \(closed)")
    let all = Double(work.total.operations)
    #expect(all > matrices && all < (1 + elementwise) * matrices, "\(all) \(matrices)")
  }

  @Test func everyWeightIsReadOnceWhateverTheBatch() throws {
    let backbone = try preset("llama-7b", .fp16)
    let one = backbone.forwardWork(lengths: [1])
    let blocks =
      backbone.parameterCount - backbone.vocabularySize * backbone.width
    // One token moves all weights but the embedding table, and little else.
    let weights = UInt64(2 * blocks)
    #expect(one.total.bytes > weights && one.total.bytes < weights + weights / 100)
    let many = backbone.forwardWork(lengths: [16, 16])
    #expect(many.total.bytes < 2 * one.total.bytes)
    #expect(many.launches == one.launches)
  }

  @Test(arguments: ModelPresets.names)
  func moreTokensNeverMeanLessOfAnything(_ name: String) throws {
    let backbone = try preset(name)
    var stream = Seed(5).stream(name, ledger: nil)
    for _ in 0..<40 {
      let lengths = (0..<1 + stream.next(below: 6)).map { _ in 1 + stream.next(below: 300) }
      var more = lengths
      more[stream.next(below: more.count)] += 1 + stream.next(below: 100)
      if stream.next(below: 2) == 0 { more.append(1 + stream.next(below: 300)) }
      let (small, large) = (
        backbone.forwardWork(lengths: lengths), backbone.forwardWork(lengths: more)
      )
      try #require(small.total.operations < large.total.operations)
      try #require(small.total.bytes < large.total.bytes)
      try #require(small.launches == large.launches)
      try #require(
        backbone.forwardMemory(lengths: lengths) <= backbone.forwardMemory(lengths: more))
    }
  }

  @Test func impossibleDimensionsAreErrorsThatNameThem() throws {
    func code(_ change: (inout ModelDimensions) -> Void) throws -> ModelError.Code? {
      var dimensions = try #require(ModelPresets.dimensions(named: "tinyllama-1.1b"))
      change(&dimensions)
      do throws(ModelError) {
        _ = try ShapeBackbone(dimensions: dimensions, name: "given", precision: .fp32)
        return nil
      } catch {
        #expect(error.path == "given")
        return error.code
      }
    }
    #expect(try code { _ in } == nil)
    for change: (inout ModelDimensions) -> Void in [
      { $0.layers = 0 }, { $0.width = -4 }, { $0.heads = 7 }, { $0.keyValueHeads = 3 },
      { $0.innerWidth = .max }, { $0.vocabulary = .min }, { $0.maxLength = 0 },
    ] {
      guard case .invalidSetting? = try code(change) else {
        Issue.record("impossible dimensions were taken")
        continue
      }
    }
  }

  @Test func withoutATokenizerATextHasATokenForEveryFourBytes() throws {
    var backbone = try preset("bert-base")
    #expect(backbone.tokenize([]).count == 1)
    #expect(backbone.tokenize([1, 2, 3, 4]).count == 2)
    #expect(backbone.tokenize([1, 2, 3, 4, 5]).count == 3)
    let long = backbone.tokenize([UInt8](repeating: 255, count: 10_000))
    #expect(long.count == 512)
    try backbone.validate([long])
    backbone.tokenizer = { $0.map(Int.init) }
    #expect(backbone.tokenize([7, 8]) == [7, 8])
  }

  @Test func activationsOfAShapeTrap() async {
    await #expect(processExitsWith: .failure) {
      let shape = EmbeddedBackbone.Shape(layers: 1, width: 8, heads: 1, maxLength: 8)
      _ = ShapeBackbone(embedded: shape, precision: .fp32)
        .pivotStates(of: [[1]], pivot: .last, pool: WorkerPool(workers: 1))
    }
  }
}
