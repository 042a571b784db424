/// What must not occur in `Sources`, and what to use instead.
enum BanRules {
  /// A banned pattern.
  struct Ban {
    /// What the message calls it.
    var name: String
    /// A regular expression.
    var pattern: String
    var instead: String
    /// Files or folders in which it may occur.
    var allowedIn: [String] = []
    /// Whether comments count, too.
    var coversComments = false
  }

  private static let program = "Sources/sidelight/"

  static let bans: [Ban] = [
    Ban(
      name: "Date()", pattern: #"\bDate\(\)"#,
      instead: "simulated time (SimInstant), or WallClock in the program"),
    Ban(
      name: "a real clock", pattern: #"\b(?:ContinuousClock|SuspendingClock)\b"#,
      instead: "simulated time (SimInstant), or WallClock in the program"),
    Ban(
      name: "an unseeded draw", pattern: #"\.random\((?:in:(?!.*\busing:)|\))"#,
      instead: "a RandomStream derived by name"),
    Ban(
      name: "an unseeded shuffle", pattern: #"\.(?:shuffled|shuffle|randomElement)\(\)"#,
      instead: "RandomStream.permutation"),
    Ban(
      name: "SystemRandomNumberGenerator", pattern: #"\bSystemRandomNumberGenerator\b"#,
      instead: "a RandomStream derived by name"),
    Ban(
      name: "hashValue", pattern: #"\bhashValue\b"#,
      instead: "Digest128, since hashes differ between processes"),
    Ban(
      name: "UUID()", pattern: #"\bUUID\(\)"#, instead: "bytes of a RandomStream"),
    Ban(
      name: "print", pattern: #"(?<![.\w])(?:print|debugPrint|dump)\("#,
      instead: "a returned value; only the program prints", allowedIn: [program]),
    Ban(
      name: "Task", pattern: #"\bTask(?:\.detached)?\s*[({]"#,
      instead: "plain calls; parallel work goes through Tensors.WorkerPool"),
    Ban(
      name: "Dispatch", pattern: #"\bDispatch\w*"#, instead: "Tensors.WorkerPool",
      allowedIn: [program, "Sources/Tensors/WorkerPool.swift"]),
    Ban(name: "try!", pattern: #"\btry!"#, instead: "try, and a typed error"),
    Ban(
      name: "fatalError", pattern: #"\bfatalError\("#,
      instead: "preconditionFailure with a message that says what must hold"),
    Ban(
      name: "a leftover note", pattern: #"\b(?:FIXME|TODO|XXX)\b"#,
      instead: "the finished work", coversComments: true),
    Ban(
      name: "the C library's mathematics",
      pattern: #"(?<![.\w])(?<!func )(?:(?:Foundation|Glibc)\.)?"#
        + #"(?:exp2?|expm1|log(?:2|10|1p)?|pow|sin|cos|tan|tanh|erfc?|cbrt|tgamma|lgamma)f?\("#,
      instead: "DeterministicMath or Tensors' kernels, since the bits differ between processors",
      allowedIn: [program, "Sources/Determinism/DeterministicMath.swift"]),
  ]

  /// What `file` breaks.
  static func findings(in file: SwiftFile) -> [Finding] {
    guard file.path.hasPrefix("Sources/") else { return [] }
    return bans.flatMap { ban -> [Finding] in
      guard !ban.allowedIn.contains(where: file.path.hasPrefix) else { return [] }
      return matches(ban.pattern, in: ban.coversComments ? file.text : file.code).map {
        Finding(
          path: file.path, line: $0.line,
          message: "\(ban.name) is banned here; use \(ban.instead)")
      }
    }
  }
}
