import Glibc

/// A file that is read from front to back.
final class InputFile {
  let path: String
  /// Size when it was opened; later growth is not looked at.
  let size: UInt64
  private(set) var offset: UInt64 = 0
  private let descriptor: CInt

  init(opening path: String) throws(TraceError) {
    guard !path.utf8.contains(0) else {
      throw TraceError(.cannotOpen(reason: "the name holds a zero byte"), path: path)
    }
    // Without O_NONBLOCK, opening a named pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw TraceError(.cannotOpen(reason: errorText(errno)), path: path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      _ = close(descriptor)
      throw TraceError(.notRegular, path: path)
    }
    self.path = path
    self.size = UInt64(status.st_size)
    self.descriptor = descriptor
  }

  deinit { _ = close(descriptor) }

  /// Bytes between here and the end.
  var remaining: UInt64 { size - offset }

  /// Goes on at `position`, which must lie inside the file or at its end.
  func seek(to position: UInt64) {
    precondition(position <= size, "a place in a file lies inside it")
    offset = position
  }

  /// Reads exactly `count` bytes, which the caller has checked against `remaining`.
  func read(_ count: Int, of part: TraceError.Part) throws(TraceError) -> [UInt8] {
    precondition(UInt64(count) <= remaining, "a read must lie inside the file")
    var failure: TraceError.Code?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count && failure == nil {
        let result = pread(
          descriptor, buffer.baseAddress?.advanced(by: filled), count - filled,
          off_t(offset) + off_t(filled))
        let code = errno
        if result > 0 {
          filled += result
        } else if result == 0 {
          // The file has shrunk since it was opened.
          failure = .truncated(part)
        } else if code != EINTR {
          failure = .cannotRead(reason: errorText(code))
        }
      }
    }
    if let failure { throw TraceError(failure, path: path, offset: offset) }
    offset += UInt64(count)
    return bytes
  }
}
