import Foundation

/// A regular file, mapped into memory for as long as this object lives.
final class MappedFile {
  /// Larger files are refused: no scenario holds their samples in memory.
  static let sizeLimit = 1 << 32

  /// The bytes of the file.
  let bytes: UnsafeBufferPointer<UInt8>

  /// Maps the file at `path`.
  init(path: String) throws(DataError) {
    func unreadable(_ reason: String) -> DataError {
      DataError(.unreadable(reason: reason), file: path)
    }
    // Without O_NONBLOCK, opening a pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw unreadable(errno == ENOENT ? "no such file" : "permission denied")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable("its size is unknown") }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw unreadable("it is a folder, not a file")
    default: throw unreadable("it is not a regular file")
    }
    let size = Int(status.st_size)
    guard size <= Self.sizeLimit else { throw unreadable("it is larger than 4 GiB") }
    guard size > 0 else {
      bytes = UnsafeBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { throw unreadable("it cannot be mapped into memory") }
    madvise(start, size, MADV_SEQUENTIAL)
    bytes = UnsafeBufferPointer(
      start: start.assumingMemoryBound(to: UInt8.self), count: size)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }
}
