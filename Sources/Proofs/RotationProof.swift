internal import Layers

/// P005: a secret rotation Q of delta keeps inner products, and these tell which labels are equal.
enum RotationProof {
  /// Classes for which rotations are written out.
  static let rotations = 2...8
  /// Classes for which sums of products are.
  static let classes = 2...50

  static let queries: [ProofQuery] =
    rotations.flatMap(invariance) + [2, 3].flatMap(sameLabel) + signs + classes.flatMap(sums)
    + otherLabel

  /// <Qa, Qb> = <a, b>, in two steps: it is the sum of a_i b_j (Q^T Q)_ij, and Q^T Q = I.
  private static func invariance(_ size: Int) -> [ProofQuery] {
    let indices = Array(0..<size)
    let a = indices.map { Term(named: "a\($0)") }
    let b = indices.map { Term(named: "b\($0)") }
    func q(_ row: Int, _ column: Int) -> Term { Term(named: "q\(row)_\(column)") }
    func g(_ row: Int, _ column: Int) -> Term { Term(named: "g\(row)_\(column)") }
    func names(_ letter: String) -> [String] {
      indices.flatMap { row in indices.map { "\(letter)\(row)_\($0)" } }
    }
    func rotated(_ vector: [Term], _ row: Int) -> Term {
      .sum(indices.map { q(row, $0) * vector[$0] })
    }
    func form(_ gram: (Int, Int) -> Term) -> Term {
      .sum(indices.flatMap { i in indices.map { j in a[i] * b[j] * gram(i, j) } })
    }
    let product = Term.sum(indices.map { rotated(a, $0) * rotated(b, $0) })
    let expanded = form { i, j in .sum(indices.map { q($0, i) * q($0, j) }) }
    let plain = Term.sum(indices.map { a[$0] * b[$0] })
    let vectors = (a + b).map(\.description)
    let orthonormal = indices.flatMap { i in
      indices.map { j in Formula.equal(g(i, j), Term(i == j ? 1 : 0)) }
    }
    let symmetric = indices.flatMap { i in indices.map { Formula.equal(g(i, $0), g($0, i)) } }
    return ProofQuery.claim(
      "K=\(size), expansion", logic: .nonlinearReal, variables: vectors + names("q"), assuming: [],
      violations: [.not(.equal(product, expanded))])
      + ProofQuery.claim(
        "K=\(size), invariance", logic: .nonlinearReal, variables: vectors + names("g"),
        assuming: orthonormal, violations: [.not(.equal(form(g), plain))])
      + [
        .twin(
          "K=\(size), any matrix", logic: .nonlinearReal, variables: vectors + names("g"),
          assuming: symmetric, violations: [.not(.equal(form(g), plain))])
      ]
  }

  /// <delta1, delta2> of labels `first` and `second` over two predictions.
  private static func inner(_ classes: Int, _ first: Int, _ second: Int) -> Fraction {
    let deltas = [("p", first), ("q", second)].map { name, label in
      LabelFormulas.delta(
        target: LabelFormulas.oneHot(label, classes: classes),
        prediction: Simplex(name, classes).entries)
    }
    return Fraction.sum(zip(deltas[0], deltas[1]).map { $0 * $1 })
  }

  private static func predictions(_ classes: Int) -> (names: [String], inside: [Formula]) {
    let (p, q) = (Simplex("p", classes), Simplex("q", classes))
    return (p.names + q.names, p.inside + q.inside)
  }

  /// Equal labels, written out: the inner product is positive.
  private static func sameLabel(_ classes: Int) -> [ProofQuery] {
    let (names, inside) = predictions(classes)
    let violations = (0..<classes).flatMap {
      Violation.ofLess(Fraction(0), inner(classes, $0, $0))
    }
    let closed = Simplex("p", classes).closed + Simplex("q", classes).closed
    return ProofQuery.claim(
      "K=\(classes), same label", logic: .nonlinearReal, variables: names, assuming: inside,
      violations: violations)
      + [
        .twin(
          "K=\(classes), same label, p may be 0 and 1", logic: .nonlinearReal, variables: names,
          assuming: closed, violations: violations)
      ]
  }

  /// Numbers of one sign have a positive product.
  private static let signs: [ProofQuery] = {
    let (d, e, zero) = (Term(named: "d"), Term(named: "e"), Term(0))
    let oneSign = Formula.any([
      .all([.less(zero, d), .less(zero, e)]), .all([.less(d, zero), .less(e, zero)]),
    ])
    let notPositive = [Formula.atMost(d * e, zero)]
    return ProofQuery.claim(
      "one sign", logic: .nonlinearReal, variables: ["d", "e"], assuming: [oneSign],
      violations: notPositive)
      + [
        .twin(
          "any sign", logic: .nonlinearReal, variables: ["d", "e"], assuming: [],
          violations: notPositive)
      ]
  }()

  /// Equal labels for more classes: by P003 the entries of both deltas have the same signs, so each
  /// product in the sum is positive.
  private static func sums(_ classes: Int) -> [ProofQuery] {
    let products = (0..<classes).map { Term(named: "t\($0)") }
    let positive = products.map { Formula.less(Term(0), $0) }
    let violations = [Formula.atMost(.sum(products), Term(0))]
    let names = products.map(\.description)
    return ProofQuery.claim(
      "K=\(classes), sum", logic: .linearReal, variables: names, assuming: positive,
      violations: violations)
      + [
        .twin(
          "K=\(classes), sum with one entry of any sign", logic: .linearReal, variables: names,
          assuming: Array(positive.dropFirst()), violations: violations)
      ]
  }

  /// Different labels: negative with two classes; with three it can be either.
  private static let otherLabel: [ProofQuery] = {
    let (two, three) = (predictions(2), predictions(3))
    return ProofQuery.claim(
      "K=2, different labels", logic: .nonlinearReal, variables: two.names, assuming: two.inside,
      violations: Violation.ofLess(inner(2, 0, 1), Fraction(0))
        + Violation.ofLess(inner(2, 1, 0), Fraction(0)))
      + [
        .twin(
          "K=3, different labels", logic: .nonlinearReal, variables: three.names,
          assuming: three.inside, violations: Violation.ofLess(inner(3, 0, 1), Fraction(0)))
      ]
  }()
}
