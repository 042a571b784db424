import Determinism
import Layers
import ServerSide
import Tensors
import Testing
import Transformers
import Wire

/// The server of a split model, event by event.
struct SplitServerTests {
  private static func session(_ method: SessionMethod) -> SessionShape {
    SessionShape(
      layers: 3, width: 16, classes: 2, samples: 5, batch: 3, format: .fp32, method: method,
      tokens: 8, cut: 1)
  }

  private static func server(
    _ method: SessionMethod, epochs: Int = 2, hasValues: Bool = true
  ) -> SplitServer {
    var stream = Seed(1).stream("model", ledger: nil)
    let backbone = EmbeddedBackbone(
      shape: .init(layers: 3, width: 16, heads: 2, maxLength: 8), backend: .reference,
      stream: &stream)
    return SplitServer(
      backbone: backbone,
      settings: .init(
        session: session(method),
        method: .lowRank(.init(rank: 2, alpha: 4)), pooling: .last,
        optimizer: .init(
          learningRate: 1e-2, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
        epochs: epochs, seed: Seed(2), hasValues: hasValues),
      pool: WorkerPool(workers: 1), ledger: nil)
  }

  private static func frame(_ message: DeviceMessage, _ method: SessionMethod) -> Frame {
    message.frame(in: session(method), withValues: true)
  }

  private static func batch(_ sequence: Int, _ method: SessionMethod) -> CutBatch {
    let count = session(method).sequences(inBatch: sequence)
    return CutBatch(
      sequence: sequence, lengths: [Int](repeating: 2, count: count),
      states: (0..<count * 32).map { Float($0 % 7) / 7 },
      labels: method == .split ? (0..<count).map { $0 % 2 } : nil)
  }

  private static func sent(_ effects: [ServerEffect]) throws -> [ServerMessage] {
    try effects.compactMap { effect in
      if case .send(let frame, _) = effect { try ServerMessage(frame: frame.bytes) } else { nil }
    }
  }

  /// Runs all batches of `method`; the messages that the server sent.
  private func train(_ server: SplitServer, _ method: SessionMethod) throws -> [ServerMessage] {
    var messages: [ServerMessage] = []
    func deliver(_ message: DeviceMessage) throws {
      let effects = try server.handle(.received(Self.frame(message, method), flow: 0))
      messages += try Self.sent(effects)
      guard server.isTraining else { return }
      messages += try Self.sent(server.handle(.computed))
    }
    try deliver(.hello(Self.session(method)))
    for sequence in 1...4 {
      let batch = Self.batch(sequence, method)
      try deliver(.cut(batch))
      if method == .uSplit {
        let gradient = [Float](repeating: 0.1, count: batch.lengths.count * 16)
        try deliver(.featureGradient(.init(sequence: sequence, values: gradient)))
      }
    }
    return messages
  }

  @Test func thePlainServerTellsLossesAndReturnsGradients() throws {
    let server = Self.server(.split)
    let kinds = try train(server, .split).map(\.kind)
    #expect(
      kinds == [
        .cutGradient, .progress, .cutGradient, .cutGradient, .progress, .cutGradient, .sideNetwork,
      ])
    #expect(server.steps == 4)
    let names = server.trainedTensors.map(\.name)
    #expect(names.contains("head.weight") && names.contains("layers.1.query.lora_A.weight"))
    #expect(!names.contains { $0.hasPrefix("layers.0.") })
    let end = try server.handle(.received(Self.frame(.goodbye, .split), flow: 0))
    guard case .finished? = end.last else {
      Issue.record("a goodbye behind the last step ends the run")
      return
    }
  }

  @Test func theUShapedServerHasNoHeadAndSeesNoLoss() throws {
    let server = Self.server(.uSplit)
    let kinds = try train(server, .uSplit).map(\.kind)
    #expect(
      kinds == [MessageKind](repeating: .features, count: 4).flatMap { [$0, .cutGradient] } + [
        .sideNetwork
      ])
    #expect(!server.trainedTensors.contains { $0.name.hasPrefix("head.") })
  }

  /// Whatever is out of turn, or of a size that does not fit, is refused and changes nothing.
  @Test func messagesOutOfTurnAreRefused() throws {
    func refuses(
      _ method: SessionMethod, behind: [DeviceMessage], _ message: DeviceMessage
    ) throws -> Bool {
      let server = Self.server(method)
      for message in behind {
        _ = try server.handle(.received(Self.frame(message, method), flow: 0))
        if server.isTraining { _ = try server.handle(.computed) }
      }
      return (try? server.handle(.received(Self.frame(message, method), flow: 0))) == nil
    }
    let hello = DeviceMessage.hello(Self.session(.split))
    let first = DeviceMessage.cut(Self.batch(1, .split))
    #expect(try !refuses(.split, behind: [hello], first))
    #expect(try refuses(.split, behind: [], first))
    #expect(try refuses(.split, behind: [hello], hello))
    #expect(try refuses(.split, behind: [hello], .goodbye))
    #expect(try refuses(.split, behind: [hello], .cut(Self.batch(2, .split))))
    #expect(try refuses(.split, behind: [hello, first], first))
    var short = Self.batch(1, .split)
    short.lengths.removeLast()
    short.states.removeLast(32)
    short.labels?.removeLast()
    #expect(try refuses(.split, behind: [hello], .cut(short)))
    var other = Self.session(.split)
    other.cut = 2
    #expect(try refuses(.split, behind: [], .hello(other)))

    let uHello = DeviceMessage.hello(Self.session(.uSplit))
    let uFirst = DeviceMessage.cut(Self.batch(1, .uSplit))
    func gradient(_ sequence: Int, _ count: Int) -> DeviceMessage {
      .featureGradient(.init(sequence: sequence, values: [Float](repeating: 1, count: count)))
    }
    #expect(try !refuses(.uSplit, behind: [uHello, uFirst], gradient(1, 48)))
    #expect(try refuses(.uSplit, behind: [uHello, uFirst], gradient(2, 48)))
    #expect(try refuses(.uSplit, behind: [uHello, uFirst], gradient(1, 47)))
    #expect(try refuses(.uSplit, behind: [uHello], gradient(1, 48)))
    #expect(try refuses(.uSplit, behind: [uHello, uFirst], uFirst))
    #expect(try refuses(.uSplit, behind: [], hello))
  }
}
