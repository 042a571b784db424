import Determinism
import DeviceSide
import Layers
import PrivateData
import Tensors
import Testing
import Transformers
import Wire

/// A device in federated averaging, event by event.
struct FederatedDeviceTests {
  private static let session = SessionShape(
    layers: 2, width: 8, classes: 2, samples: 5, batch: 2, format: .fp32, method: .fedavg)

  private static func model(seed: UInt64, hasValues: Bool = true) -> FineTunedModel {
    var stream = Seed(1).stream("model", ledger: nil)
    let backbone = EmbeddedBackbone(
      shape: .init(layers: 2, width: 8, heads: 2, maxLength: 8), backend: .reference,
      stream: &stream)
    return FineTunedModel(
      backbone,
      settings: .init(
        method: .lowRank(.init(rank: 2, alpha: 4)), recomputes: false, classes: 2, pooling: .last,
        optimizer: .init(
          learningRate: 1e-2, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
        hasValues: hasValues),
      seed: Seed(seed), ledger: nil, pool: WorkerPool(workers: 1))
  }

  private static let data = DeviceSamples(
    (0..<5).map { index in
      TokenizedSample(
        tokens: Secret((0...index).map { 40 + 7 * $0 + index }), text: Secret([]),
        label: Secret(index % 2))
    }, seed: Seed(3), ledger: nil)

  private static func device(localSteps: Int?) -> FederatedDevice {
    FederatedDevice(
      model(seed: 9), data: data, session: session,
      rounds: LocalRounds(session, epochs: 2, localSteps: localSteps), seed: Seed(3), ledger: nil)
  }

  /// Hands the device a frame and does its work until it wants the server.
  ///
  /// Returns what it sent and trained.
  private static func run(
    _ device: inout FederatedDevice, _ message: ServerMessage
  ) throws -> (sent: [DeviceMessage], trained: [[Int]]) {
    var (sent, trained): ([DeviceMessage], [[Int]]) = ([], [])
    var effects = try device.handle(.received(message.frame(withValues: true)))
    while !effects.isEmpty {
      switch effects.removeFirst() {
      case .compute: effects += try device.handle(.computed)
      case .send(let frame): sent.append(try DeviceMessage(frame, session: session))
      case .trained(_, let samples): trained.append(samples)
      case .finished, .epochFinished, .setTimer: break
      }
    }
    return (sent, trained)
  }

  /// A round is nothing but the same steps from the same numbers, with moments that begin at zero.
  @Test func aRoundTakesTheStepsOfTrainingAlone() throws {
    var device = Self.device(localSteps: 2)
    _ = try device.handle(.start)
    var global = Self.model(seed: 4).tensors
    for round in 1...3 {
      let (sent, trained) = try Self.run(&device, .globalModel(round: round, global))
      let alone = Self.model(seed: 5)
      alone.load(global)
      var (loss, count) = (0.0, 0)
      for batch in trained {
        let samples = batch.map { Self.data.samples[$0] }
        loss +=
          alone.step(
            samples.map { $0.tokens.withRevealed { $0 } },
            labels: samples.map { $0.label.withRevealed { $0 } }) * Double(batch.count)
        count += batch.count
      }
      #expect(trained.count == 2)
      #expect(
        sent == [
          .localUpdate(
            LocalUpdate(
              round: round, loss: Float(loss / Double(count)), tensors: alone.tensors))
        ])
      global = alone.tensors
    }
    #expect(device.forwardSamples == 10 && device.trainedTensors == nil)
    let (sent, _) = try Self.run(&device, .sideNetwork(global))
    #expect(sent == [.goodbye] && device.trainedTensors == global)
  }

  /// Three steps an epoch, two epochs, four steps a round: four and two.
  @Test func roundsCoverEveryEpochOnce() throws {
    var device = Self.device(localSteps: 4)
    _ = try device.handle(.start)
    let global = Self.model(seed: 4).tensors
    let trained = try (1...2).map { try Self.run(&device, .globalModel(round: $0, global)).trained }
    #expect(trained.map(\.count) == [4, 2])
    let batches = trained.flatMap(\.self)
    #expect(batches[0..<3].flatMap(\.self) == Self.data.order)
    #expect(batches[3..<6].flatMap(\.self).sorted() == [0, 1, 2, 3, 4])
  }

  @Test func anotherModelOrRoundIsRefused() throws {
    let global = Self.model(seed: 4).tensors
    var other = global
    other[0].shape.reverse()
    for message: ServerMessage in [
      .globalModel(round: 2, global), .globalModel(round: 1, other),
      .globalModel(round: 1, Array(global.dropLast())), .acknowledgement(sequence: 1),
    ] {
      var device = Self.device(localSteps: nil)
      _ = try device.handle(.start)
      #expect(throws: WireError.self) {
        try device.handle(.received(message.frame(withValues: true)))
      }
    }
  }
}
