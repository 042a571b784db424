import ArgumentParser
import Foundation
import Proofs
import Simulation

/// `sidelight prove`: derives the proofs of `Proofs/` again.
struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Derive the proofs again; exits 0, 1 (refuted) or 3 (could not tell).",
    discussion: """
      Writes the questions of each proof as SMT-LIB, from the program's own formulas and schema, and
      asks every solver that is there: z3 and cvc5 on the search path, or where --z3 and --cvc5 say.
      All must agree. Claims must be unsatisfiable, and their assumptions as well as all planted
      mistakes satisfiable. P002 needs no solver: it runs every secret of a few tiny worlds. P001
      and P007 are shown by tests in a checkout.

      EXAMPLES
        sidelight prove
        sidelight prove P003 P004 --keep questions
        make proofs                # fetches both solvers first, into the build folder
      """)

  @Argument(
    help: "Proofs by number, such as P003; all by default.",
    completion: .list(Proof.all.map(\.id)))
  var proofs: [String] = []

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Option(
    help: "A new or empty folder for the questions and the solvers' answers.",
    completion: .directory)
  var keep: String?

  @Option(help: "The z3 program.", completion: .file())
  var z3: String?

  @Option(help: "The cvc5 program.", completion: .file())
  var cvc5: String?

  @Option(help: "Seconds before a solver is killed, for each file of questions.")
  var timeout = 10

  mutating func validate() throws {
    guard (1...3600).contains(timeout) else {
      throw ValidationError("--timeout must be from 1 to 3600 seconds.")
    }
    for name in proofs where !Proof.all.contains(where: { $0.id == name }) {
      let known = Proof.all.map(\.id).joined(separator: ", ")
      throw ValidationError("Unknown proof \(name); there are \(known).")
    }
  }

  mutating func run() throws {
    let solvers = try [SolverProgram("z3", at: z3), SolverProgram("cvc5", at: cvc5)]
      .compactMap { $0 }
    let temporary = try TemporaryFolder()
    defer { temporary.remove() }
    if let keep { try Self.prepare(keep) }
    let runner = ProofRunner(
      solvers: solvers, folder: keep ?? temporary.path, limit: Double(timeout),
      progress: ProgressLine())
    let asked = Proof.all.filter { proofs.isEmpty || proofs.contains($0.id) }
    let results = try asked.map(runner.run)
    runner.progress.clear()
    if json {
      try StandardOutput.write(json: results)
    } else {
      try StandardOutput.write(results.map(\.text).joined(separator: "\n"))
    }
    // What only tests can show matters to the exit code where it was asked for by name.
    let decisive = results.filter { !proofs.isEmpty || !$0.isShownByTests }
    if decisive.contains(where: { $0.status == .refuted }) { throw ExitCode(ExitStatus.leak) }
    if decisive.contains(where: { $0.status != .proved }) {
      throw ExitCode(ExitStatus.inconclusive)
    }
  }

  /// Makes `folder`, or takes it when it is empty.
  private static func prepare(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      guard try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty else {
        throw Failure(badInput: "\(folder): error: not empty; choose another folder for --keep")
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(badInput: "\(folder): error: cannot make a folder there")
    }
  }
}
