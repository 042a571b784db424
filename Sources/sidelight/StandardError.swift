import Foundation

/// Writes to standard error, where progress, logs and complaints belong.
enum StandardError {
  /// Writes `text` and a line break.
  static func write(_ text: String) {
    FileHandle.standardError.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }

  /// Writes `text` as it is.
  static func writePart(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Whether a person is looking.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
