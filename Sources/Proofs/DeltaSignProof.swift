internal import Layers

/// P003: delta = onehot(y) - p has one positive entry, the label, for every p with p_i > 0 and
/// sum 1.
enum DeltaSignProof {
  /// Classes for which it is proved.
  static let classes = 2...50

  static let queries: [ProofQuery] = classes.flatMap { classes -> [ProofQuery] in
    let simplex = Simplex("p", classes)
    func violations(_ target: (Int) -> [Fraction], labels: [Int]) -> [Formula] {
      labels.flatMap { label in
        LabelFormulas.delta(target: target(label), prediction: simplex.entries)
          .enumerated().flatMap { index, entry in
            index == label
              ? Violation.ofLess(Fraction(0), entry) : Violation.ofLess(entry, Fraction(0))
          }
      }
    }
    let oneHot: (Int) -> [Fraction] = { LabelFormulas.oneHot($0, classes: classes) }
    // Under randomized response at e^eps = 3 the target is that of another label, 0.
    let debiased = LabelFormulas.debiased(growth: Fraction(3), classes: Fraction(classes))
    let randomized: (Int) -> [Fraction] = { _ in
      (0..<classes).map { $0 == 0 ? debiased.high : debiased.low }
    }
    return ProofQuery.claim(
      "K=\(classes)", logic: .linearReal, variables: simplex.names, assuming: simplex.inside,
      violations: violations(oneHot, labels: Array(0..<classes)))
      + [
        .twin(
          "K=\(classes), p may be 0 and 1", logic: .linearReal, variables: simplex.names,
          assuming: simplex.closed, violations: violations(oneHot, labels: Array(0..<classes))),
        .twin(
          "K=\(classes), randomized label", logic: .linearReal, variables: simplex.names,
          assuming: simplex.inside, violations: violations(randomized, labels: [1])),
      ]
  }
}
