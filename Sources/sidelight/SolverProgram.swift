import Foundation
import Glibc
import Proofs

/// An SMT solver on this machine, run as a child process.
struct SolverProgram {
  let name: String
  let path: String

  /// The program called `name` at `path`, or on the search path; nil where there is none.
  ///
  /// - Throws: where `path` is given and is no program.
  init?(_ name: String, at path: String?) throws {
    self.name = name
    if let path {
      guard Self.isProgram(path) else {
        throw Failure(badInput: "\(path): error: --\(name) wants a program that can be run")
      }
      self.path = path
      return
    }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard let found = folders.map({ "\($0)/\(name)" }).first(where: Self.isProgram) else {
      return nil
    }
    self.path = found
  }

  private static func isProgram(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: path)
  }

  /// What came of a run.
  struct Outcome {
    /// The answers; nil where there are none.
    var answers: [SolverAnswer]?
    /// Why there are none.
    var silence = ""
    var seconds: Double
  }

  /// Answers are a word each; more than this is something else.
  private static let outputLimit = 1 << 20

  /// Asks the questions of `part`, written to a file in `folder`; the solver is killed after
  /// `limit` seconds.
  func ask(_ part: ProofPart, in folder: String, limit: Double) throws -> Outcome {
    let question = "\(folder)/\(part.name).smt2"
    let answer = "\(folder)/\(part.name).\(name).out"
    try Self.write(Data(part.script.utf8), to: question)
    try Self.write(Data(), to: answer)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [question]
    process.standardInput = FileHandle.nullDevice
    // A file instead of a pipe: nothing can fill up, and a killed solver's children hold no end.
    let output = FileHandle(forWritingAtPath: answer)
    process.standardOutput = output
    process.standardError = output
    let clock = WallClock()
    do { try process.run() } catch {
      return Outcome(silence: "\(path) does not start", seconds: clock.seconds)
    }
    while process.isRunning {
      if clock.seconds > limit {
        Self.kill(process)
        return Outcome(
          silence: "\(name) was stopped after \(Int(limit)) s",
          seconds: clock.seconds)
      }
      usleep(1_000)
    }
    let seconds = clock.seconds
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      return Outcome(
        silence: "\(name) ended with status \(process.terminationStatus)", seconds: seconds)
    }
    let said = try? FileHandle(forReadingFrom: URL(fileURLWithPath: answer))
      .read(upToCount: Self.outputLimit)
    let answers = part.answers(in: String(decoding: said ?? Data(), as: UTF8.self))
    return Outcome(
      answers: answers, silence: "\(name) printed something else than one answer a question",
      seconds: seconds)
  }

  /// Kills a child, and what it has started where it leads a group of its own.
  private static func kill(_ process: Process) {
    let child = process.processIdentifier
    _ = Glibc.kill(getpgid(child) == child ? -child : child, SIGKILL)
    process.waitUntilExit()
  }

  private static func write(_ data: Data, to path: String) throws {
    do { try data.write(to: URL(fileURLWithPath: path)) } catch {
      throw Failure(badInput: "\(path): error: cannot write there")
    }
  }
}
