/// Arithmetic and memory traffic of some work, added up.
public struct WorkCount: Hashable, Sendable {
  /// Floating-point operations; a fused multiply-add counts as two.
  public var operations: UInt64
  /// Bytes moved to and from memory.
  public var bytes: UInt64

  /// Joins the counts.
  public init(operations: UInt64, bytes: UInt64) {
    self.operations = operations
    self.bytes = bytes
  }

  /// The work of both.
  public static func + (left: WorkCount, right: WorkCount) -> WorkCount {
    WorkCount(
      operations: left.operations + right.operations, bytes: left.bytes + right.bytes)
  }
}
