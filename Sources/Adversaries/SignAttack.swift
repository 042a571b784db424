public import Traces
public import Wire

/// Reads the label off delta: onehot(y) - softmax(.) has exactly one positive entry, the label
/// (iDLG, arXiv:2001.02610, for gradients at the logits).
///
/// The guess is the place of the largest entry of a sample's deltas, summed over all its uploads:
/// noise that is drawn anew for each upload would average out. Behind randomized response this is
/// still the best guess from one delta when the largest prior is not far from uniform: it names the
/// label that was sent. The smallest entry is a second guess, for a delta of the opposite sign.
public struct SignAttack {
  /// What the attack learned.
  public struct Outcome: Equatable, Sendable {
    /// Guesses by sample: the largest entry.
    public var guesses: [SampleKey: Int] = [:]
    /// Guesses by sample: the smallest entry.
    public var oppositeGuesses: [SampleKey: Int] = [:]
    /// Deltas with exactly one positive entry: the mark of the published target.
    public var singlePositive = 0

    /// Samples with a guess.
    public var samples: Int { guesses.count }

    /// Share of the deltas with exactly one positive entry; 0 without any.
    public var singlePositiveShare: Double {
      guesses.isEmpty ? 0 : Double(singlePositive) / Double(guesses.count)
    }
  }

  /// `label.sign`.
  public let id = "label.sign"

  private let reader: SampleReader

  /// Makes the attack on clients that `tree` describes.
  public init(_ tree: SchemaTree = .standard) { reader = SampleReader(tree) }

  /// Attacks the frames that `next` gives in order.
  ///
  /// Throws what reading throws.
  public func run(over next: () throws -> TraceFrame?) throws -> Outcome {
    var outcome = Outcome()
    var sums: [SampleKey: [Float]] = [:]
    while let frame = try next() {
      guard frame.direction == .toServer else { continue }
      for sample in reader.samples(in: frame.bytes, kind: frame.kind)
      where !sample.delta.isEmpty {
        guard let earlier = sums[sample.key] else {
          sums[sample.key] = sample.delta
          if sample.delta.count(where: { $0 > 0 }) == 1 { outcome.singlePositive += 1 }
          continue
        }
        sums[sample.key] = zip(earlier, sample.delta).map { $0 + $1 }
      }
    }
    outcome.guesses = sums.mapValues(Self.largest)
    outcome.oppositeGuesses = sums.mapValues { Self.largest($0.map { -$0 }) }
    return outcome
  }

  /// The place of the largest entry; the first of equal ones, and 0 when there is no number.
  static func largest(_ delta: [Float]) -> Int {
    var best = 0
    for index in delta.indices where delta[index] > delta[best] || delta[best].isNaN {
      best = index
    }
    return best
  }
}
