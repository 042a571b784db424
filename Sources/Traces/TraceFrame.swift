public import Determinism

/// Which way a frame crossed the server's edge.
public enum TraceDirection: UInt8, CaseIterable, Sendable {
  /// From the device.
  case toServer = 1
  /// From the server.
  case toDevice = 2

  /// The direction's name in reports, such as `to-server`.
  public var name: String { self == .toServer ? "to-server" : "to-device" }
}

/// One frame as it crossed the server's edge.
public struct TraceFrame: Equatable, Sendable {
  /// Most bytes of a frame.
  public static let byteLimit = 1 << 30

  /// Simulated time at which its last byte crossed.
  public var time: SimInstant
  /// Which way it went.
  public var direction: TraceDirection
  /// Number of the connection.
  public var flow: UInt32
  /// Raw value of `Wire.MessageKind`; a trace may hold kinds that this program does not know.
  public var kind: UInt8
  /// The framed message, prefix included.
  public var bytes: [UInt8]

  /// Makes a frame from its parts.
  public init(
    time: SimInstant, direction: TraceDirection, flow: UInt32, kind: UInt8, bytes: [UInt8]
  ) {
    precondition(bytes.count <= Self.byteLimit, "a recorded frame holds at most 1 GiB")
    self.time = time
    self.direction = direction
    self.flow = flow
    self.kind = kind
    self.bytes = bytes
  }
}

/// Something other than a frame that decided what the server did next.
///
/// Frames cross the server's edge and so does nothing else; these moments are the server's own, and
/// with them a replay needs no clock.
public struct TraceEvent: Equatable, Sendable {
  /// What happened.
  public enum Kind: UInt8, CaseIterable, Sendable {
    /// The work under way was done.
    case computed = 1
    /// The wait that the server asked for was over.
    case timer = 2
    /// The device of the flow had a connection again.
    case reconnected = 3
    /// The server's process died.
    case stopped = 4
    /// It ran again, from what it had kept.
    case resumed = 5

    /// The kind's name in reports.
    public var name: String { "\(self)" }
  }

  /// Simulated time.
  public var time: SimInstant
  /// What happened.
  public var kind: Kind
  /// Number of the connection; zero where none is concerned.
  public var flow: UInt32

  /// Makes an event from its parts.
  public init(time: SimInstant, kind: Kind, flow: UInt32 = 0) {
    self.time = time
    self.kind = kind
    self.flow = flow
  }
}

/// One entry of a trace.
public enum TraceEntry: Equatable, Sendable {
  /// A frame crossed the server's edge.
  case frame(TraceFrame)
  /// Something happened inside.
  case event(TraceEvent)

  /// Simulated time.
  public var time: SimInstant {
    switch self {
    case .frame(let frame): frame.time
    case .event(let event): event.time
    }
  }
}

/// What a finished trace holds.
public struct TraceTotals: Equatable, Sendable {
  /// Frames recorded.
  public var frames: UInt64
  /// Data blocks that hold them.
  public var blocks: UInt64
  /// Sum of the frames' bytes, without the trace's own overhead.
  public var bytes: ByteCount
  /// The last link of the running chain: it covers the header and every frame.
  public var digest: Digest128
}
