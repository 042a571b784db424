import LeakCheck
import Testing
import Wire

@Suite struct JudgeTests {
  /// Records with the labels 0 and 1 in turn, and guesses of which `right` are right.
  private func score(
    right: Int, of total: Int, epsilon: Double?, guessed: Int? = nil
  ) -> CheckResult {
    let secrets = PlantedSecrets(alternating: total)
    var guesses = secrets.each(secrets.labels.enumerated().map { $0 < right ? $1 : 1 - $1 })
    for key in secrets.keys.dropFirst(guessed ?? total) { guesses[key] = nil }
    return secrets.judge.score(id: "label.sign", guesses: guesses, .init(epsilon: epsilon))
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

  // epsilon 3: 0.953. 316 of 320 are no alarm, and may be all that half of the rest forbids.
  @Test func closeToCertaintyOnlyHalfOfTheRestPasses() {
    #expect(score(right: 316, of: 320, epsilon: 3).verdict == .inconclusive)
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
    let secrets = PlantedSecrets(alternating: 1_000)
    let guesses = secrets.each(secrets.labels.enumerated().map { $0 < 980 ? $1 : 1 - $1 })
    let features = secrets.each(secrets.labels.enumerated().map { $0 < 200 ? 1 - $1 : $1 })
    let judge = secrets.judge
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
    let known = guesses.filter { features[$0.key] != $0.value }
    let told = judge.gain(
      id: "x.y", of: guesses, over: features, known: known, .init(epsilon: nil))
    #expect(told.samples == 1_000 - known.count && told.verdict == .pass, "labels were told")
  }

  @Test func noRecordsAreInconclusive() {
    let result = Judge(records: [], classes: 2).score(id: "x", guesses: [:], .init(epsilon: nil))
    #expect(result.verdict == .inconclusive)
  }
}
