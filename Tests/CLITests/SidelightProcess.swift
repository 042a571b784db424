import Foundation

/// Runs the real program as a child process.
///
/// The program is the file that the environment variable `SIDELIGHT_BINARY` names, or else the
/// one that the build put beside the test bundle.
struct SidelightProcess {
  /// Reasons why there is no outcome.
  enum Failure: Error, CustomStringConvertible {
    case noBinary(looked: [String])
    case timedOut(seconds: Double, arguments: [String])

    var description: String {
      switch self {
      case .noBinary(let looked):
        "there is no sidelight program; build it first, or name it in SIDELIGHT_BINARY. "
          + "Looked at: \(looked.joined(separator: ", "))"
      case .timedOut(let seconds, let arguments):
        "still running after \(seconds) s: sidelight \(arguments.joined(separator: " "))"
      }
    }
  }

  /// Far above the slowest run of a test, so that only a run that hangs meets it.
  static let timeout = 300.0

  private let process = Process()
  private let arguments: [String]
  private let output: TemporaryFolder

  /// Runs `sidelight ARGUMENTS` to its end.
  static func run(
    _ arguments: String..., in folder: String? = nil, limitingFilesTo blocks: Int? = nil
  ) throws -> Outcome {
    try run(arguments, in: folder, limitingFilesTo: blocks)
  }

  /// Runs `sidelight ARGUMENTS` to its end, from `folder`, writing no file larger than `blocks`
  /// blocks of 512 bytes.
  static func run(
    _ arguments: [String], in folder: String? = nil, limitingFilesTo blocks: Int? = nil
  ) throws -> Outcome {
    try SidelightProcess(arguments, in: folder, limitingFilesTo: blocks).waitUntilExit()
  }

  /// Runs a shell script in which `$0` is the program.
  static func run(shell script: String) throws -> Outcome {
    try SidelightProcess([], shell: script).waitUntilExit()
  }

  /// Starts `sidelight ARGUMENTS`, or a shell script in which `$0` is the program.
  init(
    _ arguments: [String], in folder: String? = nil, limitingFilesTo blocks: Int? = nil,
    shell script: String? = nil
  ) throws {
    self.arguments = arguments
    output = try TemporaryFolder()
    let binary = try Self.binary()
    // Files instead of pipes: nothing can fill up, and no other child holds an end open.
    for name in ["stdout", "stderr"] {
      try output.write("", to: name)
    }
    if let script {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", script, binary]
    } else if let blocks {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      let script = #"ulimit -f "$1" && shift && exec "$@""#
      process.arguments = ["-c", script, "sh", String(blocks), binary] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: binary)
      process.arguments = arguments
    }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output.path + "/stdout")
    process.standardError = FileHandle(forWritingAtPath: output.path + "/stderr")
    try process.run()
  }

  /// Whether the child has not ended yet.
  var isRunning: Bool { process.isRunning }

  /// Ends the child as a crash would, without a chance to clean up.
  func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

  /// Waits for the child and collects what it said.
  func waitUntilExit() throws -> Outcome {
    let start = DispatchTime.now().uptimeNanoseconds
    while process.isRunning {
      let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
      guard seconds < Self.timeout else {
        kill()
        throw Failure.timedOut(seconds: Self.timeout, arguments: arguments)
      }
      usleep(2_000)
    }
    return Outcome(
      exitCode: process.terminationReason == .exit ? process.terminationStatus : nil,
      standardOutput: contents("stdout"), standardError: contents("stderr"))
  }

  private func contents(_ name: String) -> Data {
    FileManager.default.contents(atPath: output.path + "/" + name) ?? Data()
  }

  private static func binary() throws -> String {
    if let named = ProcessInfo.processInfo.environment["SIDELIGHT_BINARY"] {
      guard FileManager.default.isExecutableFile(atPath: named) else {
        throw Failure.noBinary(looked: [named])
      }
      return named
    }
    let bundle = Bundle.main.bundleURL
    let program = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
    var looked: [String] = []
    for folder in [
      bundle, bundle.deletingLastPathComponent(), program.deletingLastPathComponent(),
    ] {
      let candidate = folder.appendingPathComponent("sidelight").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      looked.append(candidate)
    }
    throw Failure.noBinary(looked: looked)
  }
}

extension SidelightProcess {
  /// How a child ended and what it said.
  struct Outcome: CustomStringConvertible {
    /// The exit code; nil when a signal ended the child.
    let exitCode: Int32?
    let standardOutput: Data
    let standardError: Data

    var output: String { String(decoding: standardOutput, as: UTF8.self) }
    var errors: String { String(decoding: standardError, as: UTF8.self) }

    /// What a failing expectation shows.
    var description: String {
      "exit code \(exitCode.map(String.init) ?? "none (signal)")\n\(output)\(errors)"
    }
  }
}
