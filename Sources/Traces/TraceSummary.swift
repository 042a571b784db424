public import Determinism

/// What a trace holds, counted by direction and kind.
public struct TraceSummary: Equatable, Sendable {
  /// The messages of one kind in one direction.
  public struct Row: Equatable, Sendable {
    /// Which way they went.
    public var direction: TraceDirection
    /// Raw value of `Wire.MessageKind`.
    public var kind: UInt8
    /// How many there are.
    public var messages: UInt64
    /// Sum of their bytes.
    public var payloadBytes: ByteCount
  }

  /// The version of the file's format, such as `2.0`.
  public var formatVersion: String
  /// What the trace says about its run.
  public var header: TraceHeader
  /// Counts in order of direction, then kind; only kinds that occur.
  public var rows: [Row]
  /// Time of the first frame.
  public var firstTime: SimInstant?
  /// Time of the last frame.
  public var lastTime: SimInstant?
  /// Totals of a complete trace, else nil.
  public var totals: TraceTotals?
  /// Where the trace stops being readable; nil for a complete one.
  public var fault: TraceError?

  /// Reads a trace up to its end or its first fault.
  ///
  /// `each` hears of every frame.
  ///
  /// - Throws: when not even the header can be read.
  public init(path: String, each: (TraceFrame) -> Void = { _ in }) throws(TraceError) {
    let reader = try TraceReader(path: path)
    header = reader.header
    formatVersion = reader.formatVersion
    // One row for each direction and kind that can be: 2 x 256, in the order of the report.
    var table: [Row] = TraceDirection.allCases.flatMap { direction in
      (0...UInt8.max).map {
        Row(direction: direction, kind: $0, messages: 0, payloadBytes: .zero)
      }
    }
    do {
      while let frame = try reader.next() {
        each(frame)
        firstTime = firstTime ?? frame.time
        lastTime = frame.time
        let row = (Int(frame.direction.rawValue) - 1) * 256 + Int(frame.kind)
        table[row].messages += 1
        table[row].payloadBytes += ByteCount(frame.bytes.count)
      }
      totals = reader.totals
    } catch {
      fault = error
    }
    rows = table.filter { $0.messages > 0 }
  }

  /// Messages and bytes of one direction.
  public func sum(_ direction: TraceDirection) -> (messages: UInt64, payloadBytes: ByteCount) {
    rows.filter { $0.direction == direction }.reduce((0, .zero)) {
      ($0.0 + $1.messages, $0.1 + $1.payloadBytes)
    }
  }
}
