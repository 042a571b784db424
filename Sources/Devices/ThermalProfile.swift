public import Determinism

/// How a device heats up and slows down: one thermal resistance and one capacity.
///
/// In the steady state the device is `resistance * power` above its surroundings and nears it
/// exponentially. Below the start of throttling it runs at full speed; from there to the limit its
/// speed falls linearly to the minimum, where it stays.
public struct ThermalProfile: Hashable, Sendable {
  /// Kelvin above the surroundings for every watt, in the steady state.
  public var resistanceKelvinPerWatt: Double
  /// Time after which a step has gone by 1 - 1/e.
  public var timeConstant: SimDuration
  /// Temperature of the surroundings.
  public var ambientCelsius: Double
  /// Where the device begins to slow down.
  public var throttleStartCelsius: Double
  /// Where it has slowed down all the way.
  public var limitCelsius: Double
  /// The slowest speed, as a share of full speed, in (0, 1].
  public var minimumSpeed: Double

  /// Makes a profile from its parts.
  public init(
    resistanceKelvinPerWatt: Double, timeConstant: SimDuration, ambientCelsius: Double,
    throttleStartCelsius: Double, limitCelsius: Double, minimumSpeed: Double
  ) {
    precondition(
      resistanceKelvinPerWatt >= 0 && resistanceKelvinPerWatt.isFinite,
      "a thermal resistance must not be negative")
    precondition(timeConstant > .zero, "a time constant must be positive")
    precondition(throttleStartCelsius < limitCelsius, "throttling must start below its limit")
    precondition(minimumSpeed > 0 && minimumSpeed <= 1, "a device never stops for its heat")
    self.resistanceKelvinPerWatt = resistanceKelvinPerWatt
    self.timeConstant = timeConstant
    self.ambientCelsius = ambientCelsius
    self.throttleStartCelsius = throttleStartCelsius
    self.limitCelsius = limitCelsius
    self.minimumSpeed = minimumSpeed
  }

  /// Speed at a temperature, as a share of full speed.
  public func speed(atCelsius temperature: Double) -> Double {
    let share = (temperature - throttleStartCelsius) / (limitCelsius - throttleStartCelsius)
    return 1 - (1 - minimumSpeed) * min(1, max(0, share))
  }

  /// The temperature that a device nears while it draws `watts`.
  public func steadyCelsius(watts: Double) -> Double {
    ambientCelsius + resistanceKelvinPerWatt * watts
  }
}
