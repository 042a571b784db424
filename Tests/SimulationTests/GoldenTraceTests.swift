import Determinism
import Foundation
import Simulation
import Testing
import Traces
import Wire

/// Traces of small runs with reference numerics, as text, a frame a line (Traces/README.md).
struct GoldenTraceTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Traces")

  @Test(arguments: [
    ("plain", [String]()),
    ("randomized-response", ["method.protection=[{randomized-response: {epsilon: 2}}]"]),
    ("capped-cache", ["server.cache=8 KiB", "method.wire.activations=fp16"]),
    ("fleet", ["fleet=[{count: 2}]"]),
    ("faults", [ReplayTests.faults]),
  ])
  func tracesEqualTheirGoldens(name: String, overrides: [String]) throws {
    let run = try SimulationFixture.run(overrides + ["numerics.backend=reference"])
    var lines = run.frames.map { frame in
      let kind = MessageKind(rawValue: frame.kind)?.name ?? "?"
      return "\(frame.time) \(frame.direction.name) \(frame.flow) \(kind) "
        + "\(frame.bytes.count) B \(Digest128(of: frame.bytes))"
    }
    lines.append("side network \(run.result.sideNetworkDigest)")
    lines.append("run \(run.summary.runDigest)")
    let file = Self.folder.appendingPathComponent("\(name).txt")
    let golden = try? String(contentsOf: file, encoding: .utf8)
    let record = ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1"
    guard let golden, !record else {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
      Issue.record("wrote Traces/\(name).txt; review it and run the test again")
      return
    }
    let expected = golden.split(separator: "\n").map(String.init)
    #expect(lines.count == expected.count)
    for (index, (got, want)) in zip(lines, expected).enumerated() where got != want {
      Issue.record("Traces/\(name).txt line \(index + 1): expected \(want), got \(got)")
      return
    }
  }
}
