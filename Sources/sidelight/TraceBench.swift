import ArgumentParser
import Determinism
import Foundation
import Scenarios
import Simulation
import Traces

/// `sidelight bench trace`: recording, verifying, and what recording costs a run.
struct TraceBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Bytes recorded and verified a second, memory, and the cost of recording a run.",
    discussion: """
      Prints JSON. Two traces of the given sizes, in frames as PAE sends them, go to a temporary \
      folder and are verified from there; seconds are real time, the best of `--rounds` for the \
      first size and one round for the second. `memory_growth_bytes` is by how much the greatest \
      memory of this process rose from the first size to the second. With `--scenario` a run is \
      made with and without recorder, its backbone's activations being at hand, and \
      `recording_share` is the part of its processor time that recording took. In a first \
      run the activations come on top, so that the part is smaller.

      EXAMPLES
        sidelight bench trace
        sidelight bench trace --scenario Scenarios/minilm-sst2.yaml --data SST-2 --json
      """)

  @Option(help: "Size of the first trace.") var small = "10 MB"
  @Option(help: "Size of the second.") var large = "4 GB"
  @Option(help: "Rounds; the best one counts.") var rounds = 5
  @Option(help: "Also measure recording a run of this scenario.", completion: .yaml)
  var scenario: String?
  @Option(help: "Take the scenario's texts from here.", completion: .texts) var data: String?
  @OptionGroup var workers: WorkerOption
  @OptionGroup var store: StoreOption
  @Flag(help: "Print JSON (always on).") var json = false

  func validate() throws {
    guard (1...1_000).contains(rounds) else {
      throw ValidationError("Rounds must lie between 1 and 1000.")
    }
  }

  private struct Report: Encodable {
    struct Trace: Encodable {
      var bytes: UInt64
      var write_megabytes_per_second: Double
      var verify_megabytes_per_second: Double
      var peak_memory_bytes: UInt64
    }
    struct Recording: Encodable {
      /// All of it, activations from the store included.
      var run_seconds: Double
      /// The simulation alone, recorded.
      var simulation_seconds: Double
      /// The simulation alone, without a recorder.
      var unrecorded_seconds: Double
      var recording_share: Double
      var trace_bytes: UInt64
    }

    var traces: [Trace] = []
    var memory_growth_bytes: UInt64 = 0
    var recording: Recording?
  }

  mutating func run() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var report = Report()
    for (size, rounds) in [(small, rounds), (large, 1)] {
      let bytes = try QuantityReader.size(size, of: "--small, --large").bytes
      report.traces.append(try Self.measure(bytes, rounds, folder.path + "/bench.slt"))
    }
    report.memory_growth_bytes =
      report.traces[1].peak_memory_bytes - report.traces[0].peak_memory_bytes
    report.recording = try scenario.map { try recording(of: $0, folder.path + "/run.slt") }
    try StandardOutput.write(json: report)
  }

  /// A batch of samples and its acknowledgement, over and over.
  private static func measure(
    _ bytes: UInt64, _ rounds: Int, _ path: String
  ) throws -> Report.Trace {
    let frames = [
      TraceFrame(
        time: .zero, direction: .toServer, flow: 1, kind: 2,
        bytes: (0..<147_790).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }),
      TraceFrame(
        time: .zero, direction: .toDevice, flow: 1, kind: 17,
        bytes: [UInt8](repeating: 1, count: 12)),
    ]
    var (write, verify) = (Double.infinity, Double.infinity)
    for _ in 0..<rounds {
      try? FileManager.default.removeItem(atPath: path)
      let clock = FineClock()
      let writer = try TraceWriter(path: path, header: header)
      var (written, time) = (UInt64(0), UInt64(0))
      while written < bytes {
        for var frame in frames {
          time += 1_000_000
          frame.time = SimInstant(nanoseconds: time)
          try writer.append(frame)
          written += UInt64(frame.bytes.count)
        }
      }
      try writer.finish()
      write = min(write, clock.seconds)
      let second = FineClock()
      let report = TraceVerification.verify(path: path)
      verify = min(verify, second.seconds)
      guard report.complete else { throw Failure(internalFault: "a fresh trace must verify") }
    }
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64 ?? 0
    try FileManager.default.removeItem(atPath: path)
    return Report.Trace(
      bytes: size, write_megabytes_per_second: (Double(size) / write / 1e6).rounded(),
      verify_megabytes_per_second: (Double(size) / verify / 1e6).rounded(),
      peak_memory_bytes: peakMemory)
  }

  private static var header: TraceHeader {
    TraceHeader(
      serverSeed: 0, scenarioDigest: Digest128(of: []), fingerprint: "none",
      program: "sidelight \(SidelightCommand.version)")
  }

  private static var peakMemory: UInt64 {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return UInt64(usage.ru_maxrss) << 10
  }

  private func recording(of file: String, _ path: String) throws -> Report.Recording {
    let loaded = try ScenarioLoader.load(
      path: file, data: data.map { path throws(ScenarioError) in try DataLocation(path: path) })
    guard loaded.scenario.hasValues else {
      throw Failure(badInput: "\(file): error: numerics: shape records no trace")
    }
    var best = Report.Recording(
      run_seconds: .infinity, simulation_seconds: .infinity, unrecorded_seconds: .infinity,
      recording_share: 0, trace_bytes: 0)
    for _ in 0..<rounds {
      for isRecorded in [false, true] {
        try? FileManager.default.removeItem(atPath: path)
        let clock = ProcessorClock()
        let material = try store.material(
          loaded, workers: workers.count, progress: ProgressLine())
        let recorder = isRecorded ? try TraceWriter(path: path, header: Self.header) : nil
        let simulator = Simulator(material: material, recorder: recorder)
        let second = ProcessorClock()
        _ = try simulator.run()
        if isRecorded {
          best.run_seconds = min(best.run_seconds, clock.seconds)
          best.simulation_seconds = min(best.simulation_seconds, second.seconds)
        } else {
          best.unrecorded_seconds = min(best.unrecorded_seconds, second.seconds)
        }
      }
    }
    best.trace_bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64 ?? 0
    best.recording_share =
      max(0, best.simulation_seconds - best.unrecorded_seconds) / best.run_seconds
    return best
  }
}
