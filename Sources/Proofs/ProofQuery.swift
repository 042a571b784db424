/// One question to a solver, with the answer that a sound proof needs.
public struct ProofQuery: Sendable {
  /// Why a question is asked.
  public enum Purpose: String, CaseIterable, Sendable {
    /// Can the claim fail? It must not.
    case claim
    /// Can the claim's assumptions hold? They must, or it says nothing.
    case premises
    /// Can a statement fail that differs from the claim in one planted mistake? It must.
    case twin

    /// The answer that a sound proof needs.
    public var expected: SolverAnswer { self == .claim ? .unsatisfiable : .satisfiable }
  }

  /// Sorts of variables.
  enum Sort: String, Sendable {
    case real = "Real"
    case integer = "Int"
  }

  /// What it is about, such as `K=7`.
  public let name: String
  /// Why it is asked.
  public let purpose: Purpose
  private let logic: String
  private let sort: Sort
  private let variables: [String]
  private let assertions: [Formula]

  private init(
    _ name: String, _ purpose: Purpose, logic: String, sort: Sort, variables: [String],
    assertions: [Formula]
  ) {
    self.name = name
    self.purpose = purpose
    self.logic = logic
    self.sort = sort
    self.variables = variables
    self.assertions = assertions
  }

  /// A claim, that no violation is possible, together with the question whether its assumptions
  /// are.
  static func claim(
    _ name: String, logic: Logic, variables: [String], assuming assumptions: [Formula],
    violations: [Formula]
  ) -> [ProofQuery] {
    [
      ProofQuery(
        name, .claim, logic: logic.rawValue, sort: logic.sort, variables: variables,
        assertions: assumptions + [.any(violations)]),
      ProofQuery(
        name, .premises, logic: logic.rawValue, sort: logic.sort, variables: variables,
        assertions: assumptions),
    ]
  }

  /// A planted mistake, whose violation is possible.
  static func twin(
    _ name: String, logic: Logic, variables: [String], assuming assumptions: [Formula],
    violations: [Formula]
  ) -> ProofQuery {
    ProofQuery(
      name, .twin, logic: logic.rawValue, sort: logic.sort, variables: variables,
      assertions: assumptions + [.any(violations)])
  }

  /// The logics in use.
  enum Logic: String {
    case linearReal = "QF_LRA"
    case nonlinearReal = "QF_NRA"
    case linearInteger = "QF_LIA"

    var sort: Sort { self == .linearInteger ? .integer : .real }
  }

  /// SMT-LIB 2.6 that asks this question and nothing else.
  var script: String {
    let lines =
      ["; \(purpose.rawValue): \(name); expected: \(purpose.expected.rawValue)"]
      + ["(set-logic \(logic))"]
      + variables.map { "(declare-const \($0) \(sort.rawValue))" }
      + assertions.map { "(assert \($0))" } + ["(check-sat)"]
    return lines.joined(separator: "\n") + "\n"
  }
}
