import Adversaries
import Determinism
import Tensors
import Testing
import Transformers
import Wire

/// Attacks on tokens against the embedded backbone with random weights.
@Suite struct TokenAttackTests {
  private static let vocabulary = 200

  private func knowledge(
    layers: Int = 2, width: Int = 64, format: ActivationFormat = .fp32, seed: UInt64 = 5,
    positions: Int = 16
  ) -> PublicKnowledge {
    var stream = Seed(seed).stream("backbone", ledger: nil)
    var knowledge = PublicKnowledge(classes: 2)
    knowledge.backbone = EmbeddedBackbone(
      shape: .init(layers: layers, width: width, heads: 4, maxLength: positions),
      backend: .openBLAS,
      stream: &stream)
    knowledge.format = format
    knowledge.pool = WorkerPool(workers: 2)
    return knowledge
  }

  private func texts(_ count: Int, length: Int, seed: UInt64 = 6) -> [[Int]] {
    var stream = Seed(seed).stream("texts", ledger: nil)
    return (0..<count).map { _ in
      (0..<length).map { _ in stream.next(below: Self.vocabulary) }
    }
  }

  /// What the wire makes of the texts' activations.
  private func samples(
    _ texts: [[Int]], _ knowledge: PublicKnowledge
  ) throws
    -> [Observations.Sample]
  {
    var stream = Seed(7).stream("keys", ledger: nil)
    let format = knowledge.format ?? .fp32
    return try #require(knowledge.activations(of: texts)).map { values in
      Observations.Sample(
        key: SampleKey(drawnFrom: &stream), delta: [],
        activations: format.unpack(format.pack(values)))
    }
  }

  @Test(arguments: [ActivationFormat.fp32, .fp16])
  func thePivotIsReadOffTheFirstLayer(format: ActivationFormat) throws {
    let knowledge = knowledge(format: format)
    let texts = texts(20, length: 5)
    let attack = try #require(PivotAttack(knowledge))
    for (text, sample) in zip(texts, try samples(texts, knowledge)) {
      #expect(attack.explanations(sample, count: 1).first?.token == text.last)
    }
  }

  /// 20 of 20 texts of five of 200 tokens, from one activation each.
  @Test func shortTextsAreComputedFromOneActivation() throws {
    let knowledge = knowledge()
    let texts = texts(20, length: 5)
    let attack = try #require(
      InversionAttack(knowledge, tokens: Array(0..<Self.vocabulary), lengths: 5...5))
    for (text, sample) in zip(texts, try samples(texts, knowledge)) {
      #expect(attack.invert(sample) == .found(text))
    }
  }

  /// The tokenizer's marks are known, and so is nothing else: neither length nor content.
  @Test func textsBetweenMarksAreFoundWithTheirLength() throws {
    let knowledge = knowledge()
    let backbone = try #require(knowledge.backbone)
    let texts = ["a", "no", "yes", "pain"].map { backbone.tokenize(Array($0.utf8)) }
    let attack = try #require(InversionAttack(knowledge))
    for (text, sample) in zip(texts, try samples(texts, knowledge)) {
      #expect(attack.invert(sample) == .found(text))
    }
    let long = [backbone.tokenize(Array("much longer".utf8))]
    let outcome = attack.invert(try samples(long, knowledge)[0])
    #expect(outcome == .outOfReach(length: 13))
  }

  /// Neighbouring positions explain a pivot almost alike; the true length is seldom the likeliest.
  @Test func theLengthNeedNotBeTheLikeliest() throws {
    var found = 0
    for seed in 1...6 as ClosedRange<UInt64> {
      let knowledge = knowledge(seed: seed, positions: 256)
      let backbone = try #require(knowledge.backbone)
      let texts = ["ban", "kin", "lot", "pud"].map { backbone.tokenize(Array($0.utf8)) }
      let attack = try #require(InversionAttack(knowledge))
      for (text, sample) in zip(texts, try samples(texts, knowledge)) {
        let outcome = attack.invert(sample)
        if outcome == .found(text) { found += 1 } else { #expect(outcome == .nothing) }
      }
    }
    #expect(found >= 22, "\(found) of 24")
  }

  @Test func backbonesThatCannotBeInvertedAreRefused() {
    #expect(PivotAttack(knowledge(layers: 1)) == nil)
    var mean = knowledge()
    mean.pivot = .mean
    #expect(PivotAttack(mean) == nil)
    #expect(PivotAttack(PublicKnowledge(classes: 2)) == nil)
  }

  /// Top-1 of 1,000 candidates is 1.000; behind a rotation, by inner products alone.
  @Test func aListGivesTextsAwayEvenBehindARotation() throws {
    let knowledge = knowledge(layers: 4)
    let list = texts(1_000, length: 8)
    let dictionary = try #require(DictionaryAttack(list, knowledge))
    var seen = Array(try samples(list, knowledge).prefix(200))
    func right(_ measure: DictionaryAttack.Measure) -> Int {
      let guesses = dictionary.guesses(seen, by: measure)
      return zip(seen, list).count { guesses[$0.key] == $1 }
    }
    for measure in DictionaryAttack.Measure.allCases { #expect(right(measure) == 200) }
    var stream = Seed(8).stream("rotation", ledger: nil)
    let rotation = randomRotation(64, &stream)
    rotate(&seen, by: rotation)
    #expect(right(.plain) < 10)
    #expect(right(.rotationInvariant) == 200)
  }

  /// Noise ends the look-up by inner products long before the plain one.
  @Test func noiseHidesLessThanItSeems() throws {
    let knowledge = knowledge(layers: 4)
    let list = texts(1_000, length: 8)
    let dictionary = try #require(DictionaryAttack(list, knowledge))
    var seen = Array(try samples(list, knowledge).prefix(200))
    var stream = Seed(10).stream("noise", ledger: nil)
    for place in seen.indices {
      seen[place].activations = seen[place].activations.map { $0 + Float(stream.nextNormal()) }
    }
    func right(_ measure: DictionaryAttack.Measure) -> Int {
      let guesses = dictionary.guesses(seen, by: measure)
      return zip(seen, list).count { guesses[$0.key] == $1 }
    }
    #expect(right(.plain) == 200 && right(.whitened) == 200)
    #expect(right(.rotationInvariant) < 40)
  }

  private func rotate(_ samples: inout [Observations.Sample], by rotation: [[Double]]) {
    let width = rotation.count
    for place in samples.indices {
      let values = samples[place].activations
      samples[place].activations = stride(from: 0, to: values.count, by: width).flatMap {
        turned(Array(values[$0..<$0 + width]), by: rotation)
      }
    }
  }

  /// 18 known texts of four layers are 72 pairs of vectors of 64 numbers: the whole key.
  @Test func knownTextsGiveTheKey() throws {
    let knowledge = knowledge(layers: 4)
    let list = texts(200, length: 8)
    let own = try samples(list, knowledge)
    var seen = own
    var stream = Seed(9).stream("rotation", ledger: nil)
    let rotation = randomRotation(64, &stream)
    rotate(&seen, by: rotation)
    let count = knowledge.textsForKey
    #expect(count == 18)
    let (known, shown) = (
      own.prefix(count).map(\.activations), seen.prefix(count).map(\.activations)
    )
    #expect(ProcrustesAttack.isKeyless(own: known, seen: known))
    #expect(!ProcrustesAttack.isKeyless(own: known, seen: shown))
    let attack = try #require(ProcrustesAttack(own: known, seen: shown, width: 64))
    var worst = 0.0
    for (found, true_) in zip(attack.rotation, rotation.flatMap { $0 }) {
      worst = max(worst, abs(found - true_))
    }
    #expect(worst < 1e-3, "the key is off by \(worst)")
    let dictionary = try #require(DictionaryAttack(list, knowledge))
    var rest = Array(seen.dropFirst(count))
    for place in rest.indices {
      rest[place].activations = attack.turnedBack(rest[place].activations)
    }
    let guesses = dictionary.guesses(rest, by: .plain)
    #expect(zip(rest, list.dropFirst(count)).allSatisfy { guesses[$0.key] == $1 })
  }
}
