import Foundation
import Proofs

/// Carries out proofs, by solvers or by enumeration.
struct ProofRunner {
  let solvers: [SolverProgram]
  let folder: String
  let limit: Double
  let progress: ProgressLine

  /// Derives `proof` again, as far as this machine can.
  ///
  /// - Throws: where the folder cannot be written to.
  func run(_ proof: Proof) throws -> ProofResult {
    progress.show(proof.id)
    switch proof.method {
    case .tests(let command):
      return ProofResult(
        proof, .unknown, trouble: "shown by tests in a checkout: \(command)", isShownByTests: true)
    case .enumeration(let worlds):
      let clock = WallClock()
      let report = try MetadataEnumeration(folder: folder).prove(worlds) { index in
        progress.show("\(proof.id), tiny worlds", done: index, total: worlds.count)
      }
      return ProofResult(
        proof, report.status, trouble: report.trouble,
        evidence:
          "\(report.runs) runs of \(worlds.count) tiny worlds, \(report.twins) planted leaks",
        shownBy: [.init(name: "enumeration", seconds: clock.seconds)],
        twins: report.missed == 0 ? .proved : .refuted)
    case .solvers(let queries): return try ask(proof, ProofPart.parts(of: proof.id, queries))
    }
  }

  private func ask(_ proof: Proof, _ parts: [ProofPart]) throws -> ProofResult {
    guard !solvers.isEmpty else {
      return ProofResult(
        proof, .unknown, trouble: "neither z3 nor cvc5 was found; try: make proofs")
    }
    var verdicts: [PartVerdict] = []
    var twins: [ProofStatus] = []
    let shownBy = try solvers.map { solver in
      var seconds = 0.0
      for part in parts {
        let outcome = try solver.ask(part, in: folder, limit: limit)
        seconds += outcome.seconds
        let verdict = PartVerdict(part, outcome.answers, silence: outcome.silence)
        verdicts.append(verdict)
        if part.purpose == .twin { twins.append(verdict.status) }
      }
      return ProofResult.Means(name: solver.name, seconds: seconds)
    }
    let status = ProofStatus(all: verdicts.map(\.status))
    let counts = parts.map { "\($0.names.count) \($0.purpose.plural)" }
    return ProofResult(
      proof, status, trouble: verdicts.first { $0.status == status }?.trouble,
      evidence: counts.joined(separator: ", "), shownBy: shownBy, twins: ProofStatus(all: twins))
  }
}

/// What became of one proof.
struct ProofResult: Encodable {
  /// What carried it out.
  struct Means: Encodable {
    /// `z3`, `cvc5` or `enumeration`.
    var name: String
    /// Wall time.
    var seconds: Double
  }

  let proof: String
  let title: String
  let status: ProofStatus
  /// Whether every planted mistake was noticed; nil where nobody could tell.
  let twins: Bool?
  let evidence: String?
  let trouble: String?
  let shownBy: [Means]
  let isShownByTests: Bool

  init(
    _ proof: Proof, _ status: ProofStatus, trouble: String?, evidence: String? = nil,
    shownBy: [Means] = [], twins: ProofStatus = .unknown, isShownByTests: Bool = false
  ) {
    self.proof = proof.id
    title = proof.title
    self.status = status
    self.twins = twins == .unknown ? nil : twins == .proved
    self.evidence = evidence
    self.trouble = trouble
    self.shownBy = shownBy
    self.isShownByTests = isShownByTests
  }

  private enum CodingKeys: String, CodingKey {
    case proof, title, status, twins, evidence, trouble
    case shownBy = "shown_by"
  }

  /// One line, and a second one where something is wrong.
  var text: String {
    let word = isShownByTests ? "by tests" : status.rawValue
    var line = "\(proof)  \(TextColumns.left(word, 8))  \(title)"
    if status == .proved {
      let means = shownBy.map { "\($0.name) \(Self.tenths($0.seconds)) s" }
      line += ": \(([evidence].compactMap { $0 } + means).joined(separator: ", "))"
    }
    return trouble.map { "\(line)\n      \($0)" } ?? line
  }

  private static func tenths(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension ProofQuery.Purpose {
  /// How several of them are called.
  fileprivate var plural: String {
    switch self {
    case .claim: "claims"
    case .premises: "sets of assumptions"
    case .twin: "planted mistakes"
    }
  }
}
