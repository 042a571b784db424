/// What a solver says.
public enum SolverAnswer: String, Sendable {
  /// No values satisfy the assertions.
  case unsatisfiable = "unsat"
  /// Some do.
  case satisfiable = "sat"
  /// The solver does not know.
  case unknown
}
