import ArgumentParser
import Foundation
import Tensors

/// The program's entry.
@main
enum Main {
  static func main() {
    // A full disk or a size limit must surface as an error of the write, not kill the process.
    signal(SIGXFSZ, SIG_IGN)
    Relaunch.underPinnedNumerics()
    NumericRuntime.useOneThreadPerCall()
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  private static func run(_ arguments: [String]) -> Int32 {
    do {
      var command = try SidelightCommand.parseAsRoot(arguments)
      try command.run()
      return ExitStatus.success
    } catch {
      return report(error)
    }
  }

  /// Prints an error and chooses the exit code: the argument parser's own codes become 2.
  private static func report(_ error: any Error) -> Int32 {
    if let code = error as? ExitCode { return code.rawValue }
    if let failure = Failure(error) {
      StandardError.complain(failure.message)
      return failure.status
    }
    let text = SidelightCommand.fullMessage(for: error)
    if SidelightCommand.exitCode(for: error) == .success {
      return (try? StandardOutput.write(text)) == nil ? ExitStatus.usage : ExitStatus.success
    }
    StandardError.complain(text)
    return ExitStatus.usage
  }
}
