import Determinism
import TestSupport
import Testing

struct RandomStreamTests {
  @Test func streamsDependOnSeedAndNameAlone() {
    var first = Seed(1).stream("a", ledger: nil)
    var again = Seed(1).stream("a", ledger: nil)
    var other = Seed(1).stream("b", ledger: nil)
    var elsewhere = Seed(2).stream("a", ledger: nil)
    let values = (0..<100).map { _ in first.next() }
    #expect(values == (0..<100).map { _ in again.next() })
    #expect(values != (0..<100).map { _ in other.next() })
    #expect(values != (0..<100).map { _ in elsewhere.next() })
  }

  @Test func drawsFromOneStreamMoveNoOther() {
    var alone = Seed(5).stream("kept", ledger: nil)
    let expected = (0..<20).map { _ in alone.next() }
    var disturbed = Seed(5).stream("kept", ledger: nil)
    var noise = Seed(5).stream("noise", ledger: nil)
    let got = (0..<20).map { _ in
      _ = noise.next()
      return disturbed.next()
    }
    #expect(got == expected)
  }

  @Test func goldenDrawsNeverChange() {
    var stream = Seed(7).stream("golden", ledger: nil)
    let values = [stream.next(), stream.next(), stream.next()]
    // A change here changes every run ever recorded: it needs a new stream version.
    #expect(
      values == [5_742_919_489_921_937_317, 8_209_878_033_060_999_437, 5_390_113_934_350_521_896])
  }

  @Test func normalsHaveMeanZeroAndVarianceOne() {
    withEvery("seed", in: 0..<5) { seed in
      var stream = Seed(seed).stream("normals", ledger: nil)
      let values = stream.normals(100_000, deviation: 1).map(Double.init)
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      // Six standard errors: 6 / sqrt(n) and 6 sqrt(2 / n).
      try #require(abs(mean) < 0.019)
      try #require(abs(variance - 1) < 0.027)
      let tail = values.filter { abs($0) > 3 }.count
      try #require((150...400).contains(tail), "0.27 % lie beyond three deviations")
    }
  }

  @Test func permutationsHoldEveryIndexOnceAndDifferBySeed() throws {
    withEvery("seed", in: 0..<50) { seed in
      var stream = Seed(seed).stream("order", ledger: nil)
      let order = stream.permutation(Int(seed) + 1)
      try #require(order.sorted() == Array(0...Int(seed)))
    }
  }

  @Test func boundedDrawsAreEvenlySpread() {
    var stream = Seed(3).stream("bounded", ledger: nil)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.next(below: 7)] += 1 }
    // Six standard deviations of a binomial with n = 70,000, p = 1/7.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 560 })
  }
}
