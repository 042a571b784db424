import Foundation
import Tensors

/// Starts the process again where OpenBLAS was loaded under another environment.
///
/// OpenBLAS picks its kernel when the library loads, before any code of ours runs; so the only way
/// to pin it is to set the environment and replace the process by itself. The C library's heaps are
/// chosen in the same way.
enum Relaunch {
  private static let guardName = "SIDELIGHT_PINNED"

  /// One heap for all threads: workers allocate rarely, and what one frees another can use.
  private static let environment =
    NumericRuntime.requiredEnvironment + [(name: "MALLOC_ARENA_MAX", value: "1")]

  static func underPinnedNumerics() {
    let pinned = environment.allSatisfy { name, value in
      ProcessInfo.processInfo.environment[name] == value
    }
    // The guard ends a loop, should the environment not take effect; the fingerprint then says so.
    // It names this process, which stays the same one: a value from elsewhere means nothing.
    let process = String(getpid())
    let tried = ProcessInfo.processInfo.environment[guardName] == process
    unsetenv(guardName)
    guard !pinned, !tried else { return }
    for (name, value) in environment { setenv(name, value, 1) }
    setenv(guardName, process, 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
    arguments.append(nil)
    execv("/proc/self/exe", arguments)
    // Only a failure comes back; go on unpinned, which the fingerprint shows.
    for argument in arguments { free(argument) }
  }
}
