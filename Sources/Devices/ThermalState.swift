public import Determinism

/// A device's temperature as it computes and waits.
///
/// A device at speed f draws `idle + f (load - idle)`: frequency is scaled, voltage is not, a
/// heuristic that overstates what throttling draws. Time goes in slices of constant speed, in each
/// of which the temperature follows its closed form.
public struct ThermalState: Hashable, Sendable {
  /// Slices in one time constant.
  ///
  /// A heuristic: so many that throttled work ends within 0.02 % of the closed form (a test).
  private static let slicesPerTimeConstant = 128.0
  /// A change in one slice that no longer counts.
  private static let settledKelvin = 1e-9

  /// How the device heats up and slows down.
  public let profile: ThermalProfile
  /// What it draws.
  public let power: PowerProfile
  /// The moment that this state describes.
  public private(set) var time: SimInstant
  /// The temperature at that moment.
  public private(set) var celsius: Double

  /// A device that has waited for long at `start`.
  public init(profile: ThermalProfile, power: PowerProfile, start: SimInstant = .zero) {
    self.profile = profile
    self.power = power
    time = start
    celsius = profile.steadyCelsius(watts: power.idleWatts)
  }

  /// Speed at this moment, as a share of full speed.
  public var speed: Double { profile.speed(atCelsius: celsius) }

  /// The speed that work without end settles at.
  ///
  /// Where the temperature stays inside the throttling range, speed and temperature solve two
  /// linear equations: f = 1 - k (T - start), T = ambient + R (idle + f (load - idle)).
  public var steadySpeed: Double {
    let dynamic = profile.resistanceKelvinPerWatt * (power.loadWatts - power.idleWatts)
    let slope =
      (1 - profile.minimumSpeed) / (profile.limitCelsius - profile.throttleStartCelsius)
    let waiting = profile.steadyCelsius(watts: power.idleWatts)
    let speed = (1 - slope * (waiting - profile.throttleStartCelsius)) / (1 + slope * dynamic)
    return min(1, max(profile.minimumSpeed, speed))
  }

  /// Waits until `moment`.
  ///
  /// Traps on moments that are past.
  public mutating func wait(until moment: SimInstant) {
    celsius = near(
      profile.steadyCelsius(watts: power.idleWatts), after: (moment - time).seconds)
    time = moment
  }

  /// Waits until `start`, then does work that takes `fullSpeedDuration` at full speed; returns when
  /// it is done.
  ///
  /// Without throttling that is exactly `start + fullSpeedDuration`.
  public mutating func run(
    fullSpeedDuration: SimDuration, from start: SimInstant
  ) -> SimInstant {
    wait(until: start)
    let slice = profile.timeConstant.seconds / Self.slicesPerTimeConstant
    var left = fullSpeedDuration.seconds
    var wall = 0.0
    var isThrottled = false
    while true {
      let (speed, next) = step(min(slice, left / self.speed))
      if speed < 1 { isThrottled = true }
      let target = profile.steadyCelsius(watts: watts(at: speed))
      // At one speed to the end: either this slice is the last, or the temperature has settled, or
      // no temperature on the way there would slow the device down.
      let isLast = left <= max(speed, self.speed) * slice
      let staysFast = speed == 1 && max(celsius, target) <= profile.throttleStartCelsius
      if isLast || staysFast || abs(next - celsius) <= Self.settledKelvin {
        let rest = left / speed
        celsius = near(target, after: rest)
        wall += rest
        break
      }
      celsius = next
      left -= speed * slice
      wall += slice
    }
    let end =
      isThrottled
      ? start + max(fullSpeedDuration, Self.duration(seconds: wall)) : start + fullSpeedDuration
    time = end
    return end
  }

  private func watts(at speed: Double) -> Double {
    power.idleWatts + speed * (power.loadWatts - power.idleWatts)
  }

  /// The speed of work for `seconds`, which is the mean of the speeds at both ends of that time at
  /// the present speed; and the temperature that it leads to.
  private func step(_ seconds: Double) -> (speed: Double, celsius: Double) {
    let present = speed
    let guess = near(profile.steadyCelsius(watts: watts(at: present)), after: seconds)
    let mean = (present + profile.speed(atCelsius: guess)) / 2
    return (mean, near(profile.steadyCelsius(watts: watts(at: mean)), after: seconds))
  }

  /// The temperature after `seconds` on the way to `target`.
  private func near(_ target: Double, after seconds: Double) -> Double {
    target
      + (celsius - target) * DeterministicMath.exp(-seconds / profile.timeConstant.seconds)
  }

  private static func duration(seconds: Double) -> SimDuration {
    let nanoseconds = (seconds * 1e9).rounded(.up)
    precondition(nanoseconds < 0x1p64, "simulated time must stay below 2^64 ns")
    return SimDuration(nanoseconds: UInt64(nanoseconds))
  }
}
