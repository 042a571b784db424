import Determinism
import EventSimulation
import Testing

/// The hold model of engine comparisons: take the next event, schedule it again later.
///
/// The expected hashes come from engines in C++ (a plain heap, ns-3) that were fed the same 65,536
/// increments: 1,000,000 holds, FNV-1a over the numbers of the events in firing order.
@Suite struct HoldModelTests {
  @Test(
    arguments: [(1_000, 0xBD49_3C59_F28B_C4DC), (100_000, 0xF79D_170A_3D53_FB5C)] as [(Int, UInt64)]
  )
  func eventsFireInTheOrderOfOtherEngines(pending: Int, expected: UInt64) {
    let increments = exponentialIncrements()
    let mask = increments.count - 1
    var queue = EventQueue<UInt32>(ties: .scheduled)
    var step = 0
    while step < pending {
      queue.schedule(UInt32(step), at: SimInstant(nanoseconds: increments[step & mask]))
      step += 1
    }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for _ in 0..<1_000_000 {
      guard let (time, event) = queue.popNext() else { break }
      hash = (hash ^ UInt64(event)) &* 0x100_0000_01B3
      queue.schedule(
        event, at: time + SimDuration(nanoseconds: increments[step & mask]))
      step += 1
    }
    #expect(hash == expected)
    #expect(queue.count == pending)
  }

  /// Exponential increments of mean 1 s from the Mersenne Twister with seed 1.
  private func exponentialIncrements() -> [UInt64] {
    var generator = MersenneTwister64(seed: 1)
    return (0..<1 << 16).map { _ in
      let unit = min(Double(generator.next()) * 0x1p-64, 1 - 0x1p-53)
      return UInt64(-DeterministicMath.log(1 - unit) * 1e9) + 1
    }
  }
}

/// MT19937-64 of Matsumoto and Nishimura, as the C++ standard fixes it.
private struct MersenneTwister64 {
  private var state: [UInt64]
  private var index = 312

  init(seed: UInt64) {
    state = [seed]
    for position in 1..<312 {
      let last = state[position - 1]
      state.append(6_364_136_223_846_793_005 &* (last ^ last >> 62) &+ UInt64(position))
    }
  }

  mutating func next() -> UInt64 {
    if index == 312 { twist() }
    var word = state[index]
    index += 1
    word ^= word >> 29 & 0x5555_5555_5555_5555
    word ^= word << 17 & 0x71D6_7FFF_EDA6_0000
    word ^= word << 37 & 0xFFF7_EEE0_0000_0000
    return word ^ word >> 43
  }

  private mutating func twist() {
    for position in 0..<312 {
      let mixed = state[position] & ~0x7FFF_FFFF | state[(position + 1) % 312] & 0x7FFF_FFFF
      let odd: UInt64 = mixed & 1 == 1 ? 0xB502_6F5A_A966_19E9 : 0
      state[position] = state[(position + 156) % 312] ^ mixed >> 1 ^ odd
    }
    index = 0
  }
}
