internal import Determinism
internal import Glibc

/// A file mapped into memory, read-only.
///
/// Pages are read when they are first touched. Whoever truncates the file while it is mapped makes
/// a later read of the lost pages end the process, as with every mapped file.
final class MappedFile: @unchecked Sendable {
  let path: String
  /// All bytes of the file.
  let bytes: UnsafeRawBufferPointer

  /// Maps the file at `path`, which must be a regular file of at most `limit` bytes.
  init(path: String, limit: ByteCount? = nil) throws(ModelError) {
    guard !path.utf8.contains(0) else {
      throw ModelError(.unreadable(reason: "the name holds a zero byte"), path: path)
    }
    // Without O_NONBLOCK, opening a named pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      let missing = code == ENOENT || code == ENOTDIR
      throw ModelError(missing ? .missingFile : .unreadable(reason: errorText(code)), path: path)
    }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ModelError(.unreadable(reason: "not a regular file"), path: path)
    }
    let size = Int(status.st_size)
    if let limit, UInt64(size) > limit.bytes {
      throw ModelError(.tooLarge(limit: limit), path: path)
    }
    self.path = path
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let address, address != MAP_FAILED else {
      throw ModelError(.unreadable(reason: errorText(errno)), path: path)
    }
    bytes = UnsafeRawBufferPointer(start: address, count: size)
  }

  /// Lets the system take the file's pages out of this process; touching them brings them back.
  func releasePages() {
    guard let start = bytes.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: start), bytes.count, MADV_DONTNEED)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }
}

/// What the system says about an error number.
func errorText(_ code: CInt) -> String { String(cString: strerror(code)) }
