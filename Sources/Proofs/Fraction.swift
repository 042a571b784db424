internal import Layers

/// A quotient of polynomials, so that the device's formulas can be evaluated on symbols.
///
/// Solvers decide polynomials well and divisions badly. So a comparison multiplies both sides by
/// the denominators, and claims by itself that these are positive: a product that is positive has
/// no factor that is zero, so nothing was divided by zero on the way.
struct Fraction: LabelArithmetic {
  var numerator: Term
  var denominator: Term

  /// The quotient of two terms.
  init(_ numerator: Term, over denominator: Term = Term(1)) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// A whole number.
  init(_ value: Int) { self.init(Term(value)) }

  /// A variable.
  init(named name: String) { self.init(Term(named: name)) }

  static func + (left: Fraction, right: Fraction) -> Fraction { combine(left, right, +) }
  static func - (left: Fraction, right: Fraction) -> Fraction { combine(left, right, -) }

  static func * (left: Fraction, right: Fraction) -> Fraction {
    Fraction(left.numerator * right.numerator, over: left.denominator * right.denominator)
  }

  static func / (left: Fraction, right: Fraction) -> Fraction {
    Fraction(left.numerator * right.denominator, over: left.denominator * right.numerator)
  }

  private static func combine(
    _ left: Fraction, _ right: Fraction, _ operation: (Term, Term) -> Term
  ) -> Fraction {
    if left.denominator == right.denominator {
      return Fraction(operation(left.numerator, right.numerator), over: left.denominator)
    }
    return Fraction(
      operation(left.numerator * right.denominator, right.numerator * left.denominator),
      over: left.denominator * right.denominator)
  }

  /// The sum of `fractions`.
  static func sum(_ fractions: [Fraction]) -> Fraction {
    if fractions.allSatisfy({ $0.denominator == Term(1) }) {
      return Fraction(Term.sum(fractions.map(\.numerator)))
    }
    return fractions.reduce(Fraction(0), +)
  }
}
