internal import Traces
internal import Wire

/// The second pass: feeds the frames to the streams.
final class RawScan {
  private let scanner: SecretScanner
  private let whole: ScanStream
  private let contents: ScanStream
  private let tally: RawTally
  private let tree: SchemaTree
  private let together: RawCheck.Together
  private var byField: [(path: String, stream: ScanStream)] = []
  /// Fields that get a stream of their own; hostile frames could name any number of them.
  private static let fieldLimit = 64

  init(
    scanner: SecretScanner, tally: RawTally, tree: SchemaTree,
    together: @escaping RawCheck.Together
  ) {
    self.scanner = scanner
    self.tree = tree
    self.tally = tally
    self.together = together
    whole = ScanStream(
      scanner: scanner, keepsWhole: true, together: together, report: tally.add)
    contents = ScanStream(
      scanner: scanner, keepsWhole: false, together: together, report: tally.add)
  }

  /// Bytes that were scanned, over all streams.
  var byteCount: Int {
    byField.reduce(whole.byteCount + contents.byteCount) { $0 + $1.stream.byteCount }
  }

  /// Takes in one frame.
  func read(_ recorded: TraceFrame, at frame: Int) {
    let bytes = recorded.bytes
    var position = 0
    func appendWhole(to end: Int, _ field: String) {
      guard end > position else { return }
      whole.append(bytes, TracePlace(frame: frame, bytes: position..<end, field: field))
      position = end
    }
    ProtobufWalker.walk(bytes, kind: recorded.kind, tree: tree, fromDevice: true) { event in
      guard case .leaf(_, let path, let range) = event else { return }
      appendWhole(to: range.lowerBound, "")
      appendWhole(to: range.upperBound, path)
      let place = TracePlace(frame: frame, bytes: range, field: path)
      contents.append(bytes, place)
      stream(of: path)?.append(bytes, place)
    }
    appendWhole(to: bytes.count, "")
  }

  /// Scans what is left.
  func finish() {
    whole.finish()
    contents.finish()
    for entry in byField { entry.stream.finish() }
  }

  private func stream(of path: String) -> ScanStream? {
    if let known = byField.first(where: { $0.path == path }) { return known.stream }
    guard byField.count < Self.fieldLimit else { return nil }
    let stream = ScanStream(
      scanner: scanner, keepsWhole: false, together: together, report: tally.add)
    byField.append((path, stream))
    return stream
  }
}
