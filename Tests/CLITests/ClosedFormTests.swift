import Foundation
import Testing

/// Whole runs through the program, held against what theory says that the best attacker reaches.
@Suite struct ClosedFormTests {
  /// Deviations of a share that sampling is allowed.
  private static let deviations = 3.5
  /// Training samples of a run behind a mechanism.
  private static let samples = 3_000

  /// The attacks that look at delta alone.
  private static let deltaOnly: Set<String> = [
    "label.sign", "label.norm", "label.direction", "label.spectral", "label.clusters",
    "label.gram", "label.averaging",
  ]

  @Test(arguments: [2, 4, 10, 100])
  func plainPAEGivesEveryLabelAway(classes: Int) throws {
    let folder = try TemporaryFolder()
    let run = try SidelightProcess.run(
      "run", Checkout.root + "/Scenarios/quickstart.yaml", "--no-check", "--out",
      folder.file("run"), "--set", "data.classes=\(classes)")
    #expect(run.exitCode == 0, "\(run)")
    let (report, exitCode) = try Self.check(folder)
    #expect(exitCode == 1)
    let sign = try #require(report.checks.first { $0.id == "label.sign" })
    #expect(sign.estimate == 1 && sign.verdict == "leak" && sign.samples == 512)
  }

  /// K-ary randomized response of balanced labels: e^eps / (e^eps + K - 1).
  @Test(arguments: [2, 4, 10], [1.0, 2.0])
  func randomizedResponseHoldsEveryAttackAtItsClosedForm(classes: Int, epsilon: Double) throws {
    let odds = exp(epsilon)
    try Self.expect(
      odds / (odds + Double(classes) - 1),
      of: "{ kind: embedded, length: 16, train: \(Self.samples), test: 16, classes: \(classes) }",
      behind: "{ randomized-response: { epsilon: \(epsilon) } }")
  }

  /// Noise on the one-hot of two balanced labels: Phi(1 / (sqrt(2) sigma)).
  @Test(arguments: [1.0, 2, 4])
  func noiseHoldsEveryAttackAtItsClosedForm(sigma: Double) throws {
    try Self.expect(
      Self.below(1 / (2.0.squareRoot() * sigma)),
      of: "{ kind: embedded, length: 16, train: \(Self.samples), test: 16, classes: 2 }",
      behind: "{ noise: { sigma: \(sigma) } }")
  }

  /// Noise on the one-hot of K balanced labels: the greatest of K normal numbers is the true one's.
  @Test(arguments: [4, 10])
  func noiseOnManyClassesHoldsEveryAttackAtTheIntegral(classes: Int) throws {
    let (sigma, width) = (1.0, 0.001)
    let points = (-8_000...8_000).map { Double($0) * width }
    let share = points.reduce(0) { sum, z in
      sum + exp(-z * z / 2) * pow(Self.below(z + 1 / sigma), Double(classes - 1))
    }
    try Self.expect(
      share * width / (2 * Double.pi).squareRoot(),
      of: "{ kind: embedded, length: 16, train: \(Self.samples), test: 16, classes: \(classes) }",
      behind: "{ noise: { sigma: \(sigma) } }")
  }

  /// Skewed labels: the sum over y' of the largest prior times channel entry.
  @Test(arguments: [[3, 1], [6, 3, 1]], [1.0, 2.0])
  func randomizedResponseOfSkewedLabelsHasTheGeneralBound(shares: [Int], epsilon: Double) throws {
    let total = Double(shares.reduce(0, +))
    let rest = exp(epsilon) + Double(shares.count) - 1
    let bound = shares.indices.reduce(0.0) { sum, sent in
      let joint = shares.indices.map { label in
        Double(shares[label]) / total * (label == sent ? exp(epsilon) : 1) / rest
      }
      return sum + (joint.max() ?? 0)
    }
    try Self.expect(
      bound, of: Self.skewed, rows: Self.rows(shares), classes: shares.count,
      behind: "{ randomized-response: { epsilon: \(epsilon) } }", isReached: false)
  }

  /// Two labels of shares p and 1 - p behind noise: the threshold moves by the log of their ratio.
  @Test(arguments: [1.0, 2])
  func noiseOnSkewedLabelsHasTheGeneralBound(sigma: Double) throws {
    let share = 0.75
    let half = 1 / (2.0.squareRoot() * sigma)
    let shift = sigma * log(share / (1 - share)) / 2.0.squareRoot()
    try Self.expect(
      share * Self.below(half + shift) + (1 - share) * Self.below(half - shift),
      of: Self.skewed, rows: Self.rows([3, 1]), classes: 2,
      behind: "{ noise: { sigma: \(sigma) } }", isReached: false)
  }

  private static let skewed =
    "{ kind: tsv, path: rows.tsv, train: \(samples), test: 16, classes: CLASSES }"

  /// Texts of one length whose labels have exactly these shares, in an order that mixes them.
  private static func rows(_ shares: [Int]) -> String {
    let cycle = shares.indices.flatMap { [Int](repeating: $0, count: shares[$0]) }
    precondition(samples % cycle.count == 0, "the samples are whole cycles")
    return (0..<samples + 16).map { row in
      let word = ["apple", "birch", "cedar", "daisy"][row / 5 % 4]
      return "\(word) \(String(row + 10_000))\t\(cycle[row * 7 % cycle.count])\n"
    }.joined()
  }

  /// Runs data behind one mechanism and holds the battery against `accuracy`.
  ///
  /// Where `isReached`, the largest entry is the best guess, so `label.sign` comes up to it.
  private static func expect(
    _ accuracy: Double, of data: String, rows: String? = nil, classes: Int = 0,
    behind mechanism: String, isReached: Bool = true
  ) throws {
    let scenario = SmallScenario(
      width: 16, data: data.replacingOccurrences(of: "CLASSES", with: "\(classes)"), epochs: 1,
      protection: "[\(mechanism)]")
    let folder = try TemporaryFolder()
    if let rows { try folder.write(rows, to: "rows.tsv") }
    let file = try folder.write(scenario.text, to: "scenario.yaml")
    let run = try SidelightProcess.run("run", file, "--no-check", "--out", folder.file("run"))
    try #require(run.exitCode == 0, "\(run)")
    let (report, exitCode) = try check(folder)
    #expect(exitCode == 0, "\(report.checks.filter { $0.verdict != "pass" })")
    let attacks = report.checks.filter { deltaOnly.contains($0.id) && $0.estimate != nil }
    #expect(attacks.count >= 6)
    for attack in attacks {
      let error = deviations * (accuracy * (1 - accuracy) / Double(attack.samples)).squareRoot()
      let estimate = try #require(attack.estimate)
      #expect(estimate <= accuracy + error, "\(attack.id): \(attack.evidence)")
      if attack.id == "label.sign", isReached {
        #expect(estimate >= accuracy - error, "\(attack.evidence)")
      }
      // The bound that the checker took, from the shares of the labels as they were drawn.
      let allowed = try number(after: "allows ", in: attack.evidence)
      #expect(abs(allowed - accuracy) < 0.002, "\(attack.evidence)")
    }
    try expectGain(report)
  }

  /// What an attacker gains who also has activations stands beside what he has without delta.
  private static func expectGain(_ report: CheckReport) throws {
    let completion = try #require(report.checks.first { $0.id == "label.completion" })
    let (both, features) = (
      try #require(completion.estimate), try #require(completion.baseline)
    )
    let gain = try number(after: "the gain is ", in: completion.evidence)
    let low = try number(after: "the gain is \(decimal(gain)) [", in: completion.evidence)
    let high = try number(
      after: "the gain is \(decimal(gain)) [\(decimal(low)), ", in: completion.evidence)
    #expect(abs(gain - (both - features)) < 0.0006 && low <= gain && gain <= high)
    #expect(completion.evidence.contains("By delta, activations and both: "))
  }

  private static func check(
    _ folder: TemporaryFolder
  ) throws -> (report: CheckReport, exitCode: Int32) {
    let outcome = try SidelightProcess.run("check", folder.file("run"), "--json")
    return (try CheckReport(outcome.standardOutput), try #require(outcome.exitCode))
  }

  /// The number that follows `words`.
  private static func number(after words: String, in text: String) throws -> Double {
    let start = try #require(text.range(of: words), "\(text)").upperBound
    let digits = text[start...].prefix { $0.isNumber || $0 == "." || $0 == "-" }
    return try #require(Double(digits.hasSuffix(".") ? digits.dropLast() : digits), "\(text)")
  }

  private static func decimal(_ value: Double) -> String {
    String(format: "%.3f", locale: nil, value)
  }

  /// The normal distribution's probability below `value`.
  private static func below(_ value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }
}
