public import Determinism

/// What a processor can do: the two roofs of the roofline model, and its memory.
public struct ComputeProfile: Hashable, Sendable {
  /// Peak arithmetic, operations a second, at least 1.
  public var floatingPointOperationsPerSecond: UInt64
  /// Peak memory traffic, bytes a second, at least 1.
  public var memoryBytesPerSecond: UInt64
  /// Share of the arithmetic peak that real kernels reach (model FLOP utilisation), in (0, 1].
  public var efficiency: Double
  /// Memory that a run may use; nil for no limit.
  public var memory: ByteCount?
  /// Time to hand one operation to the processor.
  public var launchOverhead: SimDuration

  /// Makes a profile from its parts.
  public init(
    floatingPointOperationsPerSecond: UInt64, memoryBytesPerSecond: UInt64, efficiency: Double,
    memory: ByteCount?, launchOverhead: SimDuration = ComputeProfile.defaultLaunchOverhead
  ) {
    precondition(floatingPointOperationsPerSecond > 0, "a processor's speed must be positive")
    precondition(memoryBytesPerSecond > 0, "a memory's speed must be positive")
    precondition(efficiency > 0 && efficiency <= 1, "an efficiency must lie in (0, 1]")
    self.floatingPointOperationsPerSecond = floatingPointOperationsPerSecond
    self.memoryBytesPerSecond = memoryBytesPerSecond
    self.efficiency = efficiency
    self.memory = memory
    self.launchOverhead = launchOverhead
  }
}
