internal import Determinism
internal import Layers
internal import Tensors
internal import Transformers
public import Wire

/// Looks behind the public target in delta for a head that was fitted on true labels.
///
/// Behind randomized response delta is target(y') - y_b, and y' is its largest entry, so anyone has
/// y_b. A probe fitted on the labels that were sent is one that anyone can fit again from what was
/// uploaded. Where y_b is another, `TurnedLabels` finds which other labels explain it.
public enum ProbeAttack {
  /// `label.probe`.
  public static let id = "label.probe"
  private static let largestTolerance = 0.5
  /// Keeps the regression of logits solvable where there are fewer samples than features.
  private static let driftRidge = 1e-3

  /// A sample whose label is said not to be the one that was sent.
  public struct Overturned: Equatable, Sendable {
    /// The sample.
    public var key: SampleKey
    /// The label in delta, y'.
    public var sent: Int
    /// The label that the head leans to.
    public var guess: Int
  }

  /// What the head tells.
  public struct Outcome: Sendable {
    /// The largest distance between the entries of y_b and those of the fitted head, over all
    /// samples.
    public let distance: Double
    private let explain: @Sendable () -> [Overturned]

    fileprivate init(distance: Double, explain: @escaping @Sendable () -> [Overturned]) {
      self.distance = distance
      self.explain = explain
    }

    /// The samples that explain the difference best if their labels were turned: as many as
    /// randomized response turns on average, the likeliest first.
    ///
    /// Found anew at every call, at the cost of `TurnedLabels`: worth it beyond the tolerance only.
    public var overturned: [Overturned] { explain() }
  }

  /// The distance that rounding on the wire explains; nil where it hides too much.
  ///
  /// It grows with the width of the targets, (e^eps + K - 1) / (e^eps - 1). Twice and more what
  /// honest heads of width 64 to 384 show.
  public static func tolerance(
    _ element: ActivationFormat.Element, epsilon: Double, classes: Int
  ) -> Double? {
    let rounding: Double? =
      switch element {
      case .fp32: 1e-4
      case .fp16: 0.005
      case .bf16: 0.03
      case .int8, .int4: nil
      }
    let entry = targetEntries(epsilon: epsilon, classes: classes)
    return rounding.map { $0 * (entry.high - entry.low) }.flatMap {
      $0 < largestTolerance ? $0 : nil
    }
  }

  /// Fits the head again; nil where nobody says that there is one, or samples lack what it takes.
  public static func outcome(
    _ observations: Observations, _ knowledge: PublicKnowledge
  ) -> Outcome? {
    guard let epsilon = knowledge.probeEpsilon, let width = knowledge.backbone?.width else {
      return nil
    }
    let classes = knowledge.classes
    let samples = observations.samples.prefix {
      !$0.delta.isEmpty && $0.activations.count >= width
    }
    let fitted = min(ProbeFit.samples, observations.samples.count)
    guard fitted > 0, samples.count >= fitted else { return nil }
    let entry = targetEntries(epsilon: epsilon, classes: classes)
    let sent = samples.map { SignAttack.largest($0.delta) }
    let targets = sent.map { label in
      (0..<classes).map { Float($0 == label ? entry.high : entry.low) }
    }
    let features = samples.map { Array($0.activations.suffix(width)) }
    let refitted = ProbeFit.weights(
      features: Array(features.prefix(fitted)), targets: Array(targets.prefix(fitted)),
      width: width, classes: classes)
    let expected = predictions(features, refitted, width: width, classes: classes)
    let seen = zip(targets, samples).map { target, sample in
      LabelFormulas.delta(target: target, prediction: sample.delta)
    }
    let distance = zip(seen.joined(), expected.joined()).reduce(0) {
      max($0, ($1.0 - $1.1).magnitude)
    }
    return Outcome(distance: Double(distance)) {
      let drift = RidgeRegression.weights(
        features: features, targets: zip(seen, expected).map { zip(logits($0), logits($1)).map(-) },
        width: width, classes: classes, ridge: driftRidge)
      let turned = TurnedLabels(
        features: features.prefix(fitted).map(doubles), sent: Array(sent.prefix(fitted)),
        drift: drift, gap: entry.high - entry.low, classes: classes)
      let kept = LabelFormulas.keepProbability(
        growth: DeterministicMath.exp(epsilon), classes: Double(classes))
      let count = max(1, Int((Double(fitted) * (1 - kept)).rounded()))
      return turned.likeliest(count).map { place, guess in
        Overturned(key: samples[place].key, sent: sent[place], guess: guess)
      }
    }
  }

  /// The entries of the unbiased one-hot.
  private static func targetEntries(
    epsilon: Double, classes: Int
  ) -> (high: Double, low: Double) {
    LabelFormulas.debiased(growth: DeterministicMath.exp(epsilon), classes: Double(classes))
  }

  /// Logits of a prediction about their mean; entries that round to zero count as a thousandth.
  private static func logits(_ prediction: [Float]) -> [Double] {
    let logs = prediction.map { DeterministicMath.log(max(Double($0), 0.001)) }
    let mean = logs.reduce(0, +) / Double(logs.count)
    return logs.map { $0 - mean }
  }

  /// softmax(A_L H), [N, C].
  private static func predictions(
    _ features: [[Float]], _ weights: [Float], width: Int, classes: Int
  ) -> [[Float]] {
    let output = FloatBuffer(
      features.flatMap { row in
        (0..<classes).map { column in
          Float(
            row.indices.reduce(0.0) {
              $0 + Double(row[$1]) * Double(weights[$1 * classes + column])
            })
        }
      })
    softmaxRows(output, rows: features.count, columns: classes)
    return features.indices.map { output.values($0 * classes..<($0 + 1) * classes) }
  }
}
