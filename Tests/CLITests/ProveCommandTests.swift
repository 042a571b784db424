import Foundation
import Testing

/// `sidelight prove`, mostly with solvers that are not what they seem.
@Suite struct ProveCommandTests {
  /// Where `make proofs` puts its solvers.
  private static let fetched = Checkout.root + "/.build/solvers/bin"

  /// A solver on the search path, or one that `make proofs` fetched; nil where there is none.
  private static func solver(_ name: String) -> String? {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return (path.map(String.init) + [fetched]).map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static let solvers = ["z3", "cvc5"].flatMap { name in
    solver(name).map { ["--\(name)", $0] } ?? []
  }

  /// Seconds that no solver here needs, however busy the machine is; the last such option counts.
  private static let patience = ["--timeout", "60"]

  /// Runs `prove` with a shell script for z3 and no other solver.
  private func prove(_ script: String, _ arguments: [String]) throws -> SidelightProcess.Outcome {
    let folder = try TemporaryFolder()
    let program = try folder.write("#!/bin/sh\n\(script)\n", to: "solver")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let words = (["--z3", program] + Self.patience + arguments).joined(separator: " ")
    return try SidelightProcess.run(shell: "PATH=/usr/bin:/bin \"$0\" prove \(words)")
  }

  /// Prints the expected answer of every question in a file.
  private static let honest =
    #"sed -n 's/^; .*expected: //p' "$1""#

  @Test(.enabled(if: !solvers.isEmpty, "neither z3 nor cvc5 is on this machine: make proofs"))
  func everyProofForSolversIsDerivedAgain() throws {
    let outcome = try SidelightProcess.run(
      ["prove", "P003", "P004", "P005", "P006", "--json"] + Self.patience + Self.solvers)
    #expect(outcome.exitCode == 0, "\(outcome)")
    let proofs = try #require(
      try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [[String: Any]])
    #expect(proofs.map { $0["proof"] as? String } == ["P003", "P004", "P005", "P006"])
    for proof in proofs {
      #expect(proof["status"] as? String == "proved" && proof["twins"] as? Bool == true)
      #expect((proof["shown_by"] as? [Any])?.count == Self.solvers.count / 2)
    }
  }

  @Test func expectedAnswersProve() throws {
    let outcome = try prove(Self.honest, ["P003"])
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(outcome.output.hasPrefix("P003  proved"))
  }

  @Test func aRefutedClaimExitsWithOne() throws {
    let outcome = try prove(Self.honest + " | sed '7s/unsat/sat/'", ["P003"])
    #expect(outcome.exitCode == 1, "\(outcome)")
    #expect(outcome.output.contains("P003.claim: K=8 is sat where unsat was expected"))
  }

  @Test func aTwinThatNobodyNoticesExitsWithOne() throws {
    // The last question is a twin; unsat is the wrong answer there.
    let outcome = try prove(Self.honest + " | sed '98s/^sat/unsat/'", ["P003"])
    #expect(outcome.exitCode == 1, "\(outcome)")
    #expect(outcome.output.contains("P003.twin"))
  }

  @Test(arguments: [
    "true", "echo unsat", "echo unknown", "exit 3", "kill -9 $$", "echo '(error \"line 1\")'",
    "yes unsat | head -c 5000000", honest + "; exit 1", honest + "; echo",
  ])
  func whatIsNoAnswerExitsWithThree(_ script: String) throws {
    let outcome = try prove(script, ["P003"])
    // A trailing blank line is still the expected answers.
    #expect(outcome.exitCode == (script.hasSuffix("; echo") ? 0 : 3), "\(outcome)")
  }

  @Test func aSolverThatHangsIsKilled() throws {
    let folder = try TemporaryFolder()
    let note = folder.file("child")
    let outcome = try prove(
      "sleep 1000 & echo $! > \(note); wait", ["P006", "--timeout", "1"])
    #expect(outcome.exitCode == 3, "\(outcome)")
    #expect(outcome.output.contains("z3 was stopped after 1 s"))
    let child = try #require(
      Int32(String(decoding: try bytes(note), as: UTF8.self).trimmingCharacters(in: .newlines)))
    // Killed with its parent; whoever inherits it may not have collected it yet.
    let state = String(decoding: (try? bytes("/proc/\(child)/stat")) ?? Data(), as: UTF8.self)
    #expect(state.isEmpty || state.contains(") Z"), "\(state)")
  }

  @Test func withoutSolversNobodyCanTell() throws {
    let outcome = try SidelightProcess.run(shell: "PATH=/nowhere \"$0\" prove P003 P001")
    #expect(outcome.exitCode == 3, "\(outcome)")
    #expect(outcome.output.contains("neither z3 nor cvc5 was found"))
    #expect(outcome.output.contains("shown by tests in a checkout"))
  }

  @Test func proofsByTestsCountWhereAskedForAlone() throws {
    #expect(try SidelightProcess.run("prove", "P001").exitCode == 3)
    #expect(try SidelightProcess.run("prove", "P007").exitCode == 3)
  }

  @Test func badInputExitsWithTwo() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("full"), withIntermediateDirectories: true)
    try folder.write("x", to: "full/file")
    for arguments in [
      ["prove", "P999"], ["prove", "--z3", folder.file("none")], ["prove", "--cvc5", folder.path],
      ["prove", "--timeout", "0"], ["prove", "P003", "--keep", folder.file("full")],
      ["prove", "P003", "--keep", folder.file("full/file/below")],
    ] {
      let outcome = try SidelightProcess.run(arguments)
      #expect(outcome.exitCode == 2, "\(arguments) \(outcome)")
      #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
    }
  }

  @Test func questionsAndAnswersAreKept() throws {
    let folder = try TemporaryFolder()
    let outcome = try prove(Self.honest, ["P006", "--keep", folder.file("new/kept")])
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(
      listing(folder.file("new/kept"))
        == ["claim", "premises", "twin"].flatMap {
          ["P006.\($0).smt2", "P006.\($0).z3.out"]
        })
  }
}
