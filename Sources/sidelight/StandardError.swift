import Foundation
import Glibc

/// Writes to standard error, where progress, logs and complaints belong.
///
/// Whoever closes it or fills its disk does not want to read; the work goes on.
enum StandardError {
  /// Writes a complaint and a line break.
  ///
  /// It may quote a path or a word of the user's; what would move the cursor is written out.
  static func complain(_ text: String) {
    var shown = ""
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 && scalar != "\n" || (0x7F...0x9F).contains(scalar.value)
      if isControl {
        shown += "<U+\(String(format: "%04X", scalar.value))>"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    write(shown)
  }

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
