import Determinism
import Devices
import Testing

private func processor(
  _ operations: UInt64, _ bandwidth: UInt64, efficiency: Double = 1
) -> ComputeProfile {
  ComputeProfile(
    floatingPointOperationsPerSecond: operations, memoryBytesPerSecond: bandwidth,
    efficiency: efficiency, memory: nil)
}

private func cost(_ operations: UInt64, _ bytes: UInt64) -> ComputeCost {
  ComputeCost(floatingPointOperations: operations, memoryBytes: bytes)
}

@Suite struct RooflineTests {
  let overhead = ComputeProfile.launchOverhead

  @Test func theSlowerRoofDecides() {
    // 2 GFLOP/s at efficiency 0.25 sustain 0.5 GFLOP/s: 1000 operations take 2000 ns.
    // At 1 GB/s, 1500 bytes take 1500 ns and 3000 bytes take 3000 ns.
    let profile = processor(2_000_000_000, 1_000_000_000, efficiency: 0.25)
    #expect(profile.sustainedOperationsPerSecond == 500_000_000)
    let arithmetic = SimDuration(nanoseconds: 2_000) + overhead
    let memory = SimDuration(nanoseconds: 3_000) + overhead
    #expect(profile.duration(of: cost(1_000, 1_500)) == arithmetic)
    #expect(profile.duration(of: cost(1_000, 3_000)) == memory)
  }

  @Test func noWorkTakesNoTime() {
    #expect(processor(1, 1).duration(of: .zero) == .zero)
  }

  @Test func theSmallestWorkTakesTheOverheadAndANanosecond() {
    let profile = processor(1_000_000_000_000, 1_000_000_000_000)
    #expect(profile.duration(of: cost(1, 0)) == SimDuration(nanoseconds: 1) + overhead)
    #expect(profile.duration(of: cost(0, 1)) == SimDuration(nanoseconds: 1) + overhead)
  }

  @Test func costsAdd() {
    var sum = cost(1, 20) + cost(3, 400)
    #expect(sum == cost(4, 420))
    sum += .zero
    #expect(sum == cost(4, 420))
  }

  @Test func sustainedSpeedNeverExceedsThePeakAndNeverReachesZero() {
    #expect(processor(1, 1, efficiency: 0.001).sustainedOperationsPerSecond == 1)
    #expect(processor(.max, 1, efficiency: 1).sustainedOperationsPerSecond == .max)
    // This number has no Double of its own; the nearest is above it.
    let odd: UInt64 = (1 << 60) - 1
    #expect(processor(odd, 1, efficiency: 1).sustainedOperationsPerSecond == odd)
  }

  @Test func moreWorkNeverTakesLessTimeAndMoreSpeedNeverMore() {
    var stream = Seed(1).stream("roofline", ledger: nil)
    for _ in 0..<2_000 {
      let profile = processor(
        1 + stream.next() >> 24, 1 + stream.next() >> 24,
        efficiency: 0.001 + 0.998 * stream.nextUnit())
      let work = cost(stream.next() >> 30, stream.next() >> 30)
      let more = work + cost(stream.next() >> 32, stream.next() >> 32)
      #expect(profile.duration(of: work) <= profile.duration(of: more))

      var faster = profile
      faster.floatingPointOperationsPerSecond += stream.next() >> 24
      #expect(faster.duration(of: work) <= profile.duration(of: work))
      faster.memoryBytesPerSecond += stream.next() >> 24
      #expect(faster.duration(of: work) <= profile.duration(of: work))
      faster.efficiency = min(1, faster.efficiency * (1 + stream.nextUnit()))
      #expect(faster.duration(of: work) <= profile.duration(of: work))
    }
  }
}
