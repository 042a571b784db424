public import Wire

/// Completes labels from a few known ones: a regularised logistic regression on what the server
/// holds of each sample (Fu et al., USENIX Security 2022, "model completion").
///
/// On activations alone it is the features-only attacker; what delta adds is the leak of delta.
public enum CompletionAttack {
  /// `label.completion`.
  public static let id = "label.completion"
  /// Known labels of each class, from few to many.
  private static let hintCounts = [1, 4, 16, 64]
  /// The number that decides: an attacker knows few labels, and with many of them a classifier on
  /// activations alone leaves nothing to gain.
  public static let decidingCount = 4
  /// Most multiplications of one round of fitting: rows^2 x classes.
  private static let workMax = 1 << 21

  /// The numbers of known labels a class that `samples` leave room for: a fourth at most.
  public static func hintCounts(samples: Int, classes: Int) -> [Int] {
    hintCounts.filter { count in
      let rows = count * classes
      return rows <= samples / 4 && rows * rows <= workMax / classes
    }
  }

  /// What the attack looks at.
  public enum Input: String, CaseIterable, Sendable {
    /// The prediction difference.
    case delta
    /// The activations.
    case activations
    /// Both.
    case both
  }

  /// Guesses for all samples that have `input`, but for those whose label is `known`.
  public static func guesses(
    _ observations: Observations, from input: Input, known: [SampleKey: Int], classes: Int
  ) -> [SampleKey: Int] {
    let samples = observations.samples.filter {
      (input == .activations || !$0.delta.isEmpty) && (input == .delta || !$0.activations.isEmpty)
    }
    let columns = FeatureColumns(samples, input)
    let hints = samples.filter { known[$0.key] != nil }
    let model = LogisticRegression(
      hints.map { columns.row($0) }, labels: hints.compactMap { known[$0.key] }, classes: classes)
    var guesses: [SampleKey: Int] = [:]
    for sample in samples where known[sample.key] == nil {
      guesses[sample.key] = model.guess(columns.row(sample))
    }
    return guesses
  }
}

/// Columns moved to mean zero, scaled to deviation one, and each block to a length of about one, so
/// that many activations do not drown a short delta.
private struct FeatureColumns {
  private let input: CompletionAttack.Input
  private var means: [Double] = []
  private var factors: [Double] = []

  init(_ samples: [Observations.Sample], _ input: CompletionAttack.Input) {
    self.input = input
    guard let first = samples.first else { return }
    let width = Self.raw(first, input).count
    var (sums, squares) = (
      [Double](repeating: 0, count: width), [Double](repeating: 0, count: width)
    )
    means = sums
    let rows = Double(samples.count)
    for sample in samples {
      for (column, value) in Self.raw(sample, input).enumerated() { sums[column] += Double(value) }
    }
    for column in 0..<width { means[column] = sums[column] / rows }
    for sample in samples {
      for (column, value) in Self.raw(sample, input).enumerated() {
        let difference = Double(value) - means[column]
        squares[column] += difference * difference
      }
    }
    let short = input == .activations ? 0 : first.delta.count
    factors = (0..<width).map { column in
      let block = column < short ? short : width - short
      let deviation = (squares[column] / rows).squareRoot()
      return deviation > 0 ? 1 / deviation / Double(block).squareRoot() : 0
    }
  }

  /// The scaled numbers of one sample.
  func row(_ sample: Observations.Sample) -> [Double] {
    var row = doubles(Self.raw(sample, input))
    for column in row.indices { row[column] = (row[column] - means[column]) * factors[column] }
    return row
  }

  private static func raw(
    _ sample: Observations.Sample, _ input: CompletionAttack.Input
  ) -> [Float] {
    switch input {
    case .delta: sample.delta
    case .activations: sample.activations
    case .both: sample.delta + sample.activations
    }
  }
}
