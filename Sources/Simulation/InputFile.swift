import Foundation

/// A file that a person names and that cannot be used.
public struct InputFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// The line, counted from 1; nil for the file as a whole.
  public let line: Int?
  /// What is wrong.
  public let reason: String

  init(_ path: String, line: Int? = nil, _ reason: String) {
    self.path = path
    self.line = line
    self.reason = reason
  }

  /// The file, and the line if there is one.
  public var place: String { path + (line.map { ":\($0)" } ?? "") }

  /// One line: where, and what is wrong.
  public var description: String { "\(place): error: \(reason)" }
}

/// Reads files that a person names.
public enum InputFile {
  /// All bytes of a regular file of at most `limit` bytes.
  public static func bytes(of path: String, limit: Int) throws(InputFileError) -> [UInt8] {
    func failure(_ number: Int32) -> InputFileError {
      InputFileError(path, String(cString: strerror(number)))
    }
    guard !path.utf8.contains(0) else { throw failure(ENOENT) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(errno) }
    // Reading a pipe or a device may never end.
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw InputFileError(path, "not a regular file")
    }
    guard status.st_size <= limit else {
      throw InputFileError(path, "\(status.st_size) bytes; at most \(limit) are read")
    }
    var failed: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, used in
      while used < buffer.count {
        let count = read(descriptor, buffer.baseAddress.map { $0 + used }, buffer.count - used)
        if count < 0, errno == EINTR { continue }
        if count < 0 { failed = errno }
        guard count > 0 else { break }
        used += count
      }
    }
    guard failed == 0 else { throw failure(failed) }
    return bytes
  }
}
