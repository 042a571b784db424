import Determinism
import Foundation
import LeakCheck
import PrivateData
import Scenarios
import Simulation
import Traces
import Wire

/// The folder of a client that was imported: a run's folder with a map in place of a scenario.
struct ClientFolder {
  let folder: RunFolder

  /// A second capture of the same samples, in which one kind of secret differs.
  struct Pairing {
    var secret: PairedSecret
    var capture: String
    var records: [JudgeRecord]
  }

  /// What an import brought.
  struct Counts {
    var frames: UInt64 = 0
    var flows = 0
    var samples = 0
    var matched = 0
  }

  /// The number of the first pairing of a kind of secret; further ones follow it.
  private static let firstPairing = 1

  private func tracePath(_ secret: PairedSecret, _ number: Int) -> String {
    "\(folder.privatePath)/paired-\(secret.rawValue)-\(number).slt"
  }

  private func recordsPath(_ secret: PairedSecret, _ number: Int) -> String {
    "\(folder.privatePath)/paired-\(secret.rawValue)-\(number).jsonl"
  }

  /// Fills the folder, which is there and empty.
  ///
  /// Throws what reading captures and writing files throws.
  func write(
    _ map: ClientMap, capture: String, records: [JudgeRecord], pairings: [Pairing]
  ) throws -> Counts {
    let counts = try record(
      map, capture: capture, records: records, trace: folder.tracePath, judge: folder.judgePath)
    var numbers: [PairedSecret: Int] = [:]
    for pairing in pairings {
      let number = numbers[pairing.secret, default: Self.firstPairing]
      numbers[pairing.secret] = number + 1
      _ = try record(
        map, capture: pairing.capture, records: pairing.records,
        trace: tracePath(pairing.secret, number), judge: recordsPath(pairing.secret, number))
    }
    // The map comes last: a folder with it is whole.
    try folder.write(Data(map.resolvedYAML.utf8), to: folder.clientPath)
    return counts
  }

  /// Writes a trace and the judge's records that belong to it, in the order of first upload.
  private func record(
    _ map: ClientMap, capture: String, records: [JudgeRecord], trace: String, judge: String
  ) throws -> Counts {
    let reader = try CaptureReader(path: capture, tree: map.tree, port: map.port)
    let writer = try TraceWriter(
      path: trace,
      header: TraceHeader(
        serverSeed: 0, scenarioDigest: map.digest, fingerprint: "imported",
        program: "sidelight \(SidelightCommand.version)"))
    let samples = SampleReader(map.tree)
    var counts = Counts()
    var flows: Set<UInt32> = []
    var uploaded: [SampleKey: Int] = [:]
    while let frame = try reader.next() {
      try writer.append(frame)
      flows.insert(frame.flow)
      guard frame.direction == .toServer else { continue }
      for key in samples.keys(in: frame.bytes, kind: frame.kind, fromDevice: true)
      where uploaded[key] == nil {
        uploaded[key] = uploaded.count
      }
    }
    let totals = try writer.finish()
    let named = records.map { record in
      JudgeRecord(
        key: SampleKey(naming: record.key).bytes, sample: record.sample, label: record.label,
        tokens: record.tokens, text: record.text)
    }
    func rank(_ record: JudgeRecord) -> Int {
      SampleKey(bytes: record.key).flatMap { uploaded[$0] } ?? Int.max
    }
    let ranked = named.map { (rank: rank($0), record: $0) }
      .sorted { ($0.rank, $0.record.sample) < ($1.rank, $1.record.sample) }
    try JudgeFile.write(
      ranked.map(\.record), inputsDigest: totals.digest, to: folder, path: judge)
    counts.frames = totals.frames
    counts.flows = flows.count
    counts.samples = uploaded.count
    counts.matched = ranked.count { $0.rank < Int.max }
    return counts
  }

  /// The map, checked against the trace.
  func map(checks: [String]) throws -> ClientMap {
    let map = try ClientMapLoader.load(path: folder.clientPath, checks: checks)
    try checkTrace(folder.tracePath, map)
    return map
  }

  /// The trace and its secrets, ready to be checked.
  func material(_ map: ClientMap) throws -> CheckMaterial {
    CheckMaterial(
      frames: FrameSource(path: folder.tracePath), client: client(map),
      records: try records(folder.judgePath, of: folder.tracePath))
  }

  /// The paired captures in which one kind of secret differs.
  func pairedTraces(_ secret: PairedSecret, _ map: ClientMap) throws -> [PairedTrace] {
    var pairs: [PairedTrace] = []
    guard let base = try material(map).records else { return [] }
    for number in Self.firstPairing... {
      let trace = tracePath(secret, number)
      guard FileManager.default.fileExists(atPath: trace) else { break }
      try checkTrace(trace, map)
      guard let variant = try records(recordsPath(secret, number), of: trace) else { break }
      pairs.append(
        PairedTrace(frames: FrameSource(path: trace), secret, base: base, variant: variant))
    }
    return pairs
  }

  private func client(_ map: ClientMap) -> ImportedClient {
    ImportedClient(tree: map.tree, sizes: map.sizes)
  }

  /// A check speaks of a whole trace of this very map, or not at all.
  private func checkTrace(_ path: String, _ map: ClientMap) throws {
    if let fault = TraceVerification.verify(path: path).fault { throw fault }
    guard try TraceReader(path: path).header.scenarioDigest == map.digest else {
      throw Failure(
        badInput: "\(path): error: the trace belongs to another map than \(folder.clientPath)")
    }
  }

  private func records(_ path: String, of trace: String) throws -> [JudgeRecord]? {
    guard let contents = try JudgeFile.read(from: folder, path: path) else { return nil }
    guard contents.inputsDigest == TraceVerification.verify(path: trace).digest else {
      throw Failure(badInput: "\(path): error: the records belong to another trace than \(trace)")
    }
    return contents.records
  }
}
