/// What one operation asks of a processor, whatever the processor, and how often it is done.
public struct ComputeCost: Hashable, Sendable {
  /// Floating-point additions and multiplications of one repetition.
  public var floatingPointOperations: UInt64
  /// Bytes read from and written to main memory by one repetition.
  public var memoryBytes: UInt64
  /// Pieces in which one repetition is handed to the processor.
  public var launches: UInt64
  /// How often the operation is done.
  public var repetitions: UInt64

  /// No work at all.
  public static let zero = ComputeCost(floatingPointOperations: 0, memoryBytes: 0)

  /// Makes a cost from its parts.
  public init(
    floatingPointOperations: UInt64, memoryBytes: UInt64, launches: UInt64 = 1,
    repetitions: UInt64 = 1
  ) {
    self.floatingPointOperations = floatingPointOperations
    self.memoryBytes = memoryBytes
    self.launches = launches
    self.repetitions = repetitions
  }

  /// Whether there is nothing to do.
  public var isEmpty: Bool {
    repetitions == 0 || (floatingPointOperations == 0 && memoryBytes == 0)
  }
}
