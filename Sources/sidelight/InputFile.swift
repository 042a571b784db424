import Foundation

/// Reads files that a user names on the command line.
enum InputFile {
  /// All bytes of a regular file of at most `limit` bytes.
  static func bytes(of path: String, limit: Int) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path, String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw failure(path, String(cString: strerror(errno)))
    }
    // Reading a pipe or a device may never end.
    guard status.st_mode & S_IFMT == S_IFREG else { throw failure(path, "not a regular file") }
    guard status.st_size <= limit else {
      throw failure(path, "\(status.st_size) bytes; at most \(limit) are read")
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
    guard failed == 0 else { throw failure(path, String(cString: strerror(failed))) }
    return bytes
  }

  private static func failure(_ path: String, _ reason: String) -> Failure {
    Failure(badInput: "\(path): error: \(reason)")
  }
}
