import ArgumentParser
import PrivateData
import Scenarios
import Simulation
import Studies
import Traces
import Transformers
import Wire

/// A message on standard error together with the exit code that goes with it.
struct Failure: Error {
  let message: String
  let status: Int32

  /// Bad input that a command noticed by itself.
  init(badInput message: String) {
    self.message = message
    status = ExitStatus.usage
  }

  /// Something that must hold and does not.
  init(internalFault message: String) {
    self.message = "internal error: \(message)\nPlease report it with the command that you ran."
    status = ExitStatus.internalFault
  }

  private init(message: String, status: Int32) {
    self.message = message
    self.status = status
  }

  /// Explains an error, or returns nil for the argument parser's own.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as ScenarioError: self.init(badInput: error.description)
    case let error as InputFileError: self.init(badInput: error.description)
    case let error as MaterialError: self.init(badInput: error.description)
    case let error as DataError: self.init(badInput: error.description)
    case let error as RunFolderError: self.init(badInput: error.description)
    case let error as TraceError: self.init(badInput: error.description)
    case let error as CaptureError: self.init(badInput: error.description)
    case let error as ProtoError: self.init(badInput: error.description)
    case let error as ModelError: self.init(badInput: error.description)
    case let error as StudyError: self.init(badInput: error.description)
    case let error as TokenizerError: self.init(badInput: error.description)
    case is ValidationError, is CleanExit, is ExitCode: return nil
    default:
      // The parser's errors are not public types; everything that is no usage error is our fault.
      guard SidelightCommand.exitCode(for: error) == .failure else { return nil }
      self.init(
        message: "internal error: \(error)\nPlease report it with the command that you ran.",
        status: ExitStatus.internalFault)
    }
  }
}
