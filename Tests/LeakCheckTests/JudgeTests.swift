import Determinism
import LeakCheck
import PrivateData
import Testing
import Wire

@Suite struct JudgeTests {
  /// Records with the labels 0 and 1 in turn, and guesses of which `right` are right.
  private func score(
    right: Int, of total: Int, epsilon: Double?, guessed: Int? = nil
  ) -> CheckResult {
    var stream = Seed(1).stream("keys", ledger: nil)
    var records: [JudgeRecord] = []
    var guesses: [SampleKey: Int] = [:]
    for index in 0..<total {
      let key = SampleKey(drawnFrom: &stream)
      let label = index % 2
      records.append(
        JudgeRecord(
          key: key.bytes, sample: index, label: Secret(label), tokens: Secret([]), text: Secret([]))
      )
      if index < guessed ?? total { guesses[key] = index < right ? label : 1 - label }
    }
    return Judge(records: records, classes: 2).score(
      id: "label.sign", guesses: guesses, .init(epsilon: epsilon))
  }

  @Test func allLabelsRecoveredIsALeak() {
    let result = score(right: 512, of: 512, epsilon: nil)
    #expect(result.verdict == .leak)
    #expect(result.estimate == 1 && result.high == 1 && result.baseline == 0.5)
    #expect(result.evidence.contains("512 of 512 labels guessed right"))
  }

  @Test func randomizedResponseAtItsBoundPassesAndBeyondItLeaks() {
    // epsilon 1, K 2: the bound is 0.731.
    #expect(score(right: 374, of: 512, epsilon: 1).verdict == .pass)
    #expect(score(right: 512, of: 512, epsilon: 1).verdict == .leak)
    #expect(score(right: 256, of: 512, epsilon: nil).verdict == .pass)
  }

  /// Full recovery must never pass, however little the bound leaves to gain.
  @Test(arguments: [2.0, 2.2, 3, 4, 6, 20], [20, 64, 128, 512, 5000])
  func fullRecoveryNeverPasses(epsilon: Double, samples: Int) {
    #expect(score(right: samples, of: samples, epsilon: epsilon).verdict != .pass)
  }

  @Test func aBoundThatTooFewSamplesCannotExceedIsInconclusive() {
    // epsilon 4: 0.982; 512 right guesses of 512 would raise no alarm, so 500 show nothing.
    let result = score(right: 500, of: 512, epsilon: 4)
    #expect(result.verdict == .inconclusive && result.evidence.contains("too few"))
    #expect(score(right: 4910, of: 5000, epsilon: 4).verdict == .pass)
  }

  @Test func alarmsUseTheFamilyWiseLevel() {
    // 570 of 1,000 is beyond a half at 95 %, and not at one in a million.
    let between = score(right: 570, of: 1000, epsilon: nil)
    #expect((between.low ?? 0) > 0.5)
    #expect(between.verdict == .inconclusive)
    #expect(score(right: 590, of: 1000, epsilon: nil).verdict == .leak)
  }

  @Test func fewSamplesAreInconclusive() {
    #expect(score(right: 6, of: 10, epsilon: nil).verdict == .inconclusive)
  }

  @Test func missingGuessesCountAsTheMostFrequentLabel() {
    let result = score(right: 100, of: 200, epsilon: nil, guessed: 100)
    #expect(result.estimate == 0.75)
    #expect(result.evidence.contains("100 samples had no guess"))
    #expect(score(right: 0, of: 200, epsilon: nil, guessed: 0).verdict == .inconclusive)
  }

  /// An attack that is right on 200 samples more and on 20 fewer than the features-only one.
  @Test func theGainIsTheDifferenceWithAnInterval() {
    var (records, guesses, features) = ([JudgeRecord](), [SampleKey: Int](), [SampleKey: Int]())
    var stream = Seed(2).stream("keys", ledger: nil)
    for index in 0..<1_000 {
      let (key, label) = (SampleKey(drawnFrom: &stream), index % 2)
      records.append(
        JudgeRecord(
          key: key.bytes, sample: index, label: Secret(label), tokens: Secret([]), text: Secret([]))
      )
      guesses[key] = index < 980 ? label : 1 - label
      features[key] = index < 200 ? 1 - label : label
    }
    let judge = Judge(records: records, classes: 2)
    let result = judge.gain(
      id: "x.y", of: guesses, over: features, known: [:], .init(epsilon: nil))
    #expect(result.verdict == .leak && result.estimate == 0.98 && result.baseline == 0.8)
    // Clopper-Pearson at 97.5 %: [0.1723, 0.2299] won, [0.0114, 0.0324] lost.
    #expect(result.evidence.contains("the gain is 0.180 [0.140, 0.219]"), "\(result.evidence)")
    let none = judge.gain(
      id: "x.y", of: features, over: features, known: [:], .init(epsilon: nil))
    #expect(none.verdict == .pass && none.evidence.contains("the gain is 0.000"))
    let loss = judge.gain(
      id: "x.y", of: features, over: guesses, known: [:], .init(epsilon: nil))
    #expect(loss.verdict == .pass && loss.evidence.contains("the gain is -0.180 [-0.219, -0.140]"))
  }

  @Test func noRecordsAreInconclusive() {
    let result = Judge(records: [], classes: 2).score(id: "x", guesses: [:], .init(epsilon: nil))
    #expect(result.verdict == .inconclusive)
  }
}
