import Proofs
import Testing

/// What a solver prints, and what follows from it.
@Suite struct PartVerdictTests {
  /// The questions of P003 for two classes, one of each purpose.
  private static let parts: [ProofPart] = {
    guard case .solvers(let queries)? = Proof.all.first(where: { $0.id == "P003" })?.method else {
      return []
    }
    let purposes = ProofQuery.Purpose.allCases
    return ProofPart.parts(
      of: "P003", purposes.compactMap { purpose in queries.first { $0.purpose == purpose } })
  }()

  @Test func everyPurposeIsAPartWithItsExpectedAnswer() {
    #expect(Self.parts.map(\.name) == ["P003.claim", "P003.premises", "P003.twin"])
    #expect(Self.parts.map(\.expected) == [.unsatisfiable, .satisfiable, .satisfiable])
  }

  @Test func questionsAreMadeOfTheDevicesOwnFormulas() {
    #expect(
      Self.parts[0].script
        == """
        ; claim: K=2; expected: unsat
        (set-logic QF_LRA)
        (declare-const p0 Real)
        (declare-const p1 Real)
        (assert (< 0 p0))
        (assert (< 0 p1))
        (assert (= (+ p0 p1) 1))
        (assert (or (<= (- 1 p0) 0) (<= 0 (- 0 p1)) (<= 0 (- 0 p0)) (<= (- 1 p1) 0)))
        (check-sat)

        """)
    #expect(
      Self.parts[1].script
        == """
        ; premises: K=2; expected: sat
        (set-logic QF_LRA)
        (declare-const p0 Real)
        (declare-const p1 Real)
        (assert (< 0 p0))
        (assert (< 0 p1))
        (assert (= (+ p0 p1) 1))
        (check-sat)

        """)
  }

  private func claims(_ id: String) throws -> String {
    let proof = try #require(Proof.all.first { $0.id == id })
    guard case .solvers(let queries) = proof.method else { return "" }
    return ProofPart.parts(of: id, queries)[0].script
  }

  /// Where a formula divides, that the denominator is not positive is a violation of its own.
  @Test func denominatorsAreClaimedToBePositive() throws {
    let script = try claims("P004")
    for denominator in ["(+ E 1)", "(* (+ E 1) (- E 1))"] {
      #expect(script.contains("(<= \(denominator) 0)"))
    }
  }

  /// Seven bits a byte (Protocol Buffers, "Base 128 Varints").
  @Test func lengthsGrowAtPowersOf128() throws {
    let script = try claims("P006")
    for bytes in 1...4 { #expect(script.contains("(ite (< size.Goodbye \(1 << (7 * bytes)))")) }
  }

  @Test(arguments: [
    "", "unsat unsat", "sat\n(error \"x\")", "(error \"x\")", "unsatisfiable", "UNSAT", "timeout",
  ])
  func anythingButOneAnswerAQuestionIsNone(_ output: String) {
    #expect(Self.parts[0].answers(in: output) == nil)
  }

  @Test func answersDecide() {
    func status(_ part: Int, _ output: String) -> ProofStatus {
      PartVerdict(Self.parts[part], Self.parts[part].answers(in: output), silence: "none").status
    }
    #expect(status(0, "unsat\n") == .proved)
    #expect(status(0, "sat\n") == .refuted)
    #expect(status(0, "unknown\n") == .unknown)
    #expect(status(0, "") == .unknown)
    // A contradiction among the assumptions, and a planted mistake that nobody notices.
    #expect(status(1, "unsat") == .refuted)
    #expect(status(2, "unsat") == .refuted)
    #expect(status(2, "sat") == .proved)
  }

  @Test func aRefutationOutweighsADoubtAndNamesItsQuestion() throws {
    let proof = try #require(Proof.all.first { $0.id == "P003" })
    guard case .solvers(let queries) = proof.method else {
      Issue.record("P003 asks solvers")
      return
    }
    let part = ProofPart.parts(of: proof.id, queries)[0]
    #expect(part.names.count == 49)
    var answers = part.names.map { _ in SolverAnswer.unsatisfiable }
    answers[3] = .unknown
    answers[5] = .satisfiable
    let verdict = PartVerdict(part, answers, silence: "")
    #expect(verdict.status == .refuted)
    #expect(verdict.trouble == "P003.claim: K=7 is sat where unsat was expected")
  }
}
