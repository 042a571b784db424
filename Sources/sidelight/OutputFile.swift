import Foundation

/// Writes results to files that a user names.
enum OutputFile {
  /// Writes `text` to `path` in one step: a reader sees the old file or the new one, never a part.
  static func write(_ text: String, to path: String) throws {
    // To replace a device or a pipe would take it away from everybody.
    let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    guard kind == nil || kind == .typeRegular else {
      throw Failure(badInput: "\(path): error: there is something that is no plain file")
    }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure(badInput: "\(path): error: the file cannot be written")
    }
  }
}
