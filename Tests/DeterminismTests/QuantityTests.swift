import Determinism
import TestSupport
import Testing

struct QuantityTests {
  @Test func transferTimesAreExactAndRoundedUp() {
    // 1 MB at 20 Mbit/s is 0.4 s; one bit at 3 bit/s is a third of a second, rounded up.
    #expect(SimDuration.taking(8_000_000, perSecond: 20_000_000).nanoseconds == 400_000_000)
    #expect(SimDuration.taking(1, perSecond: 3).nanoseconds == 333_333_334)
    #expect(SimDuration.taking(0, perSecond: 1) == .zero)
  }

  @Test func amountsAndTimesAreInverse() {
    withEvery("seed", in: 0..<500) { seed in
      var stream = Seed(seed).stream("quantities", ledger: nil)
      let rate = UInt64(1 + stream.next(below: 1_000_000_000))
      let amount = UInt64(stream.next(below: 1_000_000_000))
      let duration = SimDuration.taking(amount, perSecond: rate)
      try #require(duration.amount(atPerSecond: rate) >= amount)
      if duration.nanoseconds > 0 {
        let less = SimDuration(nanoseconds: duration.nanoseconds - 1)
        try #require(less.amount(atPerSecond: rate) <= amount)
      }
    }
  }

  @Test func durationsAreNeverNegative() async {
    await #expect(processExitsWith: .failure) {
      _ = SimInstant.zero - SimInstant(nanoseconds: 1)
    }
  }

  @Test func descriptionsAreFixedAndReadable() {
    #expect(SimInstant(nanoseconds: 1_250_000_000).description == "1.250000000 s")
    #expect(ByteCount(UInt64(1_065_432)).description == "1.07 MB")
    #expect(ByteCount(UInt64(999)).description == "999 B")
    #expect(Digest128(high: 1, low: 0xAB).description == "000000000000000100000000000000ab")
    #expect(Digest128(hexadecimal: "000000000000000100000000000000ab")?.low == 0xAB)
  }
}
