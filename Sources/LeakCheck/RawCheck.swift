public import PrivateData
internal import Traces
public import Wire

/// `raw.labels`, `raw.tokens` and `raw.text`: no encoding of a secret occurs in what the device
/// sent.
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
  /// look for, as indices of records; the order of first upload is always looked for. `tree` says
  /// where samples lie. Throws what reading throws.
  public static func run(
    frames: FrameSource, records: [JudgeRecord], classes: Int, orders: [[Int]] = [],
    tree: SchemaTree = .standard
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
    var columns = ColumnTest(labels: labels(records), classes: classes, tree: tree)
    var prefixes = PrefixTest(records: records)
    let histogram = try survey(frames, tree, &columns, &prefixes)
    let corpus = SecretCorpus(records: records, classes: classes, orders: orders)
    let threshold = MatchThreshold(
      histogram: histogram, seeds: corpus.bytes.seedCount + corpus.numbers.seedCount,
      labels: corpus.labels.symbols.count)
    let tally = RawTally(recordCount: records.count)
    let scan = RawScan(
      scanner: SecretScanner(corpus: corpus, threshold: threshold), tally: tally,
      tree: tree)
    try frames.forEach { index, frame in
      if frame.direction == .toServer { scan.read(frame, at: index) }
    }
    scan.finish()
    tally.add(columns)
    tally.add(prefixes)
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
    _ frames: FrameSource, _ tree: SchemaTree, _ columns: inout ColumnTest,
    _ prefixes: inout PrefixTest
  ) throws -> [UInt64] {
    var histogram = ByteHistogram()
    let layout = SampleLayout(tree)
    try frames.forEach { index, frame in
      guard frame.direction == .toServer else { return }
      histogram.add(frame.bytes)
      let (bytes, samples) = layout.read(frame.bytes, kind: frame.kind, at: index)
      for sample in samples {
        columns.read(bytes, fields: sample.fields, key: sample.key)
        prefixes.read(bytes, fields: sample.fields, key: sample.key)
      }
    }
    return histogram.counts
  }
}
