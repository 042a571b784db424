internal import Determinism

/// A named device with the origin of each of its numbers.
public struct DeviceProfile: Hashable, Sendable {
  /// How far a number can be trusted.
  public enum Trust: String, CaseIterable, Sendable {
    /// The vendor states it, or it follows from figures that the vendor states.
    case good
    /// It follows from vendor figures under an assumption, such as the clock.
    case medium
    /// Third parties report it and the vendor does not.
    case low
  }

  /// A number, where it comes from, and how far to trust it.
  public struct Figure: Hashable, Sendable {
    /// The number, in the unit of the member that holds the figure.
    public let value: UInt64
    /// Where the number comes from, in a few words.
    public let source: String
    /// How far to trust it.
    public let trust: Trust
  }

  /// The name that scenario files use.
  public let name: String
  /// The name as its vendor writes it.
  public let title: String
  /// Peak FP32 arithmetic, operations a second.
  public let floatingPointOperationsPerSecond: Figure
  /// Peak memory traffic, bytes a second.
  public let memoryBytesPerSecond: Figure
  /// Main memory in bytes.
  public let memory: Figure

  /// The device as the roofline model sees it, at the default efficiency.
  public var compute: ComputeProfile {
    ComputeProfile(
      floatingPointOperationsPerSecond: floatingPointOperationsPerSecond.value,
      memoryBytesPerSecond: memoryBytesPerSecond.value,
      efficiency: ComputeProfile.defaultEfficiency,
      memory: ByteCount(memory.value))
  }
}
