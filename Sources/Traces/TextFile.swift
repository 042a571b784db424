/// A new text file that is written front to back, a buffer at a time.
final class TextFile {
  private static let bufferByteCount = 64 << 10

  private let file: OutputFile
  private var buffer: [UInt8] = []

  /// Creates the file, for its owner alone if it is private; never opens one that exists.
  init(creating path: String, isPrivate: Bool = false) throws(TraceError) {
    file = try OutputFile(creating: path, isPrivate: isPrivate)
    buffer.reserveCapacity(Self.bufferByteCount + 4_096)
  }

  /// Appends UTF-8.
  func write(_ text: String) throws(TraceError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferByteCount { try flush() }
  }

  /// Appends bytes.
  func write(_ bytes: some Collection<UInt8>) throws(TraceError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferByteCount { try flush() }
  }

  /// Writes out what is left and closes the file.
  func finish() throws(TraceError) {
    try flush()
    try file.close()
  }

  /// Removes the file again.
  func discard() { file.discard() }

  /// Gives the finished file its final name in one step, over another file only if `replacing`.
  func move(to final: String, replacing: Bool) throws(TraceError) {
    try file.move(to: final, replacing: replacing)
  }

  private func flush() throws(TraceError) {
    guard !buffer.isEmpty else { return }
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
