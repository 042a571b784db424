import Determinism
import Foundation
import Scenarios
import Simulation
import Testing
import Traces

/// A replayed server must answer as the recorded one did, and learn the same.
struct ReplayTests {
  static let faults =
    "faults={random: {drop: 0.05, duplicate: 0.05, reorder: 0.05, corrupt: 0.02}, "
    + "checkpoint: 2, schedule: ["
    + "{kind: disconnect, at: 200 ms, lasts: 300 ms}, "
    + "{kind: server-restart, at: 700 ms, lasts: 200 ms}, "
    + "{kind: device-restart, at: 1200 ms, lasts: 100 ms}]}"

  @Test(arguments: [
    [], ["server.cache=8 KiB"], ["server.cache=20 KiB", "method.wire.activations=fp16"],
    ["method.protection=[{randomized-response: {epsilon: 1}}]"],
    [faults], [faults, "server.cache=8 KiB"], [faults, "fleet=[{count: 3}]"],
    ["fleet=[{count: 4}]"], ["server_seed=99"],
  ])
  func aReplayEndsWithTheSameSideNetwork(overrides: [String]) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let overrides = overrides + ["seed=\(seed)"]
      try SimulationFixture.run(overrides) { run, folder in
        #expect(run.result.violations == [])
        let replay = try Replay(
          trace: folder + "/trace.slt", scenario: SimulationFixture.scenario(overrides))
        let report = try replay.run()
        #expect(report.difference == nil, "\(overrides)")
        #expect(report.sideNetworkDigest == run.result.sideNetworkDigest)
        #expect(report.steps == run.result.steps)
        #expect(report.framesIn + report.framesOut == UInt64(run.frames.count))
      }
    }
  }

  private func entries(_ folder: String) throws -> [TraceEntry] {
    let reader = try TraceReader(path: folder + "/trace.slt")
    var entries: [TraceEntry] = []
    while let entry = try reader.nextEntry() { entries.append(entry) }
    return entries
  }

  /// What a replay of these entries, in place of the folder's trace, finds.
  private func difference(
    _ entries: [TraceEntry], _ folder: String, _ scenario: Scenario
  ) throws -> String? {
    let header = try TraceReader(path: folder + "/trace.slt").header
    let path = folder + "/changed.slt"
    try? FileManager.default.removeItem(atPath: path)
    let writer = try TraceWriter(path: path, header: header)
    for entry in entries {
      switch entry {
      case .frame(let frame): try writer.append(frame)
      case .event(let event): try writer.append(event)
      }
    }
    try writer.finish()
    return try Replay(trace: path, scenario: scenario).run().difference
  }

  @Test func whatIsNotOnRecordIsMissed() throws {
    try SimulationFixture.run(["server.cache=8 KiB"]) { run, folder in
      let scenario = try SimulationFixture.scenario(["server.cache=8 KiB"])
      let entries = try entries(folder)
      let whole = try difference(entries, folder, scenario)
      #expect(whole == nil)
      // Any entry but the last, which is the device's goodbye.
      for number in 0..<entries.count - 1 {
        var changed = entries
        changed.remove(at: number)
        let found = try difference(changed, folder, scenario)
        #expect(found != nil, "entry \(number) taken out: \(entries[number].time)")
      }
      // One bit of an activation changes what is learned, and so the network that is sent.
      let first = entries.firstIndex { entry in
        if case .frame(let frame) = entry { frame.bytes.count > 500 } else { false }
      }
      let number = try #require(first)
      var changed = entries
      if case .frame(var frame) = entries[number] {
        frame.bytes[60] ^= 1
        changed[number] = .frame(frame)
      }
      let found = try difference(changed, folder, scenario)
      #expect(found != nil)
    }
  }

  @Test func hostileTracesNeverCrashAReplay() throws {
    try SimulationFixture.run([Self.faults]) { _, folder in
      let scenario = try SimulationFixture.scenario([Self.faults])
      let entries = try entries(folder)
      for seed in 0..<200 as Range<UInt64> {
        var stream = Seed(seed).stream("hostile", ledger: nil)
        var changed: [TraceEntry] = []
        for entry in entries {
          guard stream.next(below: 12) == 0 else {
            changed.append(entry)
            continue
          }
          if let other = Self.broken(entry, &stream) { changed.append(other) }
        }
        _ = try difference(changed, folder, scenario)
      }
    }
  }

  /// Another entry in the place of this one, or none.
  private static func broken(_ entry: TraceEntry, _ stream: inout RandomStream) -> TraceEntry? {
    switch entry {
    case .frame(var frame):
      switch stream.next(below: 3) {
      case 0:
        guard !frame.bytes.isEmpty else { return nil }
        frame.bytes[stream.next(below: frame.bytes.count)] ^= UInt8(stream.next(below: 256))
      case 1: frame.flow = UInt32(stream.next(below: 3))
      default: return nil
      }
      return .frame(frame)
    case .event(var event):
      let kinds = TraceEvent.Kind.allCases
      event.kind = kinds[stream.next(below: kinds.count)]
      event.flow = UInt32(stream.next(below: 4))
      return .event(event)
    }
  }
}
