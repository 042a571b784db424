/// Questions of one purpose, which a solver answers in one go, in order.
public struct ProofPart: Sendable {
  /// Its name, such as `P003.twin`.
  public let name: String
  /// Why its questions are asked.
  public let purpose: ProofQuery.Purpose
  /// The answer that each question needs.
  public var expected: SolverAnswer { purpose.expected }
  /// The questions' names.
  public let names: [String]
  /// SMT-LIB 2.6 with one `check-sat` a question.
  public let script: String

  /// The parts of proof `id`.
  public static func parts(of id: String, _ queries: [ProofQuery]) -> [ProofPart] {
    ProofQuery.Purpose.allCases.map { purpose in
      let own = queries.filter { $0.purpose == purpose }
      precondition(!own.isEmpty, "a proof has claims, premises and twins")
      return ProofPart(
        name: "\(id).\(purpose.rawValue)", purpose: purpose, names: own.map(\.name),
        script: own.map(\.script).joined(separator: "(reset)\n"))
    }
  }

  /// Reads what a solver printed: one answer a question, and nothing else.
  ///
  /// Nil where it is anything else.
  public func answers(in output: String) -> [SolverAnswer]? {
    let words = output.split(whereSeparator: \.isWhitespace).map(String.init)
    let answers = words.compactMap(SolverAnswer.init)
    return answers.count == words.count && answers.count == names.count ? answers : nil
  }
}
