import Foundation

/// Writes results to standard output.
///
/// A full disk behind it is an error, not a crash.
enum StandardOutput {
  /// Writes `value` as JSON with sorted keys.
  static func write(json value: some Encodable) throws { try write(try text(json: value)) }

  /// `value` as JSON with sorted keys.
  static func text(json value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Writes `text`, with a line break at its end.
  static func write(_ text: String) throws {
    let bytes = Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw Failure(badInput: "standard output: error: \(String(cString: strerror(errno)))")
      }
      written += count
    }
  }
}
