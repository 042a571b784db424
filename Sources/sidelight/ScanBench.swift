import ArgumentParser
import Determinism
import LeakCheck
import PrivateData
import Scenarios
import Tensors
import Traces
import Wire

/// `sidelight bench scan`: the raw checks' speed beside that of reading memory once.
struct ScanBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Device bytes a second through the raw checks, beside a plain read of memory.",
    discussion: """
      Prints JSON. Each kind of data is a trace in memory: batches of uploads made of normal \
      numbers, and secrets planted in the last one, which must be found. Seconds are real time of \
      the whole check, from records to results, and `processor_seconds` those of all workers; \
      `read` is XXH3 over the same frames in the same run, and `fraction` what the check reaches \
      of it.

      EXAMPLE
        sidelight bench scan --size '100 MB' --json
      """)

  @Option(help: "Bytes of each trace, at least.") var size = "700 MB"
  @Option(help: "Texts to look for.") var records = 20_000
  @Option(help: "Rounds; the best one counts.") var rounds = 3
  @Option(parsing: .upToNextOption, help: "Workers to measure with, one number after the other.")
  var workers = [1, 2]
  @Option(help: "Only this kind of data.") var kind: String?
  @Flag(help: "Print JSON (always on).") var json = false

  func validate() throws {
    guard (1...1_000).contains(rounds) else {
      throw ValidationError("Rounds must lie between 1 and 1000.")
    }
    guard (100...1_000_000).contains(records) else {
      throw ValidationError("Records must lie between 100 and 1000000.")
    }
    guard !workers.isEmpty, workers.allSatisfy((1...256).contains) else {
      throw ValidationError("Workers must lie between 1 and 256.")
    }
    if let kind, !Self.kinds.contains(where: { $0.name == kind }) {
      throw ValidationError(
        "Kinds are \(Self.kinds.map(\.name).joined(separator: ", ")).")
    }
  }

  private struct Kind {
    var name: String
    var layers: Int
    var width: Int
    var format: ActivationFormat
  }

  private static let kinds = [
    Kind(name: "12x768-fp32", layers: 12, width: 768, format: .fp32),
    Kind(name: "12x768-bf16", layers: 12, width: 768, format: .bf16),
    Kind(name: "12x768-int8", layers: 12, width: 768, format: ActivationFormat(.int8, group: 64)),
    Kind(name: "2x64-fp32", layers: 2, width: 64, format: .fp32),
  ]

  private struct Report: Encodable {
    struct Result: Encodable {
      var kind: String
      var workers: Int
      var device_bytes: Int
      var seconds: Double
      var processor_seconds: Double
      var megabytes_per_second: Double
      var read_megabytes_per_second: Double
      var fraction: Double
      var findings: Int
    }

    var records: Int
    var patterns: Int
    var results: [Result] = []
  }

  mutating func run() throws {
    let bytes = Int(clamping: try QuantityReader.size(size, of: "--size").bytes)
    let secrets = ScanMaterial(records: records)
    var report = Report(
      records: records,
      patterns: RawCheck.patternCount(records: secrets.records, classes: ScanMaterial.classes))
    for kind in Self.kinds where self.kind == nil || self.kind == kind.name {
      let frames = secrets.frames(
        layers: kind.layers, width: kind.width, format: kind.format, bytes: bytes)
      for workers in workers {
        report.results.append(try measure(kind.name, frames, secrets, WorkerPool(workers: workers)))
      }
    }
    try StandardOutput.write(json: report)
  }

  private func measure(
    _ kind: String, _ frames: [TraceFrame], _ secrets: ScanMaterial, _ pool: WorkerPool
  ) throws -> Report.Result {
    let total = frames.reduce(0) { $0 + $1.bytes.count }
    var result = Report.Result(
      kind: kind, workers: pool.workers, device_bytes: total, seconds: .infinity,
      processor_seconds: .infinity, megabytes_per_second: 0, read_megabytes_per_second: 0,
      fraction: 0, findings: 0)
    for _ in 0..<rounds {
      let reading = FineClock()
      var digests: UInt64 = 0
      for frame in frames { digests ^= Digest128(of: frame.bytes).low }
      precondition(digests != 1, "the sum is used, so that it is computed")
      let read = reading.seconds
      let (checking, processor) = (FineClock(), ProcessorClock())
      let results = try RawCheck.run(
        frames: FrameSource(frames), records: secrets.records, classes: ScanMaterial.classes,
        together: { pool.forEach($0, $1) })
      let (seconds, processorSeconds) = (checking.seconds, processor.seconds)
      guard results.allSatisfy({ $0.verdict == .leak }) else {
        throw Failure(internalFault: "every planted secret must be found")
      }
      result.findings = results.reduce(0) { $0 + $1.findings.count }
      result.seconds = min(result.seconds, seconds)
      result.processor_seconds = min(result.processor_seconds, processorSeconds)
      result.read_megabytes_per_second = max(
        result.read_megabytes_per_second, (Double(total) / read / 1e6).rounded())
    }
    result.megabytes_per_second = (Double(total) / result.seconds / 1e6).rounded()
    result.fraction = result.megabytes_per_second / result.read_megabytes_per_second
    return result
  }
}

/// Secrets and uploads for `bench scan`.
private struct ScanMaterial {
  static let classes = 2
  private static let vocabulary = 30_000
  private static let batch = 16
  private static let poolSize = 1 << 20

  let records: [JudgeRecord]
  private let planted: [UInt8]

  /// Texts of 10 to 30 words whose frequencies follow Zipf's law.
  init(records count: Int) {
    var stream = Seed(1).stream("bench.scan.secrets", ledger: nil)
    let letters = Array("etaoinshrdlucmfwypvbgkjqxz".utf8)
    let words = (0..<Self.vocabulary).map { _ in
      (0..<2 + stream.next(below: 8)).map { _ in
        letters[min(stream.next(below: 26), stream.next(below: 26))]
      }
    }
    let bound = DeterministicMath.log(Double(Self.vocabulary))
    var (records, labels, planted) = ([JudgeRecord](), [UInt8](), [UInt8]())
    for index in 0..<count {
      let picks = (0..<10 + stream.next(below: 21)).map { _ in
        min(Self.vocabulary - 1, Int(DeterministicMath.exp(stream.nextUnit() * bound)) - 1)
      }
      let text = Array(picks.map { words[$0] }.joined(separator: [UInt8(ascii: " ")]))
      let label = stream.next(below: Self.classes)
      // A text, another sample's ids in 16 bits, and all labels.
      if index == count / 2 { planted += text }
      if index == count / 3 {
        planted += picks.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      }
      labels.append(UInt8(label))
      records.append(
        JudgeRecord(
          key: stream.bytes(SampleKey.byteCount), sample: index, label: Secret(label),
          tokens: Secret(picks), text: Secret(text)))
    }
    self.records = records
    self.planted = planted + labels
  }

  /// Batches of uploads, record by record and round and round, of at least `bytes` in all.
  func frames(layers: Int, width: Int, format: ActivationFormat, bytes: Int) -> [TraceFrame] {
    var stream = Seed(2).stream("bench.scan.frames", ledger: nil)
    let pool = stream.normals(Self.poolSize, deviation: 1)
    let count = layers * width
    var frames: [TraceFrame] = []
    var (held, next) = (0, 0)
    while held < bytes {
      let samples = (0..<Self.batch).compactMap { slot -> UploadedSample? in
        let start = stream.next(below: pool.count - count)
        let scale = Float(0.5 + stream.nextUnit())
        let delta = Float(stream.nextNormal())
        return SampleKey(bytes: records[(next + slot) % records.count].key).map { key in
          UploadedSample(
            key: key, activations: pool[start..<start + count].map { $0 * scale },
            delta: [delta, -delta])
        }
      }
      next += Self.batch
      let message = DeviceMessage.samples(sequence: frames.count + 1, samples)
      frames.append(frame(message.encoded(format: format), at: frames.count))
      held += frames[frames.count - 1].bytes.count
    }
    // A message outside the schema.
    frames.append(frame(MessageFrame.wrap(planted), at: frames.count))
    return frames
  }

  private func frame(_ bytes: [UInt8], at index: Int) -> TraceFrame {
    TraceFrame(
      time: SimInstant(nanoseconds: UInt64(index) * 1_000_000), direction: .toServer, flow: 1,
      kind: 2, bytes: bytes)
  }
}
