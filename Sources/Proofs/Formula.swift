/// A statement of SMT-LIB, as text.
struct Formula: CustomStringConvertible, Hashable {
  let description: String

  private init(_ description: String) { self.description = description }

  static func equal(_ left: Term, _ right: Term) -> Formula { Formula("(= \(left) \(right))") }
  static func less(_ left: Term, _ right: Term) -> Formula { Formula("(< \(left) \(right))") }
  static func atMost(_ left: Term, _ right: Term) -> Formula { Formula("(<= \(left) \(right))") }
  static func not(_ formula: Formula) -> Formula { Formula("(not \(formula))") }
  static func all(_ formulas: [Formula]) -> Formula { joined("and", formulas) }

  /// One of `formulas` holds; each is written once.
  static func any(_ formulas: [Formula]) -> Formula {
    var seen: Set<Formula> = []
    return joined("or", formulas.filter { seen.insert($0).inserted })
  }

  private static func joined(_ word: String, _ formulas: [Formula]) -> Formula {
    precondition(!formulas.isEmpty, "an empty formula would hold, or fail, in silence")
    return formulas.count == 1
      ? formulas[0] : Formula("(\(word) \(formulas.map(\.description).joined(separator: " ")))")
  }
}
