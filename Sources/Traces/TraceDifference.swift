/// The first place at which two traces differ.
public struct TraceDifference: Equatable, Sendable {
  /// What differs, in the order in which it is looked at.
  public enum Field: String, CaseIterable, Sendable {
    /// Simulated time.
    case time
    /// Direction.
    case direction
    /// Number of the connection.
    case flow
    /// Kind of message.
    case kind
    /// Number of bytes.
    case size
    /// The bytes themselves.
    case content
    /// One trace ends before the other.
    case count
  }

  /// Index of the first differing frame, from zero.
  public var frame: UInt64
  /// The first field that differs.
  public var field: Field

  /// Makes a difference from its parts.
  public init(frame: UInt64, field: Field) {
    self.frame = frame
    self.field = field
  }

  /// Compares two sequences of frames; nil when they are equal.
  public static func first(
    between left: some Sequence<TraceFrame>, and right: some Sequence<TraceFrame>
  ) -> TraceDifference? {
    var leftFrames = left.makeIterator()
    var rightFrames = right.makeIterator()
    return search(left: { leftFrames.next() }, right: { rightFrames.next() })
  }

  /// Compares what two readers still hold; nil when that is equal.
  ///
  /// Headers are not compared.
  public static func first(
    between left: TraceReader, and right: TraceReader
  ) throws(TraceError) -> TraceDifference? {
    try search(
      left: { () throws(TraceError) in try left.next() },
      right: { () throws(TraceError) in try right.next() })
  }

  private static func search<Failure: Error>(
    left: () throws(Failure) -> TraceFrame?, right: () throws(Failure) -> TraceFrame?
  ) throws(Failure) -> TraceDifference? {
    var index: UInt64 = 0
    while true {
      let leftFrame = try left()
      let rightFrame = try right()
      switch (leftFrame, rightFrame) {
      case (nil, nil): return nil
      case (let leftFrame?, let rightFrame?):
        if let field = differingField(leftFrame, rightFrame) {
          return TraceDifference(frame: index, field: field)
        }
      default: return TraceDifference(frame: index, field: .count)
      }
      index += 1
    }
  }

  private static func differingField(_ left: TraceFrame, _ right: TraceFrame) -> Field? {
    if left.time != right.time { return .time }
    if left.direction != right.direction { return .direction }
    if left.flow != right.flow { return .flow }
    if left.kind != right.kind { return .kind }
    if left.bytes.count != right.bytes.count { return .size }
    return left.bytes == right.bytes ? nil : .content
  }
}
