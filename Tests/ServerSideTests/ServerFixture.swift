import Determinism
import Layers
import ServerSide
import Tensors
import Wire

/// A server and a scripted device that answers it, for tests.
final class ServerFixture {
  let session: SessionShape
  let server: ServerMachine
  let uploads: [UploadedSample]
  private(set) var losses: [Float] = []
  private(set) var resent = 0
  private(set) var network: [NamedTensor]?
  private var sequence = 0
  private let fills: Bool

  init(
    samples: Int = 22, batch: Int = 4, epochs: Int = 3, cacheBytes: UInt64 = 1 << 30,
    seed: UInt64 = 5, learningRate: Double = 1e-2, fills: Bool = false,
    format: ActivationFormat = .fp32
  ) {
    session = SessionShape(
      layers: 2, width: 8, classes: 3, samples: samples, batch: batch, format: format)
    var settings = ServerMachine.Settings(
      rank: 4,
      optimizer: .init(
        learningRate: learningRate, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      epochs: epochs, cacheBytes: ByteCount(cacheBytes), seed: Seed(seed), backend: .reference)
    settings.acceptsFilling = fills
    self.fills = fills
    server = ServerMachine(settings: settings, ledger: nil)
    var stream = Seed(1).stream("uploads", ledger: nil)
    uploads = (0..<samples).map { _ in
      UploadedSample(
        key: SampleKey(drawnFrom: &stream), activations: stream.normals(16, deviation: 1),
        delta: stream.normals(3, deviation: 0.5))
    }
  }

  /// Bytes that one sample takes in the cache.
  static let entryBytes: UInt64 = 16 + 16 * 4 + 3 * 4

  var hello: Frame { Frame(DeviceMessage.hello(session).encoded(format: session.format)) }

  /// The next upload; where batches are filled up, behind `wanted` come samples of the first batch.
  func frame(_ wanted: [UploadedSample]) -> Frame {
    sequence += 1
    var samples = wanted
    if fills {
      samples += uploads.filter { !wanted.contains($0) }.prefix(session.batch - wanted.count)
    }
    return Frame(
      DeviceMessage.samples(sequence: sequence, samples).encoded(format: session.format))
  }

  /// Runs the whole session.
  ///
  /// Work and messages wait in one queue, so they take turns.
  func run() throws {
    var events: [ServerEvent] = [
      .received(hello, flow: 0)
    ]
    for start in stride(from: 0, to: uploads.count, by: session.batch) {
      events.append(
        .received(
          frame(Array(uploads[start..<min(start + session.batch, uploads.count)])), flow: 0))
    }
    while !events.isEmpty {
      for effect in try server.handle(events.removeFirst()) {
        switch effect {
        case .compute: events.append(.computed)
        case .epochFinished(_, let loss): losses.append(loss ?? .nan)
        case .finished, .setTimer, .trained: break
        case .send(let frame, _):
          switch try ServerMessage(frame) {
          case .resend(let keys):
            resent += keys.count
            events.append(
              .received(
                self.frame(keys.compactMap { key in uploads.first { $0.key == key } }), flow: 0))
          case .sideNetwork(let tensors): network = tensors
          default: break
          }
        }
      }
    }
  }
}
