/// What is known of a softmax: positive entries whose sum is one.
struct Simplex {
  let names: [String]

  /// `classes` entries called `name`0, `name`1 and so on.
  init(_ name: String, _ classes: Int) { names = (0..<classes).map { "\(name)\($0)" } }

  var entries: [Fraction] { names.map { Fraction(named: $0) } }

  private var terms: [Term] { names.map { Term(named: $0) } }
  private var isNormal: Formula { .equal(.sum(terms), Term(1)) }

  /// The open simplex.
  var inside: [Formula] { terms.map { .less(Term(0), $0) } + [isNormal] }

  /// The simplex with its border.
  var closed: [Formula] { terms.map { .atMost(Term(0), $0) } + [isNormal] }
}
