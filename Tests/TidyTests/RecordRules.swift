/// The recorder is the only way in and out of the server (Proofs/P007-record-completeness.md).
enum RecordRules {
  /// The files that may make a server.
  static let makers: Set<String> = [
    // The simulated server, behind its recorder.
    "Sources/Simulation/ServerEdge.swift",
    // A server that is rebuilt from a record and meets nobody.
    "Sources/Simulation/Replay/Replay.swift",
  ]

  /// Places that make a server elsewhere, or that do not keep it to themselves.
  static func findings(in file: SwiftFile) -> [Finding] {
    guard file.path.hasPrefix("Sources/"), !file.path.hasPrefix("Sources/ServerSide/") else {
      return []
    }
    let made = matches(
      #"\bmakeServer\s*\(|\b(ServerMachine|SplitServer)\s*(\.init)?\("#, in: file.code)
    if !makers.contains(file.path) {
      return made.map {
        Finding(
          path: file.path, line: $0.line, message: "makes a server that no recorder stands before")
      }
    }
    var findings: [Finding] = []
    if made.count != 1 {
      findings.append(Finding(path: file.path, line: 1, message: "must make one server"))
    }
    let kept = matches(#"private let machine: any ServerProgram\b"#, in: file.code)
    let named = matches(
      #"\b(let|var) \w+\s*:\s*(any ServerProgram|ServerMachine|SplitServer)\b(?!\.)"#,
      in: file.code)
    if kept.count != 1 || named.count != 1 {
      findings.append(
        Finding(path: file.path, line: 1, message: "must keep its server private, once"))
    }
    return findings
  }
}
