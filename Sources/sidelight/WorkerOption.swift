import ArgumentParser
import Foundation

/// The option `--workers`, which every command that computes shares.
struct WorkerOption: ParsableArguments {
  @Option(help: "Worker threads for numeric work; results do not depend on it. (default: cores)")
  var workers: Int?

  /// The number that was asked for, or one worker a core.
  var count: Int { workers ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers must lie between 1 and 1024.")
    }
  }
}
