import Adversaries
import LeakCheck
import TestSupport
import Testing
import Wire

/// Attacks on labels against channels whose leak has a closed form.
@Suite struct LabelAttackTests {
  /// Seeds without a leak, in which no attack may raise an alarm.
  private static let quietSeeds: Range<UInt64> = 0..<200

  private static var groupings: [any GroupingAttack.Type] {
    [NormAttack.self, SpectralAttack.self, ClusterAttack.self, GramAttack.self]
  }

  @Test(arguments: [2, 3, 4, 10])
  func clustersAndInnerProductsFindEveryLabelThroughARotation(classes: Int) {
    var channel = PlantedChannel(seed: 1, samples: 1_000, classes: classes)
    #expect(channel.share(ClusterAttack.self) == 1)
    #expect(channel.share(GramAttack.self) == 1)
    channel.rotate()
    #expect(channel.share(ClusterAttack.self) == 1)
    #expect(channel.share(GramAttack.self) == 1)
    #expect(channel.result(ClusterAttack.self).verdict == .leak)
    #expect(channel.result(ClusterAttack.self).evidence.hasPrefix("Verified: "))
  }

  /// Predictions that vary from sample to sample leave the signs of inner products as they are.
  @Test func anInformedHeadDoesNotHideTwoClasses() {
    var channel = PlantedChannel(seed: 2, samples: 1_000, classes: 2, headSpread: 1.5)
    channel.rotate()
    #expect(channel.share(GramAttack.self) == 1)
    #expect(channel.share(ClusterAttack.self) == 1)
    let spectral = SpectralAttack.groups(channel.observations, classes: 2)
    #expect(channel.judge.area(under: spectral.scores) == 1)
    let known = channel.judge.hints(perClass: 1)
    let guesses = DirectionAttack.guesses(channel.observations, known: known)
    #expect(channel.judge.share(guesses, known: known) == 1)
  }

  /// What all deltas have in common says nothing about any of them.
  @Test func aConstantDoesNotHideTheDirectionInWhichDeltasVary() {
    var channel = PlantedChannel(seed: 2, samples: 1_000, classes: 2, headSpread: 1)
    channel.deltas = channel.deltas.map { $0.map { $0 + 3 } }
    #expect(channel.share(SpectralAttack.self) == 1)
  }

  /// ||delta||^2 = 2 (1 - p_y)^2 for two classes: short where the backbone was right.
  @Test func lengthsTellLabelsWhereTheBackboneLeansToOneClass() {
    var channel = PlantedChannel(seed: 3, samples: 1_000, classes: 2)
    #expect(channel.result(NormAttack.self).verdict == .pass, "all lengths are equal")
    channel.deltas = channel.labels.map { $0 == 0 ? [0.2, -0.2] : [-0.8, 0.8] }
    #expect(channel.share(NormAttack.self) == 1)
    let scores = NormAttack.groups(channel.observations, classes: 2).scores
    #expect(channel.judge.area(under: scores) == 1)
  }

  /// Accuracy Phi(1 / (sqrt 2 sigma)) and area Phi(1 / sigma) bound every attacker (n = 4,000).
  @Test(arguments: [(1.0, 0.760, 0.841), (2, 0.638, 0.691), (4, 0.570, 0.599)])
  func noiseHoldsAttacksAtTheClosedForm(deviation: Double, accuracy: Double, area: Double) {
    var channel = PlantedChannel(seed: 4, samples: 4_000, classes: 2)
    channel.addNoise(deviation)
    // Three deviations of a share of 4,000.
    let error = 3 * (accuracy * (1 - accuracy) / 4_000).squareRoot()
    #expect(abs(channel.argmaxShare - accuracy) < error)
    for attack in Self.groupings {
      #expect(channel.share(attack) < accuracy + error, "\(attack.id)")
    }
    let spectral = SpectralAttack.groups(channel.observations, classes: 2)
    #expect((channel.judge.area(under: spectral.scores) ?? 1) < area + 0.02)
  }

  @Test func attacksComeCloseToTheBoundUnderModerateNoise() {
    var channel = PlantedChannel(seed: 5, samples: 4_000, classes: 2)
    channel.addNoise(0.5)
    // Phi(1 / (0.5 sqrt 2)) = 0.921.
    for attack in Self.groupings where attack.id != NormAttack.id {
      #expect(channel.share(attack) > 0.9, "\(attack.id) \(channel.share(attack))")
    }
  }

  @Test(arguments: [(2, 1.0, 0.731), (4, 2.0, 0.711)])
  func randomizedResponseHoldsAttacksAtTheClosedForm(
    classes: Int, epsilon: Double, accuracy: Double
  ) {
    var channel = PlantedChannel(seed: 6, samples: 4_000, classes: classes)
    channel.randomize(epsilon: epsilon)
    let error = 3 * (accuracy * (1 - accuracy) / 4_000).squareRoot()
    #expect(abs(channel.argmaxShare - accuracy) < error)
    for attack in [ClusterAttack.self, GramAttack.self] as [any GroupingAttack.Type] {
      #expect(abs(channel.share(attack) - accuracy) < error, "\(attack.id)")
      let groups = attack.groups(channel.observations, classes: classes).groups
      let judged = channel.judge.score(
        id: attack.id, groups: groups, Judge.Scale(epsilon: epsilon, family: 20))
      #expect(judged.verdict == .pass, "\(judged.evidence)")
    }
  }

  @Test func noAttackRaisesAnAlarmOnNoise() {
    withEvery("seed", in: Self.quietSeeds) { seed in
      var channel = PlantedChannel(seed: seed, samples: 256, classes: 2 + Int(seed % 3))
      channel.replaceByNoise()
      channel.addFeatures(width: 8, strength: 1)
      for attack in Self.groupings { try #require(channel.result(attack).verdict != .leak) }
      let one = channel.judge.hints(perClass: 1)
      let direction = channel.judge.score(
        id: DirectionAttack.id, guesses: DirectionAttack.guesses(channel.observations, known: one),
        known: one, .init(epsilon: nil))
      try #require(direction.verdict != .leak)
      try #require(completion(channel).verdict != .leak)
    }
  }

  /// An attack that saw a secret would still be right where the judge holds other labels.
  @Test func attacksKnowNothingOfTheJudgesLabels() {
    let channel = PlantedChannel(seed: 7, samples: 1_000, classes: 2)
    for attack in Self.groupings {
      #expect(
        attack.groups(channel.observations, classes: 2)
          == attack.groups(channel.observations, classes: 2))
      #expect(channel.result(attack, judge: channel.mistakenJudge).verdict != .leak)
    }
  }

  /// Frames alone decide: two worlds with the same frames and other labels look the same.
  @Test func permutedSecretsChangeNoGuess() {
    let channel = PlantedChannel(seed: 8, samples: 400, classes: 3, headSpread: 1)
    var other = channel
    other.labels = Array(channel.labels.reversed())
    for attack in Self.groupings {
      #expect(
        attack.groups(channel.observations, classes: 3)
          == attack.groups(other.observations, classes: 3))
    }
    let known = channel.judge.hints(perClass: 4)
    let named = DirectionAttack.guesses(channel.observations, known: known)
    #expect(named.count == 400 - known.count, "what was told is no guess")
    for input in CompletionAttack.Input.allCases {
      #expect(
        CompletionAttack.guesses(channel.observations, from: input, known: known, classes: 3)
          == CompletionAttack.guesses(other.observations, from: input, known: known, classes: 3))
    }
  }

  /// Known labels are a fourth of all at most: 8 of 32 are, and 8 of 31 are not.
  @Test func fewLabelsAreKnown() {
    #expect(CompletionAttack.hintCounts(samples: 31, classes: 2) == [1])
    #expect(CompletionAttack.hintCounts(samples: 32, classes: 2) == [1, 4])
    #expect(CompletionAttack.hintCounts(samples: 7, classes: 2) == [])
  }

  private func completion(_ channel: PlantedChannel, epsilon: Double? = nil) -> CheckResult {
    let known = channel.judge.hints(perClass: 16)
    func guesses(_ input: CompletionAttack.Input) -> [SampleKey: Int] {
      CompletionAttack.guesses(
        channel.observations, from: input, known: known, classes: channel.classes)
    }
    return channel.judge.gain(
      id: CompletionAttack.id, of: guesses(.both), over: guesses(.activations), known: known,
      .init(epsilon: epsilon))
  }

  @Test func completionReportsWhatDeltaAddsToActivations() {
    var channel = PlantedChannel(seed: 9, samples: 512, classes: 2)
    channel.addFeatures(width: 8, strength: 1.5)
    let plain = completion(channel)
    #expect(plain.verdict == .leak && plain.estimate == 1)
    // Two classes 1.5 sqrt 2 apart: no features-only attacker is above Phi(1.06) = 0.856.
    #expect((plain.baseline ?? 0) > 0.7 && (plain.baseline ?? 1) < 0.90)
    channel.randomize(epsilon: 2)
    let protected = completion(channel, epsilon: 2)
    #expect((protected.estimate ?? 1) < 0.95)
    #expect(protected.evidence.contains("label.sign tests it"))
  }

  /// E fresh draws of noise act as sigma / sqrt E: 16 of deviation 2 as one of 0.5.
  @Test func averagingOverUploadsWearsFreshNoiseDown() {
    let channel = PlantedChannel(seed: 10, samples: 2_000, classes: 2)
    var sums = channel.deltas.map { $0.map { _ in Float(0) } }
    var first: [[Float]] = []
    var noisy = channel
    for upload in 0..<16 {
      noisy.deltas = channel.deltas
      noisy.addNoise(2)
      if upload == 0 { first = noisy.deltas }
      sums = zip(sums, noisy.deltas).map { zip($0, $1).map(+) }
    }
    let samples = channel.keys.indices.map { index in
      var sample = Observations.Sample(key: channel.keys[index], delta: first[index])
      sample.deltaSum = sums[index]
      (sample.uploads, sample.changes) = (16, 15)
      return sample
    }
    let guesses = AveragingAttack.guesses(Observations(samples))
    #expect(abs(channel.judge.share(guesses, known: [:]) - 0.921) < 0.02)
    #expect(AveragingAttack.guesses(channel.observations).isEmpty)
  }

  @Test func theMarkOfThePublishedTargetIsCounted() {
    var channel = PlantedChannel(seed: 11, samples: 300, classes: 4, headSpread: 1)
    let plain = PositiveEntries(channel.observations)
    #expect(plain.single == 300 && plain.samples == 300 && !plain.isForced)
    channel.replaceByNoise()
    // Four independent signs: 4 / 16.
    #expect(abs(PositiveEntries(channel.observations).single - 75) < 30)
    #expect(PositiveEntries(PlantedChannel(seed: 1, samples: 9, classes: 2).observations).isForced)
    // Rounding on the wire leaves a sum near zero; another sum is no accident of rounding.
    for (entries, isForced) in [([0.6, -0.600_03], true), ([0.6, -0.59], false)]
      as [([Float], Bool)]
    {
      let sample = Observations.Sample(key: channel.keys[0], delta: entries)
      #expect(PositiveEntries(Observations([sample])).isForced == isForced)
    }
  }

  @Test func groupsGetTheNamesThatFitBest() {
    let channel = PlantedChannel(seed: 12, samples: 500, classes: 5)
    var groups: [SampleKey: Int] = [:]
    for (key, label) in zip(channel.keys, channel.labels) { groups[key] = 7 + (label * 3) % 5 }
    let result = channel.judge.score(id: "x.y", groups: groups, .init(epsilon: nil))
    #expect(result.estimate == 1 && result.samples == 500)
    let none = channel.judge.score(id: "x.y", groups: [:], .init(epsilon: nil))
    #expect(none.verdict == .inconclusive)
  }

  @Test func theAreaOfAnOrderWithoutLabelsIsAHalf() {
    let channel = PlantedChannel(seed: 13, samples: 400, classes: 2)
    let flat = Dictionary(uniqueKeysWithValues: channel.keys.map { ($0, 1.0) })
    #expect(channel.judge.area(under: flat) == 0.5)
    var half = flat
    for (key, label) in zip(channel.keys, channel.labels) where label == 1 { half[key] = 0 }
    #expect(channel.judge.area(under: half) == 1)
  }

  @Test func equalActivationsLinkKeys() {
    var channel = PlantedChannel(seed: 14, samples: 50, classes: 2)
    channel.addFeatures(width: 8, strength: 0)
    #expect(LinkageAttack(channel.observations).pairs.isEmpty)
    channel.activations[41] = channel.activations[3]
    channel.activations[20][0] = channel.activations[3][0]
    let linked = LinkageAttack(channel.observations)
    #expect(linked.pairs.count == 1 && linked.pairs[0] == (channel.keys[3], channel.keys[41]))
  }
}
