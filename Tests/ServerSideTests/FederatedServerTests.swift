import Determinism
import Layers
import ServerSide
import Tensors
import Testing
import Transformers
import Wire

/// The server of federated averaging, event by event.
struct FederatedServerTests {
  /// Two devices: three steps of two samples, and one step of one, an epoch.
  private static func session(samples: Int) -> SessionShape {
    SessionShape(
      layers: 2, width: 8, classes: 2, samples: samples, batch: 2, format: .fp32, method: .fedavg)
  }
  private static let sessions = [session(samples: 6), session(samples: 1)]

  private static func server(localSteps: Int? = nil, hasValues: Bool = true) -> FederatedServer {
    var stream = Seed(1).stream("model", ledger: nil)
    let backbone = EmbeddedBackbone(
      shape: .init(layers: 2, width: 8, heads: 2, maxLength: 8), backend: .reference,
      stream: &stream)
    return FederatedServer(
      backbone: backbone,
      settings: .init(
        devices: 2, method: .lowRank(.init(rank: 2, alpha: 4)), classes: 2, pooling: .last,
        epochs: 1, localSteps: localSteps, seed: Seed(2), hasValues: hasValues), ledger: nil)
  }

  private static func send(
    _ message: DeviceMessage, flow: Int, to server: FederatedServer
  ) throws -> [ServerEffect] {
    let frame = message.frame(in: sessions[flow], withValues: true)
    return try server.handle(.received(frame, flow: flow))
  }

  /// Says hello for both; the model that both are sent.
  private static func open(_ server: FederatedServer) throws -> [NamedTensor] {
    #expect(try send(.hello(sessions[0]), flow: 0, to: server).isEmpty)
    var models: [[NamedTensor]] = []
    for case .send(let frame, let flow) in try send(.hello(sessions[1]), flow: 1, to: server) {
      #expect(flow == models.count)
      guard case .globalModel(1, let tensors) = try ServerMessage(frame) else {
        Issue.record("a round begins with a model")
        continue
      }
      models.append(tensors)
    }
    #expect(models.count == 2 && models[0] == models[1])
    return models[0]
  }

  private static func update(
    _ round: Int, _ tensors: [NamedTensor], of value: Float, loss: Float = 1
  ) -> DeviceMessage {
    .localUpdate(
      LocalUpdate(
        round: round, loss: loss,
        tensors: tensors.map { tensor in
          NamedTensor(
            name: tensor.name, shape: tensor.shape,
            values: tensor.values.map { _ in value })
        }))
  }

  /// Six samples against one: (6 x 1 + 8) / 7 = 2, and losses (6 x 2 + 16) / 7 = 4.
  @Test func theMeanIsWeightedBySamples() throws {
    let server = Self.server()
    let model = try Self.open(server)
    let first = try Self.send(Self.update(1, model, of: 1, loss: 2), flow: 0, to: server)
    #expect(first.isEmpty && !server.isTraining)
    let second = try Self.send(Self.update(1, model, of: 8, loss: 16), flow: 1, to: server)
    guard case .compute(let work)? = second.first else {
      Issue.record("averaging is work")
      return
    }
    let numbers = model.reduce(0) { $0 + $1.values.count }
    #expect(work.total.operations == UInt64(4 * numbers) && server.isTraining)
    let effects = try server.handle(.computed)
    #expect(server.trainedTensors.allSatisfy { $0.values.allSatisfy { $0 == 2 } })
    guard case .epochFinished(1, let loss)? = effects.first else {
      Issue.record("the round was an epoch")
      return
    }
    #expect(loss == 4 && effects.count == 3 && server.steps == 1)
    #expect(try Self.send(.goodbye, flow: 1, to: server).isEmpty)
    let end = try Self.send(.goodbye, flow: 0, to: server)
    if case .finished? = end.first {} else { Issue.record("all have left") }
  }

  /// In rounds of one step the second device is through after the first.
  @Test func lateRoundsAverageThoseWhoTrain() throws {
    let server = Self.server(localSteps: 1)
    let model = try Self.open(server)
    _ = try Self.send(Self.update(1, model, of: 1), flow: 0, to: server)
    _ = try Self.send(Self.update(1, model, of: 4), flow: 1, to: server)
    // Two samples against one.
    let effects = try server.handle(.computed)
    #expect(server.trainedTensors[0].values[0] == 2 && effects.count == 1)
    #expect(throws: ServerError.unexpected(.localUpdate)) {
      try Self.send(Self.update(2, model, of: 9), flow: 1, to: server)
    }
    _ = try Self.send(Self.update(2, model, of: 5), flow: 0, to: server)
    _ = try server.handle(.computed)
    #expect(server.trainedTensors[0].values[0] == 5)
  }

  @Test func whatNoHonestDeviceSendsIsRefused() throws {
    let server = Self.server()
    let model = try Self.open(server)
    func isRefused(_ message: DeviceMessage, flow: Int = 0) -> Bool {
      do {
        _ = try Self.send(message, flow: flow, to: server)
        return false
      } catch { return true }
    }
    #expect(isRefused(.hello(Self.sessions[0])))
    #expect(isRefused(.goodbye))
    #expect(isRefused(Self.update(2, model, of: 1)))
    #expect(isRefused(Self.update(1, Array(model.dropLast()), of: 1)))
    #expect(isRefused(Self.update(1, model.reversed(), of: 1)))
    #expect(isRefused(.samples(sequence: 1, [])))
    #expect(!isRefused(Self.update(1, model, of: 1)))
    #expect(isRefused(Self.update(1, model, of: 1)))
    let early = Self.server()
    #expect(throws: ServerError.self) {
      try Self.send(Self.update(1, model, of: 1), flow: 0, to: early)
    }
  }

  /// Names and shapes come from dimensions, and agree with those of the arrays that are drawn.
  @Test func countingKnowsTheSameArrays() throws {
    let (real, counted) = (Self.server(), Self.server(hasValues: false))
    let model = try Self.open(real)
    #expect(try Self.open(counted) == model.map(\.hollow))
    #expect(counted.trainedTensors.isEmpty && counted.model == nil)
  }
}
