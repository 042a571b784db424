import Determinism
import Layers
import ServerSide
import Tensors
import TestSupport
import Testing
import Wire

struct ServerMachineTests {
  @Test func everySampleIsTrainedOnceAnEpoch() throws {
    let fixture = ServerFixture(samples: 22, batch: 4, epochs: 3)
    try fixture.run()
    #expect(fixture.server.steps == 3 * 6)
    #expect(fixture.losses.count == 3)
    #expect(
      fixture.network?.count
        == SideNetworkShape(layers: 2, width: 8, rank: 4, classes: 3)
        .blocks.count)
  }

  /// The machine must train exactly what a plain loop over the same batches trains.
  @Test func theFirstEpochEqualsAPlainTrainingLoop() throws {
    let fixture = ServerFixture(samples: 10, batch: 4, epochs: 1, seed: 8)
    try fixture.run()
    var stream = Seed(8).stream("server.init", ledger: nil)
    let shape = SideNetworkShape(layers: 2, width: 8, rank: 4, classes: 3)
    let network = SideNetwork(shape: shape, backend: .reference, stream: &stream)
    let pass = SideNetworkPass(shape: shape, samples: 4)
    let optimizer = AdamW(
      count: shape.parameterCount,
      settings: .init(
        learningRate: 1e-2, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
    for start in stride(from: 0, to: 10, by: 4) {
      let rows = fixture.uploads[start..<min(start + 4, 10)]
      let a = FloatBuffer(
        (0..<2).flatMap { layer in
          rows.flatMap { $0.activations[layer * 8..<(layer + 1) * 8] }
        })
      pass.forward(network, activations: a, samples: rows.count)
      _ = pass.backward(
        network, activations: a, targets: FloatBuffer(rows.flatMap(\.delta)), samples: rows.count)
      optimizer.step(network.parameters, gradient: pass.gradient)
    }
    #expect(fixture.server.network?.digest == network.digest)
  }

  @Test func aSmallCacheChangesTrafficAndNothingElse() throws {
    let whole = ServerFixture()
    try whole.run()
    #expect(whole.resent == 0)
    #expect(whole.server.cacheReport.hits == 44 && whole.server.cacheReport.misses == 0)
    withEvery("slots", in: 0..<22) { slots in
      let small = ServerFixture(cacheBytes: slots * ServerFixture.entryBytes)
      try small.run()
      let report = small.server.cacheReport
      try #require(small.server.network?.digest == whole.server.network?.digest)
      try #require(small.losses == whole.losses)
      try #require(report.hits + report.misses == 44)
      try #require(report.entries <= Int(slots) && report.misses > 0)
      try #require(small.resent <= report.misses && small.resent > 0)
    }
  }

  @Test func theServerSeedDecidesInitialValuesAndShuffles() throws {
    let (one, other) = (ServerFixture(seed: 1), ServerFixture(seed: 2))
    try one.run()
    try other.run()
    #expect(one.server.network?.digest != other.server.network?.digest)
  }

  @Test func dishonestFramesAreErrorsAndNeverCrash() throws {
    let fixture = ServerFixture()
    let hello = fixture.hello
    let batch = fixture.frame(Array(fixture.uploads[..<4]))
    #expect(throws: ServerError.self) { try fixture.server.handle(.received(batch, flow: 0)) }
    _ = try fixture.server.handle(.received(hello, flow: 0))
    #expect(throws: ServerError.unexpected(.hello)) {
      try fixture.server.handle(.received(hello, flow: 0))
    }
    let twice = fixture.frame([fixture.uploads[0], fixture.uploads[0]])
    #expect(throws: ServerError.wrongSamples) {
      try fixture.server.handle(.received(twice, flow: 0))
    }
    withEvery("seed", in: 0..<500) { seed in
      var stream = Seed(seed).stream("mutation", ledger: nil)
      var frame = batch
      frame.bytes[stream.next(below: frame.byteCount)] = UInt8(stream.next(below: 256))
      let server = ServerFixture().server
      _ = try server.handle(.received(hello, flow: 0))
      _ = try? server.handle(.received(frame, flow: 0))
    }
  }
}
