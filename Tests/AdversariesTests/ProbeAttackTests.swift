import Adversaries
import Determinism
import Layers
import LeakCheck
import PrivateData
import Tensors
import Testing
import Transformers
import Wire

/// Heads fitted behind randomized response, on what was sent or on more.
@Suite struct ProbeAttackTests {
  private static let width = 64

  /// What a device uploads that fits its head on `shareOfTruth` of the true labels.
  private struct Device {
    var judge: Judge
    var observations: Observations
    var knowledge: PublicKnowledge

    init(
      seed: UInt64, classes: Int, epsilon: Double, shareOfTruth: Double, format: ActivationFormat
    ) {
      var stream = Seed(seed).stream("device", ledger: nil)
      let count = 512
      let response = RandomizedResponse(classes: classes, epsilon: epsilon)
      let entry = LabelFormulas.debiased(
        growth: DeterministicMath.exp(epsilon), classes: Double(classes))
      let labels = (0..<count).map { _ in stream.next(below: classes) }
      let sent = labels.map { label in
        stream.nextUnit() < response.keepProbability
          ? label : (label + 1 + stream.next(below: classes - 1)) % classes
      }
      func targets(_ labels: [Int]) -> [[Float]] {
        labels.map { label in
          (0..<classes).map { Float($0 == label ? entry.high : entry.low) }
        }
      }
      let features = labels.map { label in
        var values = stream.normals(width, deviation: 1)
        values[label] += 1
        return values
      }
      let known = zip(labels, sent).map { stream.nextUnit() < shareOfTruth ? $0 : $1 }
      let fitted = ProbeFit.samples
      let weights = ProbeFit.weights(
        features: Array(features.prefix(fitted)), targets: Array(targets(known).prefix(fitted)),
        width: width, classes: classes)
      let keys = labels.map { _ in SampleKey(drawnFrom: &stream) }
      observations = Observations(
        zip(features, targets(sent)).enumerated().map { index, sample in
          let logits = FloatBuffer(
            (0..<classes).map { column in
              sample.0.indices.reduce(0) { $0 + sample.0[$1] * weights[$1 * classes + column] }
            })
          softmaxRows(logits, rows: 1, columns: classes)
          return Observations.Sample(
            key: keys[index],
            delta: LabelFormulas.delta(target: sample.1, prediction: logits.values),
            activations: format.unpack(format.pack(sample.0)))
        })
      judge = Judge(
        records: keys.indices.map { index in
          JudgeRecord(
            key: keys[index].bytes, sample: index, label: Secret(labels[index]),
            tokens: Secret([]), text: Secret([]))
        }, classes: classes)
      knowledge = PublicKnowledge(classes: classes)
      knowledge.format = format
      knowledge.probeEpsilon = epsilon
      knowledge.backbone = EmbeddedBackbone(
        shape: .init(layers: 1, width: width, heads: 4, maxLength: 16), backend: .reference,
        stream: &stream)
    }

    var outcome: ProbeAttack.Outcome? { ProbeAttack.outcome(observations, knowledge) }

    func result(_ outcome: ProbeAttack.Outcome) -> CheckResult {
      judge.score(
        id: ProbeAttack.id, overturned: outcome.overturned.map { ($0.key, $0.sent, $0.guess) },
        epsilon: knowledge.probeEpsilon ?? 0, .init(epsilon: knowledge.probeEpsilon), note: "")
    }
  }

  @Test(arguments: [2, 4, 10], [0.5, 1.0, 2])
  func anHonestHeadIsFittedAgain(classes: Int, epsilon: Double) throws {
    for (seed, format) in [ActivationFormat.fp32, .fp16, .bf16].enumerated() {
      let device = Device(
        seed: UInt64(seed), classes: classes, epsilon: epsilon, shareOfTruth: 0, format: format)
      let outcome = try #require(device.outcome)
      let tolerance = try #require(
        ProbeAttack.tolerance(format.element, epsilon: epsilon, classes: classes))
      #expect(outcome.distance < tolerance / 1.5, "\(format)")
      // Whatever a prediction says beside what was sent, it names no turned label.
      #expect(device.result(outcome).verdict == .inconclusive)
    }
  }

  @Test(arguments: [2, 4], [0.5, 1.0, 2])
  func aHeadFittedOnTrueLabelsGivesThemAway(classes: Int, epsilon: Double) throws {
    let device = Device(
      seed: 9, classes: classes, epsilon: epsilon, shareOfTruth: 1, format: .bf16)
    let outcome = try #require(device.outcome)
    let tolerance = try #require(
      ProbeAttack.tolerance(.bf16, epsilon: epsilon, classes: classes))
    #expect(outcome.distance > tolerance)
    let result = device.result(outcome)
    #expect(result.verdict == .leak && result.evidence.hasPrefix("Verified: "), "\(result)")
    // The posterior of a label that was not sent: the chance of a turn to it.
    let turn = 1 / (DeterministicMath.exp(epsilon) + Double(classes - 1))
    #expect(abs((result.baseline ?? 0) - turn) < 0.05)
  }

  @Test func halfOfTheTruthIsFoundToo() throws {
    let device = Device(seed: 3, classes: 4, epsilon: 1, shareOfTruth: 0.5, format: .fp32)
    #expect(device.result(try #require(device.outcome)).verdict == .leak)
  }

  @Test func whatCannotBeFittedIsNotGuessed() {
    var device = Device(seed: 4, classes: 2, epsilon: 1, shareOfTruth: 0, format: .fp32)
    device.observations = Observations(
      device.observations.samples.map { Observations.Sample(key: $0.key, delta: $0.delta) })
    #expect(device.outcome == nil)
    #expect(ProbeAttack.tolerance(.int8, epsilon: 1, classes: 2) == nil)
    #expect(ProbeAttack.tolerance(.bf16, epsilon: 0.05, classes: 2) == nil, "targets are too wide")
  }
}
