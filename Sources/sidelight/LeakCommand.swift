import ArgumentParser
import Determinism
import Foundation
import LeakCheck
import Simulation

/// `sidelight leak`: measures leaks apart from any run.
struct LeakCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leak",
    abstract: "Measure how much a channel leaks.",
    discussion: "EXAMPLE\n  sidelight leak estimate train.csv test.csv",
    subcommands: [Estimate.self])

  /// `sidelight leak estimate`.
  struct Estimate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "How much observations tell about secrets, from two tables of both.",
      discussion: """
        Each line of a table is `secret,number,number,...`: a whole number, then what could be \
        observed; a header is optional. Rules that guess the secret are learnt from the first \
        table and scored on the second one, so rows of both must be independent and alike.

        The interval of the Bayes risk holds for every channel, at 95 %. Its high end is what an \
        attacker reaches at least; a low end near zero means that the rows cannot rule out a total \
        leak, which is so wherever observations hardly repeat.

        EXAMPLES
          sidelight leak estimate train.csv test.csv
          sidelight leak estimate train.csv test.csv --json | jq .bayes_risk
        """)

    @Argument(help: "The table to learn from.", completion: .file()) var train: String
    @Argument(help: "The table to score on.", completion: .file()) var test: String
    @Option(help: "Decides which training rows the choice of a rule is made on.")
    var seed: UInt64 = 1
    @Flag(help: "Print JSON.") var json = false

    private struct Report: Encodable {
      struct Interval: Encodable {
        var estimate: Double
        var high: Double
        var low: Double
      }

      var additive: Double
      var bayes_risk: Interval
      var bayes_security: Double
      var estimators: [String: Double]
      var min_entropy_bits: Double
      var multiplicative: Double
      var random_guess: Double
    }

    /// Larger tables are refused: their numbers take four times the memory.
    private static let bytesMax = 1 << 28
    /// The rows that the hint is made from.
    private static let hintRowsMax = 4_000
    /// Not a rule's name: the bound is no rule's error.
    private static let boundName = "nn-bound"

    mutating func run() throws {
      let trainTable = try Self.read(train)
      let testTable = try Self.read(test)
      if trainTable == testTable {
        StandardError.write(
          "warning: both tables hold the same rows; rules that have seen them err too seldom")
      }
      let estimate: LeakageEstimate
      do {
        estimate = try BayesRiskEstimator.estimate(
          train: trainTable, test: testTable, seed: Seed(seed))
      } catch {
        throw Failure(badInput: "\(file(of: error)): error: \(error)")
      }
      guard json else {
        return try StandardOutput.write(text(estimate, trainTable, testTable))
      }
      let risk = estimate.bayesRisk
      var estimators = [Self.boundName: estimate.coverHartBound]
      for item in estimate.errors { estimators[item.rule.rawValue] = item.error }
      try StandardOutput.write(
        json: Report(
          additive: estimate.measures.additive,
          bayes_risk: .init(estimate: risk.estimate, high: risk.high, low: risk.low),
          bayes_security: estimate.measures.bayesSecurity, estimators: estimators,
          min_entropy_bits: estimate.measures.minEntropyBits,
          multiplicative: estimate.measures.multiplicative,
          random_guess: estimate.randomGuess.estimate))
    }

    private static func read(_ path: String) throws -> ObservationTable {
      let bytes = try InputFile.bytes(of: path, limit: bytesMax)
      do throws(ObservationTableError) {
        return try ObservationTable(csv: bytes)
      } catch {
        throw Failure(badInput: "\(path):\(error)")
      }
    }

    /// The table that an error is about.
    private func file(of error: LeakageEstimateError) -> String {
      switch error {
      case .tooFewRows: train
      case .oneSecret(let isTrain): isTrain ? train : test
      case .widths: test
      }
    }

    private func text(
      _ estimate: LeakageEstimate, _ train: ObservationTable, _ test: ObservationTable
    ) -> String {
      let (least, most) = (estimate.measuresLeast, estimate.measuresMost)
      let measures = estimate.measures
      func interval(_ value: IntervalEstimate) -> String {
        Self.decimals(value.estimate, value.low, value.high)
      }
      var lines = [
        "\(train.count) rows to learn from, \(test.count) to score on; \(train.secretCount) "
          + "secrets, \(train.width) number\(train.width == 1 ? "" : "s") an observation",
        "  random guess     \(interval(estimate.randomGuess))  error without an observation",
        "  Bayes risk       \(interval(estimate.bayesRisk))  error of the best attacker",
        "  chosen rule      \(interval(estimate.chosenError))  \(estimate.chosen.rawValue)",
        "  multiplicative   "
          + Self.decimals(measures.multiplicative, least.multiplicative, most.multiplicative),
        "  additive         " + Self.decimals(measures.additive, least.additive, most.additive),
        "  min-entropy bits "
          + Self.decimals(measures.minEntropyBits, least.minEntropyBits, most.minEntropyBits),
        "  Bayes security   "
          + Self.decimals(measures.bayesSecurity, most.bayesSecurity, least.bayesSecurity)
          + "  1 is no leak, 0 a total one",
        "error of each rule",
      ]
      for item in estimate.errors {
        lines.append("  \(TextColumns.left(item.rule.rawValue, 15))  \(Self.decimal(item.error))")
      }
      lines.append(
        "  \(TextColumns.left(Self.boundName, 15))  \(Self.decimal(estimate.coverHartBound))  "
          + "below the Bayes risk as tables grow without limit; no interval")
      let sample = train.sample(of: Self.hintRowsMax, seed: Seed(seed))
      if let nats = MutualInformation.ross(sample) {
        lines.append(
          "hint: mutual information about \(Self.decimal(max(0, nats) / 0.693147180559945309)) "
            + "bits by neighbours of \(sample.count) rows; no interval, no evidence")
      }
      return lines.joined(separator: "\n")
    }

    private static func decimal(_ value: Double) -> String { String(format: "%.4f", value) }

    private static func decimals(_ value: Double, _ low: Double, _ high: Double) -> String {
      "\(decimal(value)) [\(decimal(low)), \(decimal(high))]"
    }
  }
}
