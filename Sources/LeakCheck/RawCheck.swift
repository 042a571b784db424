public import PrivateData
internal import Traces
internal import Wire

/// `raw.labels`, `raw.tokens` and `raw.text`: does any encoding of a secret occur in what the
/// device sent?
///
/// The device's frames are read as one string, field by field, and with the structure taken out,
/// so that a secret is found where it is split over fields or frames. What the server sent is
/// left alone: it cannot hold more than the server had.
public enum RawCheck {
  /// The checks' names.
  public static let ids = SecretKind.allCases.map(id(of:))

  /// The name of the check for one kind of secret.
  public static func id(of kind: SecretKind) -> String { "raw.\(kind.rawValue)" }

  /// Runs the three checks over two passes of the trace.
  ///
  /// `classes` is the declared number of classes. `orders` holds further orders of the labels to
  /// look for, as indices of records; the order of first upload is always looked for. Throws what
  /// reading throws.
  public static func run(
    frames: FrameSource, records: [JudgeRecord], classes: Int, orders: [[Int]] = []
  ) throws -> [CheckResult] {
    guard !records.isEmpty else {
      return ids.map { .inconclusive($0, .raw, because: "There are no secrets to look for.") }
    }
    let isDeclared = records.allSatisfy { record in
      record.label.withRevealed { (0..<classes).contains($0) }
    }
    guard isDeclared else {
      return ids.map { id in
        .inconclusive(
          id, .raw, samples: records.count, because: "A label lies beyond the declared classes.")
      }
    }
    var columns = ColumnTest(labels: labels(records), classes: classes)
    let histogram = try survey(frames, &columns)
    let corpus = SecretCorpus(records: records, classes: classes, orders: orders)
    let threshold = MatchThreshold(
      histogram: histogram, seeds: corpus.bytes.seedCount + corpus.numbers.seedCount,
      labels: corpus.labels.symbols.count)
    let tally = RawTally(recordCount: records.count)
    let scan = RawScan(scanner: SecretScanner(corpus: corpus, threshold: threshold), tally: tally)
    try frames.forEach { index, frame in
      if frame.direction == .toServer { scan.read(frame.bytes, at: index) }
    }
    scan.finish()
    tally.add(columns)
    let report = RawReport(
      corpus: corpus, threshold: threshold, columns: columns, tally: tally,
      deviceBytes: histogram.reduce(0, +), scannedBytes: scan.byteCount)
    return SecretKind.allCases.map(report.result)
  }

  private static func labels(_ records: [JudgeRecord]) -> [SampleKey: Int] {
    var result: [SampleKey: Int] = [:]
    for record in records {
      guard let key = SampleKey(bytes: record.key) else { continue }
      if result[key] == nil { result[key] = record.label.withRevealed { $0 } }
    }
    return result
  }

  /// The first pass: how often each byte occurs, and the columns of the samples.
  private static func survey(
    _ frames: FrameSource, _ columns: inout ColumnTest
  ) throws -> [UInt64] {
    var histogram = [UInt64](repeating: 0, count: 256)
    try frames.forEach { index, frame in
      guard frame.direction == .toServer else { return }
      for byte in frame.bytes { histogram[Int(byte)] += 1 }
      for sample in SampleFields.read(frame.bytes, at: index) {
        columns.read(frame.bytes, fields: sample.fields, key: sample.key)
      }
    }
    return histogram
  }
}

/// The fields of one uploaded sample, known and unknown, in the order of the bytes.
struct SampleFields {
  /// Places of the fields.
  var fields: [TracePlace] = []
  /// Where the key lies, if there is one.
  var key: Range<Int>?

  /// The samples in one frame from the device.
  static func read(_ bytes: [UInt8], at frame: Int) -> [SampleFields] {
    let nodes = SchemaTree.standard.nodes
    var result: [SampleFields] = []
    var current: SampleFields?
    ProtobufWalker.walk(bytes, fromDevice: true) { event in
      switch event {
      case .enter(let node, _):
        if nodes[node].path == SamplePath.sample { current = SampleFields() }
      case .leave(let node):
        if nodes[node].path == SamplePath.sample, let sample = current {
          result.append(sample)
          current = nil
        }
      case .leaf(_, let path, let range):
        if path == SamplePath.key, current?.key == nil { current?.key = range }
        current?.fields.append(TracePlace(frame: frame, bytes: range, field: path))
      case .problem: break
      }
    }
    return result
  }
}

/// The second pass: feeds the frames to the streams.
final class RawScan {
  private let scanner: SecretScanner
  private let whole: ScanStream
  private let contents: ScanStream
  private let tally: RawTally
  private var byField: [(path: String, stream: ScanStream)] = []
  /// Fields that get a stream of their own; hostile frames could name any number of them.
  private static let fieldLimit = 64

  init(scanner: SecretScanner, tally: RawTally) {
    self.scanner = scanner
    self.tally = tally
    whole = ScanStream(scanner: scanner, keepsWhole: true, report: tally.add)
    contents = ScanStream(scanner: scanner, keepsWhole: false, report: tally.add)
  }

  /// Bytes that were scanned, over all streams.
  var byteCount: Int {
    byField.reduce(whole.byteCount + contents.byteCount) { $0 + $1.stream.byteCount }
  }

  /// Takes in one frame.
  func read(_ bytes: [UInt8], at frame: Int) {
    var position = 0
    func appendWhole(to end: Int, _ field: String) {
      guard end > position else { return }
      whole.append(bytes, TracePlace(frame: frame, bytes: position..<end, field: field))
      position = end
    }
    ProtobufWalker.walk(bytes, fromDevice: true) { event in
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
    let stream = ScanStream(scanner: scanner, keepsWhole: false, report: tally.add)
    byField.append((path, stream))
    return stream
  }
}
