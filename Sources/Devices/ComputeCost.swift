/// What a piece of work asks of a processor, whatever the processor.
public struct ComputeCost: Hashable, Sendable {
  /// Floating-point additions and multiplications.
  public var floatingPointOperations: UInt64
  /// Bytes read from and written to main memory.
  public var memoryBytes: UInt64

  /// No work at all.
  public static let zero = ComputeCost(floatingPointOperations: 0, memoryBytes: 0)

  /// Makes a cost from its parts.
  public init(floatingPointOperations: UInt64, memoryBytes: UInt64) {
    self.floatingPointOperations = floatingPointOperations
    self.memoryBytes = memoryBytes
  }

  /// The cost of doing both.
  ///
  /// Traps beyond 2^64 operations or bytes.
  public static func + (left: ComputeCost, right: ComputeCost) -> ComputeCost {
    ComputeCost(
      floatingPointOperations: left.floatingPointOperations + right.floatingPointOperations,
      memoryBytes: left.memoryBytes + right.memoryBytes)
  }

  /// Adds `right` to `left`.
  public static func += (left: inout ComputeCost, right: ComputeCost) { left = left + right }
}
