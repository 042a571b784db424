import Determinism
import Devices
import Testing

private func processor(
  _ operations: UInt64, _ bandwidth: UInt64, efficiency: Double = 1,
  overhead: SimDuration = ComputeProfile.defaultLaunchOverhead
) -> ComputeProfile {
  ComputeProfile(
    floatingPointOperationsPerSecond: operations, memoryBytesPerSecond: bandwidth,
    efficiency: efficiency, memory: nil, launchOverhead: overhead)
}

private func cost(
  _ operations: UInt64, _ bytes: UInt64, launches: UInt64 = 1, repetitions: UInt64 = 1
) -> ComputeCost {
  ComputeCost(
    floatingPointOperations: operations, memoryBytes: bytes, launches: launches,
    repetitions: repetitions)
}

@Suite struct RooflineTests {
  let overhead = ComputeProfile.defaultLaunchOverhead

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

  @Test func theRoofHoldsOperationByOperation() {
    // At 1 GFLOP/s and 1 GB/s: an operation of 5000 operations and 10 bytes takes 5000 ns, one of
    // 10 operations and 7000 bytes takes 7000 ns. Their sums would take max(5010, 7010) ns.
    let profile = processor(
      1_000_000_000, 1_000_000_000, overhead: SimDuration(nanoseconds: 100))
    let costs = [cost(5_000, 10), cost(10, 7_000)]
    #expect(profile.duration(of: costs) == SimDuration(nanoseconds: 12_000 + 2 * 100))
  }

  @Test func repetitionsAndLaunchesMultiply() {
    // 3 repetitions of (50 ns of arithmetic and two launches of 100 ns).
    let profile = processor(
      1_000_000_000, 1_000_000_000, overhead: SimDuration(nanoseconds: 100))
    let repeated = cost(50, 20, launches: 2, repetitions: 3)
    #expect(profile.duration(of: repeated) == SimDuration(nanoseconds: 3 * (50 + 2 * 100)))
    let apart = [ComputeCost](repeating: cost(50, 20, launches: 2), count: 3)
    #expect(profile.duration(of: apart) == profile.duration(of: repeated))
  }

  @Test func noWorkTakesNoTime() {
    #expect(processor(1, 1).duration(of: .zero) == .zero)
    #expect(processor(1, 1).duration(of: cost(5, 5, repetitions: 0)) == .zero)
    #expect(processor(1, 1).duration(of: [ComputeCost]()) == .zero)
  }

  @Test func theSmallestWorkTakesTheOverheadAndANanosecond() {
    let profile = processor(1_000_000_000_000, 1_000_000_000_000)
    #expect(profile.duration(of: cost(1, 0)) == SimDuration(nanoseconds: 1) + overhead)
    #expect(profile.duration(of: cost(0, 1)) == SimDuration(nanoseconds: 1) + overhead)
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
        efficiency: 0.001 + 0.998 * stream.nextUnit(),
        overhead: SimDuration(nanoseconds: stream.next() >> 50))
      let work = cost(
        stream.next() >> 30, stream.next() >> 30, launches: stream.next() >> 60,
        repetitions: 1 + stream.next() >> 61)
      var more = work
      more.floatingPointOperations += stream.next() >> 32
      more.memoryBytes += stream.next() >> 32
      more.launches += stream.next() >> 61
      more.repetitions += stream.next() >> 62
      #expect(profile.duration(of: work) <= profile.duration(of: more))
      #expect(profile.duration(of: [work, more]) >= profile.duration(of: more))

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
