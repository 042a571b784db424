/// What the answers to a part's questions say.
public struct PartVerdict: Sendable {
  /// Whether all answers are the expected ones.
  public let status: ProofStatus
  /// What is wrong; nil where nothing is.
  public let trouble: String?

  /// Judges `answers`; nil stands for a solver that gave none, for the reason `silence`.
  public init(_ part: ProofPart, _ answers: [SolverAnswer]?, silence: String) {
    guard let answers else {
      (status, trouble) = (.unknown, "\(part.name): \(silence)")
      return
    }
    precondition(answers.count == part.names.count, "each question has its answer")
    let wrong = zip(part.names, answers).filter { $0.1 != part.expected }
    let opposite = wrong.first { $0.1 != .unknown }
    guard let first = opposite ?? wrong.first else {
      (status, trouble) = (.proved, nil)
      return
    }
    status = opposite == nil ? .unknown : .refuted
    trouble =
      "\(part.name): \(first.0) is \(first.1.rawValue) where \(part.expected.rawValue) was expected"
  }
}
