/// What would break a comparison of fractions: its opposite, or a denominator that is not positive.
enum Violation {
  static func ofEqual(_ left: Fraction, _ right: Fraction) -> [Formula] {
    of(left, right) { .not(.equal($0, $1)) }
  }

  static func ofLess(_ left: Fraction, _ right: Fraction) -> [Formula] {
    of(left, right) { .atMost($1, $0) }
  }

  static func ofAtMost(_ left: Fraction, _ right: Fraction) -> [Formula] {
    of(left, right) { .less($1, $0) }
  }

  private static func of(
    _ left: Fraction, _ right: Fraction, _ opposite: (Term, Term) -> Formula
  ) -> [Formula] {
    let denominators = [left.denominator, right.denominator].filter { $0 != Term(1) }
    return [opposite(left.numerator * right.denominator, right.numerator * left.denominator)]
      + denominators.map { .atMost($0, Term(0)) }
  }
}
