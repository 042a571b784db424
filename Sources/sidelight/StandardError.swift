import Foundation
import Glibc
import Scenarios

/// Writes to standard error, where progress, logs and complaints belong.
///
/// Whoever closes it or fills its disk does not want to read; the work goes on.
enum StandardError {
  /// Writes a complaint and a line break.
  ///
  /// It may quote a path or a word of the user's.
  static func complain(_ text: String) { write(TerminalText.lines(text)) }

  /// Writes `text` and a line break.
  static func write(_ text: String) {
    writePart(text.hasSuffix("\n") ? text : text + "\n")
  }

  /// Writes `text` as it is.
  static func writePart(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes {
      Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
    }
  }

  /// Whether a person is looking.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
