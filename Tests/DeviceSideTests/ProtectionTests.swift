import Determinism
import DeviceSide
import Layers
import TestSupport
import Testing
import Wire

/// Defences on what the device uploads, and how they combine.
struct ProtectionTests {
  private typealias Change = (inout DeviceKnowledge.Settings) -> Void

  private func uploads(
    _ fixture: DeviceFixture
  ) throws -> [UploadedSample] { try fixture.firstUploads() }

  private func fixture(
    samples: Int = 30, classes: Int = 3, batch: Int = 4, epsilon: Double? = nil,
    seed: UInt64 = 1, _ change: Change = { _ in }
  ) -> DeviceFixture {
    DeviceFixture(
      samples: samples, classes: classes, batch: batch, head: .random, epsilon: epsilon,
      seed: seed, change: change)
  }

  private func difference(_ left: [UploadedSample], _ right: [UploadedSample]) -> [Float] {
    zip(left, right).flatMap { zip($0.delta, $1.delta).map { $0 - $1 } }
  }

  @Test func noiseHasTheStatedDeviationAndLeavesTheRestAlone() throws {
    let plain = try uploads(fixture(samples: 2_000))
    let noisy = try uploads(fixture(samples: 2_000) { $0.noiseDeviation = 1.5 })
    #expect(noisy.map(\.key) == plain.map(\.key))
    #expect(noisy.map(\.activations) == plain.map(\.activations))
    let noise = difference(noisy, plain).map(Double.init)
    let mean = noise.reduce(0, +) / 6_000
    let square = noise.reduce(0) { $0 + $1 * $1 } / 6_000
    // Five standard errors of 6,000 draws.
    #expect(abs(mean) < 1.5 * 5 / 77.4)
    #expect(abs(square / 2.25 - 1) < 5 * 1.414 / 77.4)
    // One number on all entries would leave their order as it was.
    let product = stride(from: 0, to: 6_000, by: 3).reduce(0) { $0 + noise[$1] * noise[$1 + 1] }
    #expect(abs(product / 2_000 / 2.25) < 5 / 44.7)
  }

  /// The draw belongs to the sample: neither batches nor windows nor repetitions change it.
  @Test func noiseIsDrawnOnceASample() throws {
    let change: Change = { $0.noiseDeviation = 2 }
    let one = try fixture(batch: 3, change).firstUploads(window: 1)
    let other = try fixture(batch: 7, change).firstUploads(window: 5)
    #expect(one == other)
    let small = fixture(samples: 6, batch: 4, change)
    let first = try small.firstUploads()
    var device = DeviceMachine(knowledge: small.knowledge, session: small.session, window: 9)
    _ = try device.handle(.start)
    _ = try device.handle(.computed)
    _ = try device.handle(.computed)
    for _ in 0..<3 {
      _ = try device.handle(.received(Frame(ServerMessage.resend([first[5].key]).encoded())))
      let effects = try device.handle(.computed)
      guard case .send(let frame) = effects.first,
        case .samples(let sequence, let again) = try DeviceMessage(frame, session: small.session)
      else {
        Issue.record("the device must answer a resend request")
        return
      }
      #expect(again == [first[5]])
      _ = try device.handle(
        .received(Frame(ServerMessage.acknowledgement(sequence: sequence).encoded())))
    }
  }

  @Test func aRotationTurnsDeltaAndTheDeviceTurnsItBack() throws {
    let secret = fixture(classes: 5) { $0.rotatesDelta = true }
    let plain = try uploads(fixture(classes: 5))
    for (turned, plain) in zip(try uploads(secret), plain) {
      #expect(turned.activations == plain.activations)
      let back = secret.knowledge.rule.unrotated(turned.delta)
      #expect(zip(back, plain.delta).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(zip(turned.delta, plain.delta).contains { abs($0 - $1) > 0.05 })
    }
  }

  /// One matrix for all layers: inner products of any two activations stay.
  @Test func aKeyTurnsActivationsAndKeepsInnerProducts() throws {
    let secret = fixture { $0.keysActivations = true }
    let (keyed, plain) = (try uploads(secret), try uploads(fixture()))
    #expect(keyed.map(\.delta) == plain.map(\.delta))
    func product(_ sample: UploadedSample, _ other: UploadedSample) -> Float {
      zip(sample.activations[..<16], other.activations[16...]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for index in 0..<29 {
      #expect(keyed[index].activations != plain[index].activations)
      #expect(secret.knowledge.rule.keyed(plain[index].activations) == keyed[index].activations)
      let (a, b) = (
        product(keyed[index], keyed[index + 1]), product(plain[index], plain[index + 1])
      )
      #expect(abs(a - b) < 1e-3 * max(1, abs(b)))
    }
  }

  @Test func everySeedHasSecretsOfItsOwn() throws {
    let both: Change = {
      $0.rotatesDelta = true
      $0.keysActivations = true
    }
    let (one, other) = (fixture(seed: 1, both), fixture(seed: 2, both))
    let probe: [Float] = [1, 0, 0]
    #expect(one.knowledge.rule.unrotated(probe) != other.knowledge.rule.unrotated(probe))
    #expect(
      one.knowledge.rule.unrotated(probe) == fixture(seed: 1, both).knowledge.rule.unrotated(probe))
  }

  /// Label, randomized response, noise, rotation: turning back gives what the first three gave.
  @Test func theRotationComesLast() throws {
    let all = fixture(epsilon: 1) {
      $0.noiseDeviation = 1
      $0.rotatesDelta = true
      $0.keysActivations = true
    }
    let plain = fixture(epsilon: 1) { $0.noiseDeviation = 1 }
    for (turned, plain) in zip(try uploads(all), try uploads(plain)) {
      let back = all.knowledge.rule.unrotated(turned.delta)
      #expect(zip(back, plain.delta).allSatisfy { abs($0 - $1) < 1e-4 })
    }
  }

  /// Every upload holds a whole batch; what is missing is made up by samples of the first one.
  @Test func underSlotsEveryUploadIsAWholeBatch() throws {
    let slotted = fixture(samples: 10, batch: 4) { $0.usesSlots = true }
    let plain = try uploads(fixture(samples: 10, batch: 4))
    let filled = try uploads(slotted)
    #expect(filled.count == 12)
    #expect(Array(filled.prefix(10)) == plain)
    #expect(Array(filled.suffix(2)) == Array(plain.prefix(2)))

    var device = DeviceMachine(knowledge: slotted.knowledge, session: slotted.session, window: 9)
    _ = try device.handle(.start)
    for _ in 0..<3 { _ = try device.handle(.computed) }
    let wanted = [plain[1].key, plain[9].key]
    _ = try device.handle(.received(Frame(ServerMessage.resend(wanted).encoded())))
    guard case .send(let frame) = try device.handle(.computed).first,
      case .samples(_, let again) = try DeviceMessage(frame, session: slotted.session)
    else {
      Issue.record("the device must answer a resend request")
      return
    }
    #expect(again == [plain[1], plain[9], plain[0], plain[2]])
  }

  /// The bound that decides when an upload leaves is the same whatever the samples.
  @Test func boundsFollowFromPublicFiguresAlone() throws {
    for head in [PredictionHead.Kind.zero, .probe] {
      let bounds = try (0..<3).map { seed in
        let fixture = DeviceFixture(
          samples: 10, batch: 4, head: head, seed: 1 + UInt64(seed), textLength: 5 + 9 * seed
        ) {
          $0.usesSlots = true
          $0.keysActivations = true
        }
        var device = DeviceMachine(
          knowledge: fixture.knowledge, session: fixture.session, window: 9)
        var effects = try device.handle(.start)
        var bounds: [UInt64] = []
        while let effect = effects.first {
          effects.removeFirst()
          guard case .compute(let work, let bound) = effect else { continue }
          let most = try #require(bound)
          #expect(work.total.operations < most.total.operations)
          #expect(work.total.bytes < most.total.bytes && work.launches <= most.launches)
          bounds.append(most.total.operations)
          effects += try device.handle(.computed)
        }
        return bounds
      }
      #expect(bounds[0].count >= 3)
      #expect(bounds[0] == bounds[1] && bounds[0] == bounds[2])
    }
  }
}
