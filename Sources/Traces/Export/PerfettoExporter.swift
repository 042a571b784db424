import Determinism
import Wire

/// The Trace Event format as JSON, which ui.perfetto.dev and chrome://tracing open.
///
/// A process for every device and one for the server; tracks for computing, both directions of the
/// radio, training, epochs, the cache and the frames at the server's edge. Times are microseconds.
/// Source: "Trace Event Format", Google, https://chromium.googlesource.com/catapult.
struct PerfettoExporter: FrameExporter {
  /// Process numbers of devices are their own.
  private static let serverProcess = 1_000_000
  private static let faultProcess = 1_000_001

  /// Tracks of a process, in the order in which they are shown.
  private enum Thread: Int {
    case compute = 1
    case uplink = 2
    case downlink = 3
    case epochs = 4
    case training = 5
    case faults = 6
    /// Frames of flow k stand on track `frames + k`.
    case frames = 1_000

    var name: String {
      switch self {
      case .compute: "compute"
      case .uplink: "radio: up"
      case .downlink: "radio: down"
      case .epochs: "epochs"
      case .training: "training"
      case .faults: "faults"
      case .frames: "frames at the server's edge"
      }
    }
  }

  private let text: TextFile
  private let kinds: FrameKinds
  private var isFirst = true
  private var named: Set<Int> = []
  private var namedTracks: Set<[Int]> = []

  init(text: TextFile, kinds: FrameKinds) throws(TraceError) {
    self.text = text
    self.kinds = kinds
    try text.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n")
  }

  mutating func append(_ frame: TraceFrame, number: UInt64) throws(TraceError) {
    let track = Thread.frames.rawValue + Int(frame.flow)
    try name(Self.serverProcess, track, "\(Thread.frames.name), device \(frame.flow)")
    try event(
      "\"ph\":\"i\",\"s\":\"t\",\"name\":\"\(kinds.name(frame.kind))\","
        + "\"pid\":\(Self.serverProcess),\"tid\":\(track),\"ts\":\(microseconds(frame.time)),"
        + "\"args\":{\"frame\":\(number),\"direction\":\"\(frame.direction.name)\","
        + "\"bytes\":\(frame.bytes.count)}")
  }

  /// Adds every span of a timeline.
  mutating func append(_ timeline: TimelineReader) throws(TraceError) {
    while let span = try timeline.next() {
      switch span.track {
      case .device: try add(span, span.member, .compute, amount: "samples")
      case .uplink: try add(span, span.member, .uplink, amount: "bytes")
      case .downlink: try add(span, span.member, .downlink, amount: "bytes")
      case .server: try add(span, Self.serverProcess, .training, amount: "step")
      case .epoch: try add(span, Self.serverProcess, .epochs, amount: "epoch")
      case .fault: try add(span, Self.faultProcess, .faults, amount: "device")
      case .cache:
        try name(Self.serverProcess, Thread.training.rawValue, Thread.training.name)
        try event(
          "\"ph\":\"C\",\"name\":\"cache\",\"pid\":\(Self.serverProcess),"
            + "\"ts\":\(microseconds(span.start)),\"args\":{\"bytes\":\(span.amount)}")
      }
    }
  }

  func finish() throws(TraceError) {
    try text.write("\n]}\n")
    try text.finish()
  }

  private mutating func add(
    _ span: TimelineSpan, _ process: Int, _ thread: Thread, amount: String
  ) throws(TraceError) {
    // Faults of several devices overlap, so each device has a track of its own.
    let track = thread == .faults ? thread.rawValue + span.member : thread.rawValue
    let title = thread == .faults && span.member > 0 ? "device \(span.member)" : thread.name
    try name(process, track, title)
    let value = thread == .faults ? span.member : span.amount
    try event(
      "\"ph\":\"X\",\"name\":\"\(span.name)\",\"pid\":\(process),\"tid\":\(track),"
        + "\"ts\":\(microseconds(span.start)),"
        + "\"dur\":\(microseconds(SimInstant(nanoseconds: (span.end - span.start).nanoseconds))),"
        + "\"args\":{\"\(amount)\":\(value)}")
  }

  /// Names a process and its track before their first use.
  private mutating func name(_ process: Int, _ track: Int, _ title: String) throws(TraceError) {
    if named.insert(process).inserted {
      let name =
        switch process {
        case Self.serverProcess: "server"
        case Self.faultProcess: "faults"
        default: "device \(process)"
        }
      try metadata("process_name", process, "", "\"name\":\"\(name)\"")
      try metadata("process_sort_index", process, "", "\"sort_index\":\(process)")
    }
    if namedTracks.insert([process, track]).inserted {
      try metadata("thread_name", process, "\"tid\":\(track),", "\"name\":\"\(title)\"")
      try metadata("thread_sort_index", process, "\"tid\":\(track),", "\"sort_index\":\(track)")
    }
  }

  private mutating func metadata(
    _ name: String, _ process: Int, _ track: String, _ arguments: String
  ) throws(TraceError) {
    try event(
      "\"ph\":\"M\",\"name\":\"\(name)\",\"pid\":\(process),\(track)\"args\":{\(arguments)}")
  }

  private mutating func event(_ fields: String) throws(TraceError) {
    try text.write((isFirst ? "{" : ",\n{") + fields + "}")
    isFirst = false
  }

  /// Microseconds with three digits behind the point: exactly the nanoseconds.
  private func microseconds(_ time: SimInstant) -> String {
    let (whole, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000)
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
