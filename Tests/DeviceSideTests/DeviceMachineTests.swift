import Determinism
import DeviceSide
import TestSupport
import Testing
import Wire

/// Float32 rounding of a few sums.
private let tolerance: Float = 1e-5

struct DeviceMachineTests {
  @Test func everySampleIsUploadedOnceInBatches() throws {
    let fixture = DeviceFixture(samples: 22, batch: 5)
    let uploads = try fixture.firstUploads()
    #expect(uploads.count == 22)
    #expect(Set(uploads.map(\.key)) == Set(fixture.knowledge.keys))
    #expect(uploads.map(\.key) == fixture.knowledge.uploadOrder.map { fixture.knowledge.keys[$0] })
  }

  @Test func withAZeroHeadDeltaIsOneHotMinusUniform() throws {
    let fixture = DeviceFixture(classes: 4)
    let order = fixture.knowledge.uploadOrder
    for (position, sample) in try fixture.firstUploads().enumerated() {
      let label = fixture.labels[order[position]]
      #expect(sample.delta == (0..<4).map { ($0 == label ? 1 : 0) - 0.25 })
    }
  }

  /// PRIVACY: delta = onehot - softmax has exactly one positive entry, the label, and sums to zero.
  @Test(arguments: [PredictionHead.Kind.random, .probe])
  func deltaHasOnePositiveEntryTheLabel(_ head: PredictionHead.Kind) {
    withEvery("seed", in: 0..<10) { seed in
      let fixture = DeviceFixture(samples: 30, classes: 2 + Int(seed) % 5, head: head, seed: seed)
      let order = fixture.knowledge.uploadOrder
      for (position, sample) in try fixture.firstUploads().enumerated() {
        let positive = sample.delta.indices.filter { sample.delta[$0] > 0 }
        try #require(positive == [fixture.labels[order[position]]])
        try #require(abs(sample.delta.reduce(0, +)) < tolerance)
      }
    }
  }

  @Test func aProbePredictsItsOwnSamplesBetterThanChance() throws {
    let fixture = DeviceFixture(samples: 60, classes: 2, head: .probe)
    let order = fixture.knowledge.uploadOrder
    let certain = try fixture.firstUploads().enumerated().filter { position, sample in
      sample.delta[fixture.labels[order[position]]] < 0.5
    }
    #expect(certain.count > 36)
  }

  @Test func atMostAWindowOfBatchesIsUnderWay() throws {
    let fixture = DeviceFixture(samples: 20, batch: 2)
    var device = DeviceMachine(knowledge: fixture.knowledge, session: fixture.session, window: 3)
    var effects = try device.handle(.start)
    var frames = 0
    while let effect = effects.first {
      effects.removeFirst()
      switch effect {
      case .compute: effects += try device.handle(.computed)
      case .send(let frame):
        if case .samples = try DeviceMessage(frame, session: fixture.session) { frames += 1 }
      case .finished, .setTimer, .trained, .epochFinished: break
      }
    }
    #expect(frames == 3)
    let more = try device.handle(
      .received(Frame(ServerMessage.acknowledgement(sequence: 1).encoded())))
    #expect(more.count == 1)
  }

  @Test func aRequestForEvictedSamplesIsAnsweredWithTheSameBytes() throws {
    let fixture = DeviceFixture(samples: 6, batch: 4, epsilon: 1)
    let first = try fixture.firstUploads()
    var device = DeviceMachine(knowledge: fixture.knowledge, session: fixture.session, window: 9)
    _ = try device.handle(.start)
    _ = try device.handle(.computed)
    _ = try device.handle(.computed)
    let wanted = [first[5].key, first[0].key]
    _ = try device.handle(.received(Frame(ServerMessage.resend(wanted).encoded())))
    let effects = try device.handle(.computed)
    guard case .send(let frame) = effects.first,
      case .samples(_, let again) = try DeviceMessage(frame, session: fixture.session)
    else {
      Issue.record("the device must answer a resend request")
      return
    }
    #expect(again == [first[5], first[0]])
    #expect(device.forwardSamples == 8)
  }

  @Test func aRequestForAnUnknownKeyIsAnError() throws {
    let fixture = DeviceFixture()
    var device = DeviceMachine(knowledge: fixture.knowledge, session: fixture.session, window: 2)
    var stream = Seed(99).stream("foreign", ledger: nil)
    let request = Frame(ServerMessage.resend([SampleKey(drawnFrom: &stream)]).encoded())
    #expect(throws: WireError.self) { _ = try device.handle(.received(request)) }
  }
}
