internal import Determinism
internal import Devices
internal import Networks

/// A scenario while its keys are read, or before they are written.
///
/// Holds apart what the scenario keeps inside enumerations, so that every key has a place of its
/// own. Nothing here is a default: each value is overwritten by a key, or has no meaning.
struct ScenarioDraft {
  enum DataKind: String, CaseIterable { case embedded, tsv, jsonl, csv }
  enum ModelKind: String, CaseIterable { case embedded, folder }

  var name = ""
  var seed: UInt64 = 0
  var serverSeed: UInt64?
  var model = ModelDraft()
  var dataKind = DataKind.embedded
  var file = Scenario.DataSource.TextFile(format: .tsv, path: "")
  var length = 1...1
  var train = Scenario.SampleCount.all
  var test = Scenario.SampleCount.all
  var classes = 2
  var method = Scenario.Method(
    name: .pae, pivot: .last, head: .zero, verbalizers: [], rank: 1,
    optimizer: .init(
      name: .adamw, learningRate: 0, weightDecay: 0, beta1: 0, beta2: 0, epsilon: 0),
    batch: 1, epochs: 1, activations: .fp32, window: 1, protection: [])
  var device = DeviceDraft()
  var link = LinkPairDraft()
  var server = Scenario.Server(compute: ScenarioDraft.unknownProcessor, cache: .zero)
  var numerics = Scenario.Numerics(mode: .real, backend: .openblas)
  var canary: Scenario.Canary?
  var hasFaults = false
  var faults = Scenario.Faults(
    retryTimeout: .zero, retryLimit: .zero, checkpointInterval: 1, rates: .none, schedule: [])
  var fleet: [FleetDraft] = []

  struct FleetDraft {
    var count = 1
    var hasDevice = false
    var device = DeviceDraft()
    var hasLink = false
    var link = LinkPairDraft()

    init() {}

    init(_ group: Scenario.FleetGroup) {
      count = group.count
      if let device = group.device {
        hasDevice = true
        self.device = DeviceDraft(device)
      }
      if let link = group.link {
        hasLink = true
        self.link = LinkPairDraft(link)
      }
    }

    var group: Scenario.FleetGroup {
      Scenario.FleetGroup(
        count: count, device: hasDevice ? device.device : nil, link: hasLink ? link.link : nil)
    }
  }

  struct ModelDraft {
    var kind = ModelKind.embedded
    var path = ""
    var dimensions = Scenario.Model.Embedded(layers: 1, width: 1, heads: 1)
    var maxLength: Int?
  }

  struct DeviceDraft {
    var profile: DeviceProfile?
    var name = ""
    var compute = ScenarioDraft.unknownProcessor

    init() {}

    init(_ device: Scenario.Device) {
      name = device.name
      compute = device.compute
    }

    var device: Scenario.Device { Scenario.Device(name: name, compute: compute) }
  }

  fileprivate static let unknownProcessor = ComputeProfile(
    floatingPointOperationsPerSecond: 1, memoryBytesPerSecond: 1, efficiency: 1, memory: nil)

  init() {}

  /// The draft that `scenario` would be read from.
  init(_ scenario: Scenario) {
    name = scenario.name
    seed = scenario.seed
    serverSeed = scenario.serverSeed
    switch scenario.model.kind {
    case .embedded(let dimensions):
      model.kind = .embedded
      model.dimensions = dimensions
    case .folder(let path):
      model.kind = .folder
      model.path = path
    }
    model.maxLength = scenario.model.maxLength
    switch scenario.data.kind {
    case .embedded(let length):
      dataKind = .embedded
      self.length = length
    case .file(let file):
      dataKind =
        switch file.format {
        case .tsv: .tsv
        case .jsonl: .jsonl
        case .csv: .csv
        }
      self.file = file
    }
    train = scenario.data.train
    test = scenario.data.test
    classes = scenario.data.classes
    method = scenario.method
    device = DeviceDraft(scenario.device)
    link = LinkPairDraft(scenario.link)
    server = scenario.server
    numerics = scenario.numerics
    canary = scenario.canary
    if let faults = scenario.faults {
      hasFaults = true
      self.faults = faults
    }
    fleet = scenario.fleet.map(FleetDraft.init)
  }

  /// What keeps the links from being links.
  var linkViolations: [ScenarioViolation] {
    link.violations("link")
      + fleet.enumerated().filter(\.element.hasLink).flatMap {
        $1.link.violations("fleet[\($0)].link")
      }
  }

  /// The scenario, once every key has been read and the links have no violations.
  var scenario: Scenario {
    var file = file
    func reading(_ format: Scenario.DataSource.TextFile.Format) -> Scenario.DataSource.Kind {
      file.format = format
      return .file(file)
    }
    let kind: Scenario.DataSource.Kind =
      switch dataKind {
      case .embedded: .embedded(length: length)
      case .tsv: reading(.tsv)
      case .jsonl: reading(.jsonl)
      case .csv: reading(.csv)
      }
    let model = Scenario.Model(
      kind: model.kind == .embedded ? .embedded(model.dimensions) : .folder(path: model.path),
      maxLength: model.maxLength)
    return Scenario(
      name: name, seed: seed, serverSeed: serverSeed, model: model,
      data: Scenario.DataSource(kind: kind, train: train, test: test, classes: classes),
      method: method,
      device: device.device, link: link.link, server: server, numerics: numerics, canary: canary,
      faults: hasFaults ? faults : nil, fleet: fleet.map(\.group))
  }
}
