import Determinism
import Layers
import Tensors
import Testing
import Transformers

/// Ladders beside central finite differences, and beside their own counts.
struct LadderNetworkTests {
  private static let lengths = [5, 1, 7]
  private static let labels = [1, 0, 2]
  /// Losses are float32 sums; the bounds are those of the fine-tuning passes.
  private static let relativeError = 0.02
  private static let absoluteError = 5e-3
  private static let step = 3e-3

  /// A ladder with numbers that leave no path at zero, and states for it to read.
  private func problem(
    _ configuration: ModelConfiguration, reduction: Int, pooling: Pivot = .mean
  ) throws -> (LadderNetwork, FloatBuffer) {
    let shape = try #require(
      LadderShape(beside: configuration, reduction: reduction, classes: 3, temperature: 0.5))
    var stream = Seed(3).stream("ladder", ledger: nil)
    let ladder = LadderNetwork(
      shape: shape, pooling: pooling, backend: .openBLAS, stream: &stream)
    for set in ladder.parameters {
      for parameter in set.parameters where !parameter.name.hasSuffix("norm.weight") {
        let values = stream.normals(parameter.count, deviation: 0.3)
        set.values.copy(values, at: parameter.offset)
      }
    }
    let count = (shape.layers + 1) * Self.lengths.reduce(0, +) * shape.width
    return (ladder, FloatBuffer(stream.normals(count, deviation: 1)))
  }

  private static let embedded = EmbeddedBackbone.Shape(
    layers: 3, width: 16, heads: 4, maxLength: 12)

  private func expectGradients(_ ladder: LadderNetwork, _ states: FloatBuffer) {
    func gradient() -> Double {
      ladder.gradient(states: states, lengths: Self.lengths, labels: Self.labels)
    }
    _ = gradient()
    let all = ladder.parameters.map { set in set.parameters.map { set.gradient(of: $0) } }
    for (set, gradients) in zip(ladder.parameters, all) {
      for (parameter, gradient) in zip(set.parameters, gradients) {
        let start = set.values.values(parameter.range)
        let raw = ModelSample.mixed("along " + parameter.name, parameter.count)
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        func loss(_ step: Double) -> Double {
          set.values.copy(
            zip(start, raw).map { Float(Double($0) + step * $1 / length) }, at: parameter.offset)
          defer { set.values.copy(start, at: parameter.offset) }
          return ladder.gradient(states: states, lengths: Self.lengths, labels: Self.labels)
        }
        let slope = (loss(Self.step) - loss(-Self.step)) / (2 * Self.step)
        let want = zip(gradient, raw).reduce(0) { $0 + Double($1.0) * $1.1 / length }
        let size = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(size > 0, "\(parameter.name) is on no path")
        #expect(
          abs(slope - want) <= Self.absoluteError + Self.relativeError * size,
          "\(parameter.name): \(slope) is not \(want)")
      }
    }
  }

  @Test(arguments: Pivot.allCases)
  func gradientsAreThoseOfFiniteDifferences(_ pooling: Pivot) throws {
    let (ladder, states) = try problem(
      ShapeBackbone(embedded: Self.embedded, precision: .fp32).configuration, reduction: 2,
      pooling: pooling)
    expectGradients(ladder, states)
  }

  @Test(arguments: ["bert", "gpt2", "llama-grouped"])
  func gradientsOfFamiliesAreThose(_ name: String) throws {
    try ModelSample.named(name).withModel { source in
      let (ladder, states) = try problem(source.configuration, reduction: 2)
      expectGradients(ladder, states)
    }
  }

  /// With closed gates a rung reads the ladder alone, with open ones the backbone alone.
  @Test func gatesMixBackboneAndLadder() throws {
    let (ladder, states) = try problem(
      ShapeBackbone(embedded: Self.embedded, precision: .fp32).configuration, reduction: 2)
    let maps = ladder.parameters[0]
    let alpha = try #require(maps.named("alpha"))
    let area = Self.lengths.reduce(0, +) * 16
    func outputs(alpha value: Float, changing level: Int?) -> [Float] {
      maps.values.copy([Float](repeating: value, count: alpha.count), at: alpha.offset)
      let changed = FloatBuffer(states.values)
      if let level {
        for index in level * area..<(level + 1) * area { changed[index] += 1 + Float(index % 3) }
      }
      return ladder.outputs(states: changed, lengths: Self.lengths)
    }
    // sigmoid(+-100) is 0 or 1 in float32.
    #expect(outputs(alpha: -50, changing: 2) == outputs(alpha: -50, changing: nil))
    #expect(outputs(alpha: -50, changing: 0) != outputs(alpha: -50, changing: nil))
    #expect(outputs(alpha: 50, changing: 1) == outputs(alpha: 50, changing: nil))
    #expect(outputs(alpha: 50, changing: 3) != outputs(alpha: 50, changing: nil))
  }

  @Test(arguments: [(2, 8, 2), (4, 4, 1), (3, 5, 1), (16, 1, 1)])
  func headsDivideTheNarrowWidth(_ expected: (reduction: Int, width: Int, heads: Int)) throws {
    let configuration = ShapeBackbone(embedded: Self.embedded, precision: .fp32).configuration
    let shape = try #require(
      LadderShape(
        beside: configuration, reduction: expected.reduction, classes: 2, temperature: 0.1))
    #expect(shape.narrow == expected.width && shape.configuration.heads == expected.heads)
    #expect(
      LadderShape(beside: configuration, reduction: 17, classes: 2, temperature: 0.1) == nil)
  }

  @Test(arguments: ["bert", "opt-350m-classifier", "gpt2", "llama-grouped"])
  func arraysAndCountsAreThoseOfTheNetwork(_ name: String) throws {
    try ModelSample.named(name).withModel { source in
      let (ladder, _) = try problem(source.configuration, reduction: 2)
      let arrays = ladder.parameters.flatMap(\.parameters)
      #expect(ladder.shape.arrays.map(\.name) == arrays.map(\.name))
      #expect(ladder.shape.arrays.map(\.shape) == arrays.map(\.shape))
      #expect(ladder.shape.parameterCount == ladder.parameters.reduce(0) { $0 + $1.count })
      #expect(Set(arrays.map(\.name)).count == arrays.count)
    }
  }

  /// Products of a pass: 2 R d d' a map into the ladder, and so on, from the formulas.
  @Test func workIsThatOfTheProducts() throws {
    let shape = try #require(
      LadderShape(
        beside: ShapeBackbone(embedded: Self.embedded, precision: .fp32).configuration,
        reduction: 2, classes: 3, temperature: 0.1))
    let (R, B, d, n, L, C) = (13, 3, 16, 8, 3, 3)
    let pairs = 25 + 1 + 49
    let forward = shape.forwardWork(lengths: Self.lengths)
    let maps = 2 * R * d * n * (L + 1) + 2 * B * n * d + 2 * B * d * C
    #expect(forward.operations(of: .adapter) == UInt64(maps))
    // Projections 3 n^2, output n^2, feed-forward 8 n^2; scores and mixtures 4 T^2 n.
    #expect(forward.matrixOperations == UInt64(maps + L * (2 * R * 12 * n * n + 4 * pairs * n)))
    let training = shape.trainingWork(lengths: Self.lengths)
    let back = 2 * R * d * n * (L + 1) + 2 * (2 * B * n * d + 2 * B * d * C)
    #expect(training.operations(of: .adapterGradient) == UInt64(back))
    #expect(training.operations(of: .weightGradient) == UInt64(L * 2 * R * 12 * n * n))
    #expect(training.operations(of: .dataGradient) == UInt64(L * 2 * R * 12 * n * n))
    #expect(training.operations(of: .optimizer) == UInt64(14 * shape.parameterCount))
  }
}
