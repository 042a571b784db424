/// A battery: an amount of energy, with no ageing and no dependence on load or temperature.
public struct Battery: Hashable, Sendable {
  /// Energy of a full battery in watt-hours.
  public var capacityWattHours: Double
  /// Charge at the beginning, as a share of the capacity.
  public var initialCharge: Double

  /// Makes a battery.
  public init(capacityWattHours: Double, initialCharge: Double) {
    precondition(
      capacityWattHours > 0 && capacityWattHours.isFinite, "a battery's capacity must be positive")
    precondition(initialCharge >= 0 && initialCharge <= 1, "a charge must lie in [0, 1]")
    self.capacityWattHours = capacityWattHours
    self.initialCharge = initialCharge
  }

  /// Energy at the beginning, in joules.
  public var joules: Double { capacityWattHours * 3600 * initialCharge }

  /// Whether what was used is all that there was, or more.
  public func isEmpty(after used: EnergyReport) -> Bool { used.total >= joules }

  /// What is left, as a share of the capacity; not below 0.
  public func charge(after used: EnergyReport) -> Double {
    max(0, initialCharge - used.total / (capacityWattHours * 3600))
  }
}
