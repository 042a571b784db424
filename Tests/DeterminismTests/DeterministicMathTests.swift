import Determinism
import Foundation
import Testing

struct DeterministicMathTests {
  /// Units in the last place that our functions may lie from the C library's.
  private static let ulps = 4.0

  private func distance(_ got: Double, _ want: Double) -> Double {
    got == want ? 0 : abs(got - want) / max(want.ulp, .leastNormalMagnitude)
  }

  @Test func logarithmsAgreeWithTheLibrary() {
    var stream = Seed(1).stream("log", ledger: nil)
    for _ in 0..<20_000 {
      let value =
        Double(sign: .plus, exponent: stream.next(below: 600) - 300, significand: 1)
        * (1 + stream.nextUnit())
      #expect(distance(DeterministicMath.log(value), log(value)) <= Self.ulps, "log \(value)")
    }
    // Near one the relative error must hold as well.
    for step in 1..<2000 {
      let value = 1 + Double(step - 1000) / 1e6
      #expect(distance(DeterministicMath.log(value), log(value)) <= Self.ulps, "log \(value)")
    }
    #expect(DeterministicMath.log(1) == 0)
    #expect(DeterministicMath.log(0) == -.infinity)
  }

  @Test func exponentialsAgreeWithTheLibrary() {
    var stream = Seed(2).stream("exp", ledger: nil)
    for _ in 0..<20_000 {
      let value = (stream.nextUnit() - 0.5) * 1400
      #expect(distance(DeterministicMath.exp(value), exp(value)) <= Self.ulps, "exp \(value)")
    }
    #expect(DeterministicMath.exp(0) == 1)
    #expect(DeterministicMath.exp(-1000) == 0)
    #expect(DeterministicMath.exp(1000) == .infinity)
  }

  @Test func sinesAndCosinesAgreeWithTheLibrary() {
    for step in 0..<10_000 {
      let turns = Double(step) / 10_000
      let (sine, cosine) = DeterministicMath.sineCosine(turns: turns)
      // The library rounds 2 pi t before it starts, so only absolute agreement can be asked.
      #expect(abs(sine - sin(2 * .pi * turns)) < 1e-15)
      #expect(abs(cosine - cos(2 * .pi * turns)) < 1e-15)
    }
    let quarter = DeterministicMath.sineCosine(turns: 0.25)
    #expect(quarter.sine == 1 && quarter.cosine == 0)
  }
}
