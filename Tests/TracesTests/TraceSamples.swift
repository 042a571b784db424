import Determinism
import Foundation
import Traces
import Wire

/// Counts of cases in one place.
enum Cases {
  static let roundTripSeeds = 40
  /// Many more cases than in every build.
  static let isSoak = ProcessInfo.processInfo.environment["SIDELIGHT_SOAK"] == "1"
  static let randomFlips = isSoak ? 10_000 : 400
  static let largeTraceFrames = isSoak ? 22_000 : 3_000
  static let fuzzFiles = 4_000
}

/// Runs `body` with the path of a folder that is removed afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("traces-\(ProcessInfo.processInfo.globallyUniqueString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

let sampleHeader = TraceHeader(
  serverSeed: 0x1122_3344_5566_7788, scenarioDigest: Digest128(of: "a scenario"),
  fingerprint: "openblas haswell 1 thread gemm 0123abcd", program: "sidelight 0.1 ß")

/// Random frames in order of time, many of them at equal times.
func randomFrames(_ count: Int, largest: Int, seed: Int) -> [TraceFrame] {
  var stream = Seed(UInt64(seed)).stream("frames", ledger: nil)
  var time: UInt64 = 0
  return (0..<count).map { _ in
    time += UInt64(max(0, stream.next(below: 2_000) - 1_000))
    let kinds = MessageKind.allCases
    return TraceFrame(
      time: SimInstant(nanoseconds: time),
      direction: stream.next(below: 2) == 0 ? .toServer : .toDevice,
      flow: UInt32(stream.next(below: 3)), kind: kinds[stream.next(below: kinds.count)].rawValue,
      bytes: stream.bytes(stream.next(below: largest + 1)))
  }
}

/// Writes a trace; a block ends after every `checkpoint` frames.
@discardableResult
func write(
  _ frames: [TraceFrame], to path: String, checkpoint: Int = .max, finish: Bool = true
) throws -> TraceTotals? {
  let writer = try TraceWriter(path: path, header: sampleHeader)
  for (index, frame) in frames.enumerated() {
    try writer.append(frame)
    if index % checkpoint == checkpoint - 1 { try writer.checkpoint() }
  }
  return finish ? try writer.finish() : nil
}

/// All frames of a complete trace.
func read(_ path: String) throws -> [TraceFrame] {
  let reader = try TraceReader(path: path)
  var frames: [TraceFrame] = []
  while let frame = try reader.next() { frames.append(frame) }
  return frames
}

/// The bytes of a file.
func contents(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Replaces a file.
func replace(_ path: String, with bytes: some Sequence<UInt8>) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}
