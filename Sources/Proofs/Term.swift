/// A polynomial term of SMT-LIB, as text; constants are folded.
struct Term: CustomStringConvertible, Equatable {
  let description: String
  private let constant: Int?

  /// A variable.
  init(named name: String) {
    description = name
    constant = nil
  }

  /// A whole number.
  init(_ value: Int) {
    description = value < 0 ? "(- \(-value))" : "\(value)"
    constant = value
  }

  private init(_ symbol: String, _ terms: [Term]) {
    description = "(\(symbol) \(terms.map(\.description).joined(separator: " ")))"
    constant = nil
  }

  static func + (left: Term, right: Term) -> Term { sum([left, right]) }

  static func - (left: Term, right: Term) -> Term {
    if let a = left.constant, let b = right.constant { return Term(a - b) }
    return right.constant == 0 ? left : Term("-", [left, right])
  }

  static func * (left: Term, right: Term) -> Term {
    switch (left.constant, right.constant) {
    case (let a?, let b?): Term(a * b)
    case (0?, _), (_, 0?): Term(0)
    case (1?, _): right
    case (_, 1?): left
    default: Term("*", [left, right])
    }
  }

  /// The sum of `terms`, flat.
  static func sum(_ terms: [Term]) -> Term {
    let constant = terms.compactMap(\.constant).reduce(0, +)
    var rest = terms.filter { $0.constant == nil }
    if constant != 0 || rest.isEmpty { rest.append(Term(constant)) }
    return rest.count == 1 ? rest[0] : Term("+", rest)
  }

  /// One term where `condition` holds, and another where it does not.
  static func choice(_ condition: Formula, _ yes: Term, _ no: Term) -> Term {
    Term("ite", [Term(named: condition.description), yes, no])
  }

  static func == (left: Term, right: Term) -> Bool { left.description == right.description }
}
