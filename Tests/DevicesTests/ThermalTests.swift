import Determinism
import Devices
import TestSupport
import Testing

private let power = PowerProfile(idleWatts: 1, loadWatts: 6)

private func profile(
  ambient: Double = 25, start: Double = 40, limit: Double = 60, minimum: Double = 0.4
) -> ThermalProfile {
  ThermalProfile(
    resistanceKelvinPerWatt: 5, timeConstant: .milliseconds(60_000), ambientCelsius: ambient,
    throttleStartCelsius: start, limitCelsius: limit, minimumSpeed: minimum)
}

private func seconds(_ seconds: Double) -> SimDuration {
  SimDuration(nanoseconds: UInt64((seconds * 1e9).rounded()))
}

/// Of slices in which the speed is constant.
private let slicing = 2e-4

@Suite struct ThermalTests {
  @Test func speedFallsLinearlyBetweenStartAndLimit() {
    let profile = profile()
    #expect(profile.speed(atCelsius: -40) == 1)
    #expect(profile.speed(atCelsius: 40) == 1)
    #expect(abs(profile.speed(atCelsius: 50) - 0.7) < 1e-15)
    #expect(profile.speed(atCelsius: 60) == 0.4)
    #expect(profile.speed(atCelsius: 1_000) == 0.4)
  }

  @Test func withoutThrottlingTheDurationIsExact() {
    // 25 + 5 x 6 = 55 degrees at most, below 56.
    var state = ThermalState(profile: profile(start: 56), power: power)
    #expect(state.steadySpeed == 1)
    #expect(state.celsius == 30)
    let work = SimDuration(nanoseconds: 123_456_789_123)
    let start = SimInstant(nanoseconds: 7)
    #expect(state.run(fullSpeedDuration: work, from: start) == start + work)
    // T = 55 - 25 exp(-t / 60 s).
    let want = 55 - 25 * DeterministicMath.exp(-123.456789123 / 60)
    #expect(abs(state.celsius - want) < 1e-9)
    // Waiting: T = 30 + (T0 - 30) exp(-t / 60 s).
    state.wait(until: state.time + .milliseconds(30_000))
    #expect(abs(state.celsius - (30 + (want - 30) * DeterministicMath.exp(-0.5))) < 1e-9)
  }

  @Test func shortWorkOnACoolDeviceTakesItsTime() {
    var state = ThermalState(profile: profile(), power: power)
    let work = SimDuration(nanoseconds: 1)
    #expect(state.run(fullSpeedDuration: work, from: .zero) == SimInstant.zero + work)
    #expect(state.run(fullSpeedDuration: .zero, from: state.time) == SimInstant.zero + work)
  }

  @Test func longWorkSettlesAtTheSteadySpeed() {
    // f = 1 - 0.03 (T - 40), T = 25 + 5 (1 + 5 f): f = (1 + 0.03 x 10) / (1 + 0.03 x 25).
    var state = ThermalState(profile: profile(), power: power)
    let want = 1.3 / 1.75
    #expect(abs(state.steadySpeed - want) < 1e-15)
    let end = state.run(fullSpeedDuration: seconds(100_000), from: .zero)
    #expect(abs(state.speed - want) < 1e-6)
    // Two minutes of warming up, among a day and a half.
    #expect(abs(100_000 / end.seconds - want) < 1e-3)
    // Hotter surroundings: at the limit, and so at the minimum.
    var hot = ThermalState(profile: profile(ambient: 60), power: power)
    #expect(hot.steadySpeed == 0.4)
    // 10 s at 0.4 of the speed, within the rounding of sixty slices.
    let slow = hot.run(fullSpeedDuration: seconds(10), from: .zero)
    #expect(abs(slow.seconds - 25) < 1e-8)
  }

  @Test func throttledWorkFollowsTheClosedForm() {
    // A device that waits exactly at the start of throttling, W = 30. With k = 0.03 and D = 25 K
    // (5 K/W x 5 W), x = T - W obeys tau x' = D - (1 + k D) x, so x = X (1 - exp(-l t)) with
    // l = (1 + k D) / tau and X = D / (1 + k D). Work done by t is the integral of 1 - k x:
    // t - k X (t - (1 - exp(-l t)) / l).
    let (k, D, tau) = (0.03, 25.0, 60.0)
    let (rate, reach) = ((1 + k * D) / tau, D / (1 + k * D))
    for time in [0.5, 5, 20, 60, 200, 1_000] {
      var state = ThermalState(profile: profile(start: 30, limit: 50), power: power)
      let gone = (1 - DeterministicMath.exp(-rate * time)) / rate
      let work = time - k * reach * (time - gone)
      let end = state.run(fullSpeedDuration: seconds(work), from: .zero)
      #expect(abs(end.seconds - time) <= slicing * time, "\(end) for \(time)")
    }
  }

  @Test func moreWorkAndMoreHeatNeverEndEarlier() {
    withEvery("seed", in: 0..<150) { seed in
      var stream = Seed(seed).stream("thermal", ledger: nil)
      let start = 30 + 20 * stream.nextUnit()
      let profile = profile(
        ambient: 15 + 20 * stream.nextUnit(), start: start,
        limit: start + 1 + 20 * stream.nextUnit(), minimum: 0.1 + 0.9 * stream.nextUnit())
      let work = seconds(500 * stream.nextUnit())
      func end(_ profile: ThermalProfile, _ work: SimDuration) -> SimInstant {
        var state = ThermalState(profile: profile, power: power)
        return state.run(fullSpeedDuration: work, from: .zero)
      }
      let plain = end(profile, work)
      try #require(plain >= .zero + work)
      try #require(plain.seconds <= work.seconds / profile.minimumSpeed * (1 + 1e-9) + 1e-9)
      try #require(end(profile, work + seconds(50 * stream.nextUnit())) >= plain)
      var hotter = profile
      hotter.ambientCelsius += 10 * stream.nextUnit()
      try #require(end(hotter, work) >= plain)
      // In two pieces, slices fall elsewhere, and little else changes.
      var pieces = ThermalState(profile: profile, power: power)
      let first = SimDuration(nanoseconds: work.nanoseconds / 3)
      let rest = SimDuration(nanoseconds: work.nanoseconds - first.nanoseconds)
      let middle = pieces.run(fullSpeedDuration: first, from: .zero)
      let whole = pieces.run(fullSpeedDuration: rest, from: middle)
      try #require(abs(whole.seconds - plain.seconds) <= slicing * plain.seconds)
    }
  }
}
