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

  /// Calls a body once for every piece of independent work, one after the other or at once.
  public typealias Together = (_ pieces: Int, _ body: @Sendable (Int) -> Void) -> Void

  /// Runs the three checks over two passes of the trace.
  ///
  /// `classes` is the declared number of classes. `orders` holds further orders of the labels to
  /// look for, as indices of records; the order of first upload is always looked for. `tree` says
  /// where samples lie. `together` runs windows of the scan. A scan that `readsAll` has no filter
  /// in front of it and finds the same, slowly; `leniency` multiplies the accidents allowed in a
  /// trace, so that they can be counted. Throws what reading throws.
  public static func run(
    frames: FrameSource, records: [JudgeRecord], classes: Int, orders: [[Int]] = [],
    tree: SchemaTree = .standard, readsAll: Bool = false, leniency: Double = 1,
    together: @escaping Together = { pieces, body in for piece in 0..<pieces { body(piece) } }
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
    // The first pass and the forms of the secrets need not wait for each other.
    nonisolated(unsafe) var survey = Survey(records: records, classes: classes, tree: tree)
    nonisolated(unsafe) var read = Result<Void, any Error>.success(())
    nonisolated(unsafe) var prepared: (corpus: SecretCorpus, filter: ScanFilter)?
    nonisolated(unsafe) let (frames, together) = (frames, together)
    together(2) { piece in
      if piece == 0 {
        read = Result { try survey.read(frames) }
      } else {
        let corpus = SecretCorpus(
          records: records, classes: classes, orders: orders, together: together)
        prepared = (corpus, ScanFilter(corpus: corpus, readsAll: readsAll))
      }
    }
    try read.get()
    guard let (corpus, filter) = prepared else {
      preconditionFailure("every piece of work is done")
    }
    let threshold = MatchThreshold(
      histogram: survey.histogram.counts, seeds: corpus.patternCount,
      labels: corpus.labels.symbols.count, leniency: leniency)
    let tally = RawTally(recordCount: records.count)
    let scanner = SecretScanner(corpus: corpus, threshold: threshold, filter: filter)
    let scan = RawScan(scanner: scanner, tally: tally, tree: tree, together: together)
    try frames.forEach { index, frame in
      if frame.direction == .toServer { scan.read(frame, at: index) }
    }
    scan.finish()
    tally.add(survey.columns)
    tally.add(survey.prefixes)
    let report = RawReport(
      corpus: corpus, threshold: threshold, columns: survey.columns, tally: tally,
      deviceBytes: survey.histogram.counts.reduce(0, +), scannedBytes: scan.byteCount)
    return SecretKind.allCases.map(report.result)
  }

  /// Patterns that the scan looks for at every place.
  public static func patternCount(records: [JudgeRecord], classes: Int) -> Int {
    SecretCorpus(records: records, classes: classes) { pieces, body in
      for piece in 0..<pieces { body(piece) }
    }.patternCount
  }
}

/// The first pass: how often each byte occurs, and the columns of the samples.
private struct Survey {
  private(set) var histogram = ByteHistogram()
  private(set) var columns: ColumnTest
  private(set) var prefixes: PrefixTest
  private let layout: SampleLayout

  init(records: [JudgeRecord], classes: Int, tree: SchemaTree) {
    columns = ColumnTest(labels: Self.labels(records), classes: classes, tree: tree)
    prefixes = PrefixTest(records: records)
    layout = SampleLayout(tree)
  }

  /// Takes in what the device sent.
  mutating func read(_ frames: FrameSource) throws {
    try frames.forEach { index, frame in
      guard frame.direction == .toServer else { return }
      histogram.add(frame.bytes)
      let (bytes, samples) = layout.read(frame.bytes, kind: frame.kind, at: index)
      for sample in samples {
        columns.read(bytes, fields: sample.fields, key: sample.key)
        prefixes.read(bytes, fields: sample.fields, key: sample.key)
      }
    }
  }

  private static func labels(_ records: [JudgeRecord]) -> [SampleKey: Int] {
    var result: [SampleKey: Int] = [:]
    for record in records {
      guard let key = SampleKey(bytes: record.key) else { continue }
      if result[key] == nil { result[key] = record.label.withRevealed { $0 } }
    }
    return result
  }
}
