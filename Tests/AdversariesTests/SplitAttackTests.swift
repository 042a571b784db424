import Adversaries
import Determinism
import Tensors
import Testing
import Traces
import Transformers
import Wire

/// What crosses a cut, given to those who look for tokens and labels in it.
struct SplitAttackTests {
  private static let backbone: EmbeddedBackbone = {
    var stream = Seed(3).stream("model", ledger: nil)
    return EmbeddedBackbone(
      shape: .init(layers: 3, width: 32, heads: 2, maxLength: 24), backend: .openBLAS,
      stream: &stream)
  }()

  private static func knowledge(cut: Int) -> PublicKnowledge {
    var knowledge = PublicKnowledge(tree: .own(.uSplit), classes: 2)
    knowledge.backbone = backbone
    knowledge.split = SessionShape(
      layers: 3, width: 32, classes: 2, samples: 4, batch: 4, format: .fp32, method: .uSplit,
      tokens: 24, cut: cut)
    return knowledge
  }

  private static func states(_ text: [Int], cut: Int) throws -> [Float] {
    var stream = Seed(0).stream("none", ledger: nil)
    let model = try #require(
      backbone.trainable(by: .frozen, layers: 0..<3, stream: &stream))
    return model.forward([text], through: cut, pool: WorkerPool(workers: 1)).states(cut).values
  }

  @Test(arguments: [1, 2])
  func statesAtACutAreReadPositionByPosition(_ cut: Int) throws {
    let attack = try #require(PositionAttack(Self.knowledge(cut: cut)))
    let text = Self.backbone.tokenize(Array("a private sentence".utf8))
    let sample = Observations.PositionStates(
      key: SampleKey(sequence: 1, row: 0), length: text.count,
      states: try Self.states(text, cut: cut))
    #expect(attack.tokens(of: sample) == text)
    // Noise as large as the states leaves nothing to read.
    var stream = Seed(8).stream("noise", ledger: nil)
    var noisy = sample
    noisy.states = stream.normals(sample.states.count, deviation: 10)
    let guesses = attack.tokens(of: noisy)
    #expect(zip(guesses, text).count { $0 == $1 } < text.count / 2)
  }

  /// Rows are named after batch and row, and only those of the first epoch.
  @Test func observationsJoinStatesAndGradients() throws {
    let knowledge = Self.knowledge(cut: 1)
    let session = try #require(knowledge.split)
    let text = Self.backbone.tokenize(Array("text".utf8))
    let states = try Self.states(text, cut: 1)
    var messages: [DeviceMessage] = [.hello(session)]
    for sequence in 1...2 {
      messages.append(
        .cut(
          CutBatch(
            sequence: sequence, lengths: [Int](repeating: text.count, count: 4),
            states: (0..<4).flatMap { _ in states }, labels: nil)))
      messages.append(
        .featureGradient(
          BatchRows(sequence: sequence, values: (0..<128).map { Float($0 + sequence) })))
    }
    var frames = messages.map { message in
      let bytes = message.frame(in: session, withValues: true).bytes
      return (bytes, MessageKind.code(of: bytes, fromDevice: true))
    }
    let observations = try Observations(knowledge) {
      guard !frames.isEmpty else { return nil }
      let (bytes, kind) = frames.removeFirst()
      return .init(time: .zero, direction: .toServer, flow: 1, kind: kind, bytes: bytes)
    }
    #expect(observations.samples.map(\.key) == (0..<4).map { SampleKey(sequence: 1, row: $0) })
    #expect(observations.samples[1].delta == (32..<64).map { Float($0 + 1) })
    #expect(observations.positionStates.map(\.length) == [Int](repeating: text.count, count: 4))
    #expect(observations.positionStates[3].states == states)
  }

  /// The gradient of pooled features is W^T (softmax - onehot) / N: of two classes, one direction
  /// with the label's sign.
  @Test func gradientsOfFeaturesPartTwoClasses() throws {
    var stream = Seed(6).stream("head", ledger: nil)
    let weights = (0..<2).map { _ in stream.normals(16, deviation: 0.1) }
    let labels = (0..<120).map { _ in stream.next(below: 2) }
    let samples = labels.enumerated().map { index, label in
      let sure = Float(0.05 + 0.9 * stream.nextUnit())
      let errors: [Float] = label == 0 ? [sure - 1, 1 - sure] : [sure, -sure]
      let row = (0..<16).map { weights[0][$0] * errors[0] + weights[1][$0] * errors[1] }
      return Observations.Sample(key: SampleKey(sequence: 1, row: index), delta: row)
    }
    let observations = Observations(samples)
    for attack in [SpectralAttack.self, ClusterAttack.self, GramAttack.self]
      as [any GroupingAttack.Type]
    {
      let groups = attack.groups(observations, classes: 2).groups
      let right = labels.indices.count { groups[samples[$0].key] == labels[$0] }
      #expect(right == 0 || right == labels.count, "\(attack.id)")
    }
  }
}
