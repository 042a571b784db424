internal import Determinism
internal import Devices
internal import Networks

/// A scenario while its keys are read, or before they are written.
///
/// Holds apart what the scenario keeps inside enumerations, so that every key has a place of its
/// own. Nothing here is a default: each value is overwritten by a key, or has no meaning.
struct ScenarioDraft {
  enum DataKind: String, CaseIterable { case embedded, tsv }

  var name = ""
  var seed: UInt64 = 0
  var serverSeed: UInt64?
  var model = Scenario.Model(kind: .embedded, layers: 1, width: 1, heads: 1, maxLength: 1)
  var dataKind = DataKind.embedded
  var dataPath = ""
  var testPath: String?
  var length = 1...1
  var train = 1
  var test = 1
  var classes = 2
  var method = Scenario.Method(
    name: .pae, pivot: .last, head: .zero, rank: 1,
    optimizer: .init(
      name: .adamw, learningRate: 0, weightDecay: 0, beta1: 0, beta2: 0, epsilon: 0),
    batch: 1, epochs: 1, activations: .fp32, window: 1, protection: [])
  var device = DeviceDraft()
  var up = ScenarioDraft.unknownLink
  var down = ScenarioDraft.unknownLink
  var server = Scenario.Server(compute: ScenarioDraft.unknownProcessor, cache: .zero)
  var numerics = Scenario.Numerics(backend: .openblas)
  var canary: Scenario.Canary?

  struct DeviceDraft {
    var profile: DeviceProfile?
    var name = ""
    var compute = ScenarioDraft.unknownProcessor
  }

  private static let unknownLink = LinkProfile(
    rate: BitRate(bitsPerSecond: 1), delay: .zero, loss: 0)
  fileprivate static let unknownProcessor = ComputeProfile(
    floatingPointOperationsPerSecond: 1, memoryBytesPerSecond: 1, efficiency: 1, memory: nil)

  init() {}

  /// The draft that `scenario` would be read from.
  init(_ scenario: Scenario) {
    name = scenario.name
    seed = scenario.seed
    serverSeed = scenario.serverSeed
    model = scenario.model
    switch scenario.data.kind {
    case .embedded(let length):
      dataKind = .embedded
      self.length = length
    case .tsv(let path, let testPath):
      dataKind = .tsv
      dataPath = path
      self.testPath = testPath
    }
    train = scenario.data.train
    test = scenario.data.test
    classes = scenario.data.classes
    method = scenario.method
    device.name = scenario.device.name
    device.compute = scenario.device.compute
    up = scenario.link.up
    down = scenario.link.down
    server = scenario.server
    numerics = scenario.numerics
    canary = scenario.canary
  }

  /// The scenario, once every key has been read.
  var scenario: Scenario {
    let kind: Scenario.DataSource.Kind =
      switch dataKind {
      case .embedded: .embedded(length: length)
      case .tsv: .tsv(path: dataPath, testPath: testPath)
      }
    return Scenario(
      name: name, seed: seed, serverSeed: serverSeed, model: model,
      data: Scenario.DataSource(kind: kind, train: train, test: test, classes: classes),
      method: method,
      device: Scenario.Device(name: device.name, compute: device.compute),
      link: Scenario.Link(up: up, down: down), server: server, numerics: numerics, canary: canary)
  }
}
