import Determinism
import DeviceSide
import PrivateData
import Tensors
import Transformers
import Wire

/// A small device over generated tokens, for tests.
struct DeviceFixture {
  let knowledge: DeviceKnowledge
  let session: SessionShape
  let labels: [Int]

  init(
    samples: Int = 20, classes: Int = 3, batch: Int = 4, head: PredictionHead.Kind = .zero,
    epsilon: Double? = nil, leak: PlantedLeak? = nil, seed: UInt64 = 1, textLength: Int = 12,
    change: (inout DeviceKnowledge.Settings) -> Void = { _ in }
  ) {
    var weights = Seed(seed).stream("weights", ledger: nil)
    let backbone = EmbeddedBackbone(
      shape: .init(layers: 2, width: 16, heads: 2, maxLength: 40), backend: .reference,
      stream: &weights)
    var stream = Seed(seed).stream("samples", ledger: nil)
    var labels: [Int] = []
    let tokenized = (0..<samples).map { _ in
      let text = stream.bytes(textLength)
      let label = stream.next(below: classes)
      labels.append(label)
      return TokenizedSample(
        tokens: Secret(backbone.tokenize(text)), text: Secret(text), label: Secret(label))
    }
    self.labels = labels
    session = SessionShape(
      layers: 2, width: 16, classes: classes, samples: samples, batch: batch, format: .fp32)
    var settings = DeviceKnowledge.Settings(
      classes: classes, head: head, randomizedResponseEpsilon: epsilon, plantedLeak: leak)
    change(&settings)
    knowledge = DeviceKnowledge(
      backbone: backbone, backend: .reference, samples: tokenized,
      activations: backbone.pivotActivations(
        of: tokenized.map { $0.tokens.withRevealed { $0 } }, pivot: .last,
        pool: WorkerPool(workers: 1)),
      settings: settings,
      seed: Seed(seed), ledger: nil)
  }

  /// Runs the device against a server that acknowledges everything, until it has nothing to do.
  func firstUploads(window: Int = 2) throws -> [UploadedSample] {
    var device = DeviceMachine(knowledge: knowledge, session: session, window: window)
    var uploads: [UploadedSample] = []
    var effects = try device.handle(.start)
    while !effects.isEmpty {
      let effect = effects.removeFirst()
      switch effect {
      case .compute: effects += try device.handle(.computed)
      case .send(let frame):
        if case .samples(let sequence, let samples) = try DeviceMessage(
          frame, session: session)
        {
          uploads += samples
          effects += try device.handle(
            .received(Frame(ServerMessage.acknowledgement(sequence: sequence).encoded())))
        }
      case .finished, .setTimer, .trained, .epochFinished: break
      }
    }
    return uploads
  }
}
