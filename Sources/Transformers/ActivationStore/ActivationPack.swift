internal import Determinism
import Foundation

/// A file of entries of one section.
///
/// Little-endian: magic (8 bytes), section digest (16), numbers an entry (8), entries (8); then an
/// index line an entry, address (16) and checksum of its values (8), in ascending order of address;
/// a checksum of all that (8); then the values as float32.
final class ActivationPack {
  /// The ending of a pack's name.
  static let ending = ".pack"
  private static let magic = Array("SLACT\u{0}\u{0}\u{1}".utf8)
  private static let headLength = 40
  private static let lineLength = 24

  private let descriptor: Int32
  private let index: [UInt8]
  private let count: Int
  private let floats: Int

  /// What came of opening a file.
  enum Opening {
    case whole(ActivationPack)
    /// It could be read, and is no whole pack of the section.
    case damaged
    /// It is no regular file, or may not or cannot be read now.
    case unreadable
  }

  /// Opens the file at `path`.
  static func open(_ path: String, section: ActivationStore.Section) -> Opening {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return .unreadable }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return .unreadable
    }
    guard let (index, count) = openedIndex(descriptor, section, size: Int(status.st_size)) else {
      close(descriptor)
      return .damaged
    }
    return .whole(
      ActivationPack(descriptor: descriptor, index: index, count: count, floats: section.floats))
  }

  private init(descriptor: Int32, index: [UInt8], count: Int, floats: Int) {
    self.descriptor = descriptor
    self.index = index
    self.count = count
    self.floats = floats
  }

  deinit { close(descriptor) }

  private static func openedIndex(
    _ descriptor: Int32, _ section: ActivationStore.Section, size: Int
  ) -> (index: [UInt8], count: Int)? {
    guard var bytes = read(descriptor, count: headLength, at: 0),
      bytes.starts(with: magic + section.digest.bytes),
      number(bytes, at: 24) == UInt64(section.floats)
    else { return nil }
    let count = Int(clamping: number(bytes, at: 32))
    // The file's size bounds the count before anything is allocated for it.
    let perEntry = lineLength + 4 * section.floats
    guard count > 0, count <= size / perEntry, size == headLength + count * perEntry + 8,
      let rest = read(descriptor, count: count * lineLength + 8, at: headLength)
    else { return nil }
    bytes += rest
    let checked = bytes.count - 8
    let sum = bytes.withUnsafeBytes { checksum64(UnsafeRawBufferPointer(rebasing: $0[..<checked])) }
    guard number(bytes, at: checked) == sum else { return nil }
    return (Array(bytes[headLength..<checked]), count)
  }

  /// The values at `address`; nil when there are none, or damaged ones.
  func values(at address: Digest128) -> [Float]? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if line(middle) < (address.high, address.low) { low = middle + 1 } else { high = middle }
    }
    guard low < count, line(low) == (address.high, address.low) else { return nil }
    let start = Self.headLength + count * Self.lineLength + 8 + low * 4 * floats
    var isWhole = false
    let values = [Float](unsafeUninitializedCapacity: floats) { buffer, initialized in
      isWhole = Self.fill(UnsafeMutableRawBufferPointer(buffer), descriptor, at: start)
      if !isWhole { buffer.initialize(repeating: 0) }
      initialized = floats
    }
    let expected = Self.number(index, at: low * Self.lineLength + 16)
    guard isWhole, Self.checksum(address, values) == expected else { return nil }
    return values
  }

  /// The address in an index line.
  private func line(_ place: Int) -> (UInt64, UInt64) {
    let start = place * Self.lineLength
    return (Self.number(index, at: start), Self.number(index, at: start + 8))
  }

  /// Covers the address, too, so that values cannot stand under another one.
  fileprivate static func checksum(_ address: Digest128, _ values: [Float]) -> UInt64 {
    let builder = DigestBuilder()
    builder.update(address.bytes)
    builder.update(values)
    return builder.digest.low
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> UInt64 {
    bytes.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  private static func read(_ descriptor: Int32, count: Int, at offset: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let isWhole = bytes.withUnsafeMutableBytes { fill($0, descriptor, at: offset) }
    return isWhole ? bytes : nil
  }

  private static func fill(
    _ buffer: UnsafeMutableRawBufferPointer, _ descriptor: Int32, at offset: Int
  ) -> Bool {
    var done = 0
    while done < buffer.count {
      let step = pread(
        descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done,
        off_t(offset + done))
      guard step > 0 else { return false }
      done += step
    }
    return true
  }
}

extension ActivationPack {
  /// A pack before it is written.
  struct Contents {
    private let head: [UInt8]
    private let values: [[Float]]

    init(section: ActivationStore.Section, entries: [(address: Digest128, values: [Float])]) {
      let sorted = entries.sorted {
        ($0.address.high, $0.address.low) < ($1.address.high, $1.address.low)
      }
      var head = magic + section.digest.bytes
      func append(_ number: UInt64) { withUnsafeBytes(of: number.littleEndian) { head += $0 } }
      append(UInt64(section.floats))
      append(UInt64(sorted.count))
      for entry in sorted {
        precondition(entry.values.count == section.floats, "an entry has its section's size")
        append(entry.address.high)
        append(entry.address.low)
        append(checksum(entry.address, entry.values))
      }
      append(head.withUnsafeBytes { checksum64($0) })
      self.head = head
      values = sorted.map(\.values)
    }

    /// Bytes of the whole file.
    var byteCount: Int { head.count + values.reduce(0) { $0 + 4 * $1.count } }

    /// The file's name: equal entries give an equal name, so two processes write one pack.
    var name: String { Digest128(of: head).description + ending }

    /// Writes the file beside its place and renames it there: it is whole or not there at all.
    func write(to path: String) throws {
      let temporary = "\(path).\(getpid())"
      guard
        FileManager.default.createFile(
          atPath: temporary, contents: nil, attributes: [.posixPermissions: 0o600]),
        let handle = FileHandle(forWritingAtPath: temporary)
      else { throw CocoaError(.fileWriteUnknown) }
      do {
        try handle.write(contentsOf: head)
        for entry in values {
          try entry.withUnsafeBytes { try handle.write(contentsOf: Data($0)) }
        }
        try handle.close()
        guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
      } catch {
        try? FileManager.default.removeItem(atPath: temporary)
        throw error
      }
    }
  }
}
