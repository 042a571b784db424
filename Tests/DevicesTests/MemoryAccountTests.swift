import Determinism
import Devices
import TestSupport
import Testing

@Suite struct MemoryAccountTests {
  @Test func thePeakIsTheMomentOfTheGreatestTotal() {
    var account = MemoryAccount(limit: nil)
    #expect(account.set(.weights, to: ByteCount(100)) == nil)
    #expect(account.add(ByteCount(50), to: .activations) == nil)
    #expect(account.add(ByteCount(7), to: .buffers) == nil)
    account.release(ByteCount(50), from: .activations)
    // Each kind's own greatest use would add up to 100 + 50 + 40; they never met.
    #expect(account.set(.buffers, to: ByteCount(40)) == nil)
    #expect(account.current.total == ByteCount(140))
    #expect(account.peak.total == ByteCount(157))
    #expect(account.peak.buffers == ByteCount(7))
    #expect(account.peak[.activations] == ByteCount(50))
  }

  @Test func whatDoesNotFitIsAResultAndChangesNothing() {
    var account = MemoryAccount(limit: ByteCount(100))
    #expect(account.set(.weights, to: ByteCount(90)) == nil)
    #expect(account.add(ByteCount(10), to: .optimizer) == nil)
    let before = account
    let shortage = account.add(ByteCount(1), to: .activations)
    #expect(account == before)
    #expect(shortage?.kind == .activations)
    #expect(shortage?.limit == ByteCount(100))
    #expect(shortage?.wanted.total == ByteCount(101))
    #expect(shortage?.wanted.weights == ByteCount(90))
  }

  @Test func totalsFollowEveryChange() {
    withEvery("seed", in: 0..<100) { seed in
      var stream = Seed(seed).stream("memory", ledger: nil)
      var account = MemoryAccount(limit: ByteCount(2_000))
      var plain = [Int](repeating: 0, count: MemoryAccount.Kind.allCases.count)
      var greatest = 0
      for _ in 0..<200 {
        let index = stream.next(below: plain.count)
        let kind = MemoryAccount.Kind.allCases[index]
        if stream.next(below: 2) == 0 {
          let bytes = stream.next(below: 700)
          let fits = plain.reduce(0, +) + bytes <= 2_000
          try #require((account.add(ByteCount(bytes), to: kind) == nil) == fits)
          if fits { plain[index] += bytes }
        } else {
          let bytes = stream.next(below: plain[index] + 1)
          account.release(ByteCount(bytes), from: kind)
          plain[index] -= bytes
        }
        greatest = max(greatest, plain.reduce(0, +))
        try #require(account.current.total == ByteCount(plain.reduce(0, +)))
        try #require(account.peak.total == ByteCount(greatest))
      }
    }
  }

  @Test func givingBackMoreThanIsInUseTraps() async {
    await #expect(processExitsWith: .failure) {
      var account = MemoryAccount(limit: nil)
      account.release(ByteCount(1), from: .weights)
    }
  }
}
