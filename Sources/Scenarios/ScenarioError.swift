/// A scenario that cannot be used: everything that is wrong with it.
public struct ScenarioError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The problems in the order of the file, those of overrides behind; at least one.
  public let problems: [ScenarioProblem]

  /// Makes an error out of problems in any order.
  public init(_ problems: [ScenarioProblem]) {
    precondition(!problems.isEmpty, "an error must name at least one problem")
    self.problems = problems.enumerated().sorted { left, right in
      let (a, b) = (ScenarioError.place(left.element), ScenarioError.place(right.element))
      return (a.0, a.1, left.offset) < (b.0, b.1, right.offset)
    }.map(\.element)
  }

  /// One line a problem, as `FILE:LINE:COLUMN: error: KEY: what is wrong`.
  public var description: String { problems.map(\.description).joined(separator: "\n") }

  private static func place(_ problem: ScenarioProblem) -> (Int, Int) {
    guard case .file(_, let line, let column) = problem.origin else { return (.max, .max) }
    return (line ?? 0, column ?? 0)
  }
}
