/// What the numbers of a device may be, in device files and in scenarios.
///
/// Each bound keeps a mistyped number from becoming a simulation of nothing; none is a property of
/// a model.
public enum DeviceLimits {
  /// Peak arithmetic in operations a second.
  public static let speeds: ClosedRange<UInt64> = 1_000_000...1_000_000_000_000_000_000
  /// Peak memory traffic in bytes a second.
  public static let bandwidths: ClosedRange<UInt64> = 1_000_000...1_000_000_000_000_000
  /// Main memory in bytes.
  public static let memories: ClosedRange<UInt64> = (1 << 20)...(1 << 50)
  /// Share of the arithmetic peak that kernels reach.
  public static let efficiencies = 0.001...1.0
  /// Time to hand one operation to the processor, in nanoseconds.
  public static let launchOverheads: ClosedRange<UInt64> = 0...1_000_000_000
  /// What a device draws, in watts.
  public static let watts = 0.0...100_000.0
  /// Kelvin above the surroundings for each watt.
  public static let thermalResistances = 0.0...1_000.0
  /// Temperatures in degrees Celsius.
  public static let temperatures = -100.0...1_000.0
  /// The slowest speed of a throttled device, as a share of full speed.
  public static let minimumSpeeds = 0.01...1.0
}
