import Determinism
import ServerSide
import TestSupport
import Testing
import Wire

/// The cache against a naive model: a list in order of use, the least recent one out first.
struct CacheOrderTests {
  @Test func hitsMissesAndRequestsFollowLeastRecentlyUsed() throws {
    withEvery("slots", in: 1..<22) { slots in
      let fixture = ServerFixture(cacheBytes: slots * ServerFixture.entryBytes)
      try fixture.run()
      var order = Seed(5).stream("server.shuffle", ledger: nil)
      var recent = Array((0..<22).suffix(Int(slots)))
      var (hits, misses) = (0, 0)
      for _ in 0..<2 {
        for sample in order.permutation(22) {
          if let place = recent.firstIndex(of: sample) {
            hits += 1
            recent.remove(at: place)
          } else {
            misses += 1
            if recent.count == Int(slots) { recent.removeFirst() }
          }
          recent.append(sample)
        }
      }
      let report = fixture.server.cacheReport
      try #require(report.hits == hits && report.misses == misses)
      try #require(fixture.resent == misses)
      // Every arrival beyond the capacity throws one entry out.
      try #require(report.evictions == 22 - Int(slots) + misses)
    }
  }

  /// The epoch's loss weighs samples, not batches: the last batch is smaller.
  @Test func theEpochLossIsAMeanOverSamples() throws {
    let fixture = ServerFixture(samples: 5, batch: 4, epochs: 1, learningRate: 0)
    try fixture.run()
    // Without learning Wup = 0 and b = 0; losses are those of the initial network.
    let whole = ServerFixture(samples: 5, batch: 5, epochs: 1, learningRate: 0)
    try whole.run()
    let (parts, all) = (try #require(fixture.losses.first), try #require(whole.losses.first))
    #expect(abs(parts - all) < 1e-6 * max(1, all))
  }

  @Test func batchesLargerThanAnnouncedAreRefused() throws {
    let fixture = ServerFixture(samples: 8, batch: 2)
    _ = try fixture.server.handle(.received(fixture.hello, flow: 0))
    let batch = fixture.frame(Array(fixture.uploads[..<4]))
    #expect(throws: ServerError.wrongSamples) {
      try fixture.server.handle(.received(batch, flow: 0))
    }
  }

  @Test func absurdExtentsAreRefused() {
    let shape = SessionShape(
      layers: 1 << 23, width: 1 << 23, classes: 2, samples: 1, batch: 1, format: .fp32)
    #expect(throws: ServerError.self) {
      try ServerFixture().server.handle(
        .received(Frame(DeviceMessage.hello(shape).encoded(format: .fp32)), flow: 0))
    }
  }
}
