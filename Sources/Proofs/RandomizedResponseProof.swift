internal import Layers

/// P004: K-ary randomized response is eps-label-DP, has Bayes security K / (e^eps + K - 1), and its
/// debiased target has the one-hot as expectation.
///
/// E = e^eps is a real number above 1. Bayes security: Chatzikokolakis et al., arXiv 2011.03396.
enum RandomizedResponseProof {
  /// Classes for which the whole channel is written out.
  static let classes = 2...50

  static let queries: [ProofQuery] =
    // Once for all K, real numbers of at least 2, with the sums over equal classes as products.
    ProofQuery.claim(
      "every K", logic: .nonlinearReal, variables: ["K", "E"],
      assuming: [growth, .atMost(Term(2), Term(named: "K"))],
      violations: Channel(classes: Fraction(named: "K")).everything)
    + classes.flatMap { count -> [ProofQuery] in
      let classes = Fraction(count)
      let channel = Channel(classes: classes)
      let cases = ChannelCases(count)
      // The keep probability of 1 % more e^eps than is declared.
      let generous = Channel(
        classes: classes, keptAt: Fraction(named: "E") * Fraction(Term(101), over: Term(100)))
      return ProofQuery.claim(
        "K=\(count)", logic: .nonlinearReal, variables: ["E"], assuming: [growth],
        violations: channel.probabilities + cases.privacy(channel) + cases.security(channel)
          + cases.expectation(channel))
        + [
          .twin(
            "K=\(count), kept too often: privacy", logic: .nonlinearReal, variables: ["E"],
            assuming: [growth], violations: cases.privacy(generous)),
          .twin(
            "K=\(count), kept too often: security", logic: .nonlinearReal, variables: ["E"],
            assuming: [growth], violations: cases.security(generous)),
          .twin(
            "K=\(count), kept too often: expectation", logic: .nonlinearReal, variables: ["E"],
            assuming: [growth], violations: cases.expectation(generous)),
        ]
    }

  private static let growth = Formula.less(Term(1), Term(named: "E"))
}

/// The channel from a label to its public label, by the device's own formulas.
private struct Channel {
  let growth = Fraction(named: "E")
  let classes: Fraction
  /// The probability that a label stays.
  let keep: Fraction
  /// The probability of each other label.
  let turn: Fraction
  /// The debiased target's entries.
  let high: Fraction
  let low: Fraction

  /// The channel that keeps labels as `keptAt`, or else E, demands.
  init(classes: Fraction, keptAt: Fraction? = nil) {
    self.classes = classes
    keep = LabelFormulas.keepProbability(growth: keptAt ?? growth, classes: classes)
    turn = (Fraction(1) - keep) / (classes - Fraction(1))
    (high, low) = LabelFormulas.debiased(growth: growth, classes: classes)
  }

  /// Violations of: both are probabilities, and keeping is the likelier one.
  var probabilities: [Formula] {
    Violation.ofLess(Fraction(0), turn) + Violation.ofLess(turn, keep)
      + Violation.ofLess(keep, Fraction(1))
  }

  /// Violations of: `security` is the Bayes security K / (E + K - 1).
  func violations(ofSecurity security: Fraction) -> [Formula] {
    Violation.ofEqual(security, classes / (growth + classes - Fraction(1)))
  }

  /// Violations of all that the page claims, for symbolic K.
  var everything: [Formula] {
    let one = Fraction(1)
    let mean = keep * high + (classes - one) * turn * low
    let otherMean = turn * high + keep * low + (classes - Fraction(2)) * turn * low
    return probabilities + Violation.ofEqual(keep + (classes - one) * turn, one)
      + Violation.ofAtMost(keep, growth * turn) + Violation.ofAtMost(turn, growth * keep)
      + violations(ofSecurity: one - (keep - turn))
      + Violation.ofEqual(mean, one) + Violation.ofEqual(otherMean, Fraction(0))
  }
}

/// All labels and outcomes of a channel with `classes` classes, equal cases once.
private struct ChannelCases {
  private let classes: Int

  init(_ classes: Int) { self.classes = classes }

  /// Whether each of two labels stays itself, for one outcome.
  private struct Pair: Hashable {
    var first: Bool
    var second: Bool
  }

  /// For every two labels, how often each pair of cases occurs over all outcomes.
  private func tally(different: Bool) -> Set<[Pair: Int]> {
    var cases: Set<[Pair: Int]> = []
    for first in 0..<classes {
      for second in 0..<classes where !different || first != second {
        var counts: [Pair: Int] = [:]
        for outcome in 0..<classes {
          counts[Pair(first: outcome == first, second: outcome == second), default: 0] += 1
        }
        cases.insert(counts)
      }
    }
    return cases
  }

  /// The cases in a fixed order.
  private static func sorted(_ counts: [Pair: Int]) -> [(pair: Pair, count: Int)] {
    let all = [true, false].flatMap { first in
      [true, false].map { Pair(first: first, second: $0) }
    }
    return all.compactMap { pair in counts[pair].map { (pair, $0) } }
  }

  /// Violations of: P(o | y) <= E P(o | y') for all y, y', o.
  func privacy(_ channel: Channel) -> [Formula] {
    let pairs = tally(different: false).flatMap(\.keys)
    return [true, false].flatMap { first in
      [true, false].flatMap { second -> [Formula] in
        guard pairs.contains(Pair(first: first, second: second)) else { return [] }
        return Violation.ofAtMost(
          first ? channel.keep : channel.turn,
          channel.growth * (second ? channel.keep : channel.turn))
      }
    }
  }

  /// Violations of: one minus the largest total variation is K / (E + K - 1).
  ///
  /// All pairs of different labels have the same one, so it is the largest.
  func security(_ channel: Channel) -> [Formula] {
    let cases = tally(different: true)
    precondition(cases.count == 1, "all pairs of labels look alike")
    return cases.flatMap { counts in
      let distances = Self.sorted(counts).map { pair, count in
        // keep > turn, which `probabilities` claims.
        pair.first == pair.second
          ? Fraction(0) : Fraction(count) * (channel.keep - channel.turn)
      }
      return channel.violations(
        ofSecurity: Fraction(1) - Fraction.sum(distances) / Fraction(2))
    }
  }

  /// Violations of: for all y and c, the sum over o of P(o | y) target(o)[c] is onehot(y)[c].
  func expectation(_ channel: Channel) -> [Formula] {
    [true, false].flatMap { isLabel -> [Formula] in
      // The entry of the label itself pairs it with itself; every other one with another label.
      let cases = tally(different: !isLabel).filter { counts in
        isLabel == (counts[Pair(first: true, second: true)] != nil)
      }
      precondition(cases.count == 1, "all entries of a kind look alike")
      return cases.flatMap { counts in
        let mean = Fraction.sum(
          Self.sorted(counts).map { pair, count in
            Fraction(count) * (pair.first ? channel.keep : channel.turn)
              * (pair.second ? channel.high : channel.low)
          })
        return Violation.ofEqual(mean, Fraction(isLabel ? 1 : 0))
      }
    }
  }
}
