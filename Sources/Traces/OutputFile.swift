import Glibc

/// A new file, written straight through write(2).
final class OutputFile {
  let path: String
  /// Bytes that are known to be written whole.
  private(set) var length: UInt64 = 0
  private var descriptor: CInt

  /// Creates the file, for its owner alone if it is private; never opens one that exists.
  init(creating path: String, isPrivate: Bool = false) throws(TraceError) {
    self.path = path
    guard !path.utf8.contains(0) else {
      throw TraceError(.cannotCreate(reason: "the name holds a zero byte"), path: path)
    }
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, isPrivate ? 0o600 : 0o644)
    if descriptor < 0 {
      let code = errno
      throw TraceError(
        code == EEXIST ? .exists : .cannotCreate(reason: errorText(code)), path: path)
    }
  }

  deinit {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
  }

  /// Writes all of `bytes`, or cuts the file back to where it was and throws.
  func write(_ bytes: [UInt8]) throws(TraceError) {
    precondition(descriptor >= 0, "nothing can be written to a closed file")
    var done = 0
    while done < bytes.count {
      let (count, code) = bytes.withUnsafeBytes { raw in
        let rest = UnsafeRawBufferPointer(rebasing: raw[done...])
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        return (count, errno)
      }
      if count >= 0 {
        done += count
      } else if code != EINTR {
        // If even this fails, the reader still finds the torn block by its checksum.
        _ = ftruncate(descriptor, off_t(length))
        throw TraceError(.cannotWrite(reason: errorText(code)), path: path, offset: length)
      }
    }
    length += UInt64(bytes.count)
  }

  /// Closes the file; a late error of the file system surfaces here.
  func close() throws(TraceError) {
    precondition(descriptor >= 0, "a file is closed once")
    let result = Glibc.close(descriptor)
    let code = errno
    descriptor = -1
    // On Linux the descriptor is gone even after EINTR, so it must not be closed again.
    if result != 0 && code != EINTR {
      throw TraceError(.cannotWrite(reason: errorText(code)), path: path, offset: length)
    }
  }

  /// Removes the file again.
  func discard() { _ = unlink(path) }

  /// Gives the closed file its final name in one step, over another file only if `replacing`.
  func move(to final: String, replacing: Bool) throws(TraceError) {
    let result = replacing ? rename(path, final) : link(path, final)
    let code = errno
    guard result == 0 else {
      discard()
      throw TraceError(
        code == EEXIST ? .exists : .cannotCreate(reason: errorText(code)), path: final)
    }
    if !replacing { discard() }
  }
}

/// The system's words for an error number.
func errorText(_ code: CInt) -> String {
  guard let text = strerror(code) else { return "error \(code)" }
  return String(cString: text)
}
