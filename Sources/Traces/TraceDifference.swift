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

  /// The first field in which two frames differ; nil when they are equal.
  static func field(_ left: TraceFrame?, _ right: TraceFrame?) -> Field? {
    guard let left, let right else { return left == right ? nil : .count }
    if left.time != right.time { return .time }
    if left.direction != right.direction { return .direction }
    if left.flow != right.flow { return .flow }
    if left.kind != right.kind { return .kind }
    if left.bytes.count != right.bytes.count { return .size }
    return left.bytes == right.bytes ? nil : .content
  }
}
