public import Determinism
public import Scenarios
internal import ServerSide
internal import Tensors
public import Traces
internal import Transformers
internal import Wire

/// Rebuilds the server of a run from its trace and the scenario's public part alone, with the
/// public backbone where the server runs a part of it.
///
/// No device, no data, no label, no clock and no fault model takes part: the frames to the server
/// and the server's own events, in the order of the trace, decide everything. The server must send
/// what is on record, byte for byte, and end with the same side network.
public final class Replay {
  /// What came out.
  public struct Report: Equatable, Sendable {
    /// Frames handed to the server.
    public var framesIn: UInt64 = 0
    /// Frames that the server sent, all of them equal to those on record.
    public var framesOut: UInt64 = 0
    /// Training steps of the server at the end.
    public var steps = 0
    /// Digest of the side network at the end.
    public var sideNetworkDigest = Digest128(of: [])
    /// Digest of the trace; nil where it was not read to its end.
    public var traceDigest: Digest128?
    /// The first difference, in words; nil when there is none.
    public var difference: String?
  }

  /// The trace's header.
  public var header: TraceHeader { reader.header }
  /// The numeric fingerprint of this process.
  public let fingerprint: String

  private let reader: TraceReader
  private let machine: any ServerProgram
  private let flows: Int
  /// Frames that the server has sent and that the trace must show next.
  private var due: [(frame: Frame, flow: Int)] = []
  /// When the server last heard something.
  private var lastCause = SimInstant.zero
  private var report = Report()

  /// Opens a trace, and the public backbone where the server runs a part of it.
  ///
  /// - Throws: `TraceError` or `ModelError` when they cannot be read.
  public init(trace path: String, scenario: Scenario, workers: Int = 1) throws {
    reader = try TraceReader(path: path)
    let backend: MatrixBackend = scenario.numerics.backend == .openblas ? .openBLAS : .reference
    fingerprint = NumericRuntime.fingerprint(backend: backend)
    let setup = try ServerSetup(
      scenario, backend: backend, ladder: try LadderShape.of(scenario), workers: workers
    ) {
      try LoadedBackbone(scenario, backend: backend, ledger: nil).backbone
    }.seeded(Seed(reader.header.serverSeed))
    flows = setup.devices
    machine = setup.makeServer(ledger: nil)
  }

  /// Replays the whole trace, up to its end or the first difference.
  ///
  /// `progress` hears how many frames have been read. Throws `TraceError` when the trace cannot be
  /// read to its end.
  public func run(progress: ((_ frames: UInt64) -> Void)? = nil) throws -> Report {
    while report.difference == nil {
      let number = reader.frameNumber
      guard let entry = try reader.nextEntry() else {
        if !due.isEmpty {
          report.difference = "the trace ends, but the server sends one more frame"
        }
        break
      }
      if let problem = take(entry) {
        report.difference = "at frame \(number), \(entry.time): \(problem)"
      }
      progress?(number)
    }
    report.traceDigest = reader.totals?.digest
    report.steps = machine.steps
    report.sideNetworkDigest = machine.trainedDigest
    return report
  }

  /// Takes one entry; says what is wrong with it.
  private func take(_ entry: TraceEntry) -> String? {
    if case .frame(let frame) = entry, frame.direction == .toDevice { return compare(frame) }
    guard due.isEmpty else { return "the server sends a frame that is not on record" }
    lastCause = entry.time
    do throws(ServerError) {
      let effects: [ServerEffect]
      switch entry {
      case .event(let event):
        if let problem = problem(event) { return problem }
        effects = try apply(event)
      case .frame(let frame):
        guard (1...flows).contains(Int(frame.flow)) else { return "there is no flow \(frame.flow)" }
        guard frame.kind == MessageKind.code(of: frame.bytes, fromDevice: true) else {
          return "its recorded kind is not that of its bytes"
        }
        report.framesIn += 1
        effects = try machine.handle(.received(Frame(frame.bytes), flow: Int(frame.flow) - 1))
      }
      for case .send(let frame, let flow) in effects { due.append((frame, flow)) }
      return nil
    } catch {
      return "the server refuses it: \(error.description)"
    }
  }

  private func problem(_ event: TraceEvent) -> String? {
    switch event.kind {
    case .computed: return machine.isTraining ? nil : "the server has no work under way"
    case .reconnected, .timer, .stopped, .resumed:
      guard machine.survivesFaults else { return "the server of this method knows no faults" }
    }
    guard event.kind == .reconnected else { return nil }
    return (1...flows).contains(Int(event.flow)) ? nil : "there is no such flow"
  }

  private func apply(_ event: TraceEvent) throws(ServerError) -> [ServerEffect] {
    switch event.kind {
    case .computed: return try machine.handle(.computed)
    case .timer: return try machine.handle(.timer)
    case .reconnected: return try machine.handle(.reconnected(flow: Int(event.flow) - 1))
    case .stopped:
      _ = machine.restart()
      return []
    case .resumed: return machine.resume()
    }
  }

  private func compare(_ recorded: TraceFrame) -> String? {
    guard !due.isEmpty else { return "the server does not send this frame" }
    let (frame, flow) = due.removeFirst()
    guard recorded.flow == UInt32(flow + 1) else { return "the server sends it to another device" }
    guard recorded.bytes == frame.bytes else { return "the server sends other bytes" }
    guard recorded.kind == MessageKind.code(of: frame.bytes, fromDevice: false) else {
      return "its recorded kind is not that of its bytes"
    }
    guard recorded.time == lastCause else { return "the server sends it at another time" }
    report.framesOut += 1
    return nil
  }
}
