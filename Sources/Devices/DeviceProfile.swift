internal import Determinism

/// A named device with the origin of each of its numbers.
public struct DeviceProfile: Hashable, Sendable {
  /// How far a number can be trusted.
  public enum Trust: String, CaseIterable, Sendable {
    /// The vendor states it, or it follows from figures that the vendor states.
    case good
    /// It follows from vendor figures under an assumption, such as the clock.
    case medium
    /// Third parties report it and the vendor does not, or it is an estimate.
    case low
  }

  /// A number, where it comes from, and how far to trust it.
  public struct Figure<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The number, in the unit of the member that holds the figure.
    public let value: Value
    /// Where the number comes from, in a few words.
    public let source: String
    /// How far to trust it.
    public let trust: Trust
  }

  /// How a number is stored while the device computes.
  public enum Precision: String, CaseIterable, Sendable {
    /// IEEE single precision.
    case fp32
    /// IEEE half precision.
    case fp16
  }

  /// What is known of a device's temperature.
  public struct Thermal: Hashable, Sendable {
    /// Kelvin above the surroundings for every watt, in the steady state.
    public let resistanceKelvinPerWatt: Figure<Double>
    /// Seconds after which a step has gone by 63 %.
    public let timeConstantSeconds: Figure<Double>
    /// Temperature of the surroundings.
    public let ambientCelsius: Figure<Double>
    /// Where the device begins to slow down.
    public let throttleStartCelsius: Figure<Double>
    /// Where it has slowed down all the way.
    public let limitCelsius: Figure<Double>
    /// The slowest speed, as a share of full speed.
    public let minimumSpeed: Figure<Double>
  }

  /// The name that scenario files use.
  public let name: String
  /// The name as its vendor writes it.
  public let title: String
  /// Peak FP32 arithmetic, operations a second.
  public let floatingPointOperationsPerSecond: Figure<UInt64>
  /// Peak FP16 arithmetic, operations a second; nil where it is not known.
  public let halfPrecisionOperationsPerSecond: Figure<UInt64>?
  /// Peak memory traffic, bytes a second.
  public let memoryBytesPerSecond: Figure<UInt64>
  /// Main memory in bytes.
  public let memory: Figure<UInt64>
  /// Share of the arithmetic peak that real kernels reach; nil for the default.
  public let efficiency: Figure<Double>?
  /// Nanoseconds to hand one operation to the processor; nil for the default.
  public let launchOverheadNanoseconds: Figure<UInt64>?
  /// Watts that the device draws while it waits; nil where it is not known.
  public let idleWatts: Figure<Double>?
  /// Watts that it draws while it computes, those of waiting included; nil where it is not known.
  public let loadWatts: Figure<Double>?
  /// Energy of a full battery in watt-hours; nil without a battery.
  public let batteryWattHours: Figure<Double>?
  /// Its temperatures; nil where they are not known, and no throttling is simulated.
  public let thermal: Thermal?

  /// The device as the roofline model sees it, in FP32.
  public var compute: ComputeProfile {
    compute(operationsPerSecond: floatingPointOperationsPerSecond.value)
  }

  /// The device as the roofline model sees it; nil where its peak in `precision` is not known.
  public func compute(in precision: Precision) -> ComputeProfile? {
    switch precision {
    case .fp32: compute
    case .fp16: halfPrecisionOperationsPerSecond.map { compute(operationsPerSecond: $0.value) }
    }
  }

  private func compute(operationsPerSecond: UInt64) -> ComputeProfile {
    ComputeProfile(
      floatingPointOperationsPerSecond: operationsPerSecond,
      memoryBytesPerSecond: memoryBytesPerSecond.value,
      efficiency: efficiency?.value ?? ComputeProfile.defaultEfficiency,
      memory: ByteCount(memory.value),
      launchOverhead: launchOverheadNanoseconds.map { SimDuration(nanoseconds: $0.value) }
        ?? ComputeProfile.defaultLaunchOverhead)
  }

  /// What it draws; nil where that is not known.
  public var power: PowerProfile? {
    guard let idleWatts, let loadWatts else { return nil }
    return PowerProfile(idleWatts: idleWatts.value, loadWatts: loadWatts.value)
  }

  /// Its battery, full; nil without one.
  public var battery: Battery? {
    batteryWattHours.map { Battery(capacityWattHours: $0.value, initialCharge: 1) }
  }

  /// How it heats up and slows down; nil where that is not known.
  public var thermalProfile: ThermalProfile? {
    thermal.map {
      ThermalProfile(
        resistanceKelvinPerWatt: $0.resistanceKelvinPerWatt.value,
        timeConstant: SimDuration(
          nanoseconds: UInt64(($0.timeConstantSeconds.value * 1e9).rounded())),
        ambientCelsius: $0.ambientCelsius.value,
        throttleStartCelsius: $0.throttleStartCelsius.value, limitCelsius: $0.limitCelsius.value,
        minimumSpeed: $0.minimumSpeed.value)
    }
  }
}
