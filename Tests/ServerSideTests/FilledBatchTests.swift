import Determinism
import Layers
import ServerSide
import TestSupport
import Testing
import Wire

/// Batches of one size: what fills them up has been sent before and is trained no second time.
struct FilledBatchTests {
  @Test func fillingChangesNoTrainedValue() throws {
    withEvery("slots", in: 0..<22) { slots in
      let bytes = slots * ServerFixture.entryBytes
      let plain = ServerFixture(cacheBytes: bytes)
      try plain.run()
      let filled = ServerFixture(cacheBytes: bytes, fills: true)
      try filled.run()
      try #require(filled.server.network?.digest == plain.server.network?.digest)
      try #require(filled.losses == plain.losses)
      try #require(filled.server.steps == plain.server.steps)
      try #require(filled.server.cacheReport == plain.server.cacheReport)
      try #require(filled.resent == plain.resent)
    }
  }

  /// Without the agreement, old samples in a new batch are no honest device's.
  @Test func oldSamplesAreRefusedWhereBatchesAreNotFilled() throws {
    let fixture = ServerFixture(samples: 10, batch: 4)
    _ = try fixture.server.handle(.received(fixture.hello, flow: 0))
    _ = try fixture.server.handle(
      .received(fixture.frame(Array(fixture.uploads[..<4])), flow: 0))
    let mixed = fixture.frame([
      fixture.uploads[4], fixture.uploads[5], fixture.uploads[6], fixture.uploads[0],
    ])
    #expect(throws: ServerError.wrongSamples) {
      try fixture.server.handle(.received(mixed, flow: 0))
    }
  }

  /// With it, a batch that is not whole is none.
  @Test func partialBatchesAreRefusedWhereBatchesAreFilled() throws {
    let fixture = ServerFixture(samples: 10, batch: 4, fills: true)
    _ = try fixture.server.handle(.received(fixture.hello, flow: 0))
    let partial = Frame(
      DeviceMessage.samples(sequence: 1, Array(fixture.uploads[..<3])).encoded(format: .fp32))
    #expect(throws: ServerError.wrongSamples) {
      try fixture.server.handle(.received(partial, flow: 0))
    }
  }

  /// An entry counts with the bytes that it had on the wire.
  @Test(arguments: [
    (ActivationFormat.fp32, 64), (.fp16, 32), (.bf16, 32), (.init(.int8, group: 8), 24),
    (.init(.int8, group: 4), 32), (.init(.int4, group: 8), 16),
  ])
  func entriesCountAsTheyTravel(_ format: ActivationFormat, _ activations: Int) throws {
    let fixture = ServerFixture(format: format)
    try fixture.run()
    #expect(fixture.server.cacheReport.bytes == 22 * (16 + activations + 3 * 4))
  }
}
