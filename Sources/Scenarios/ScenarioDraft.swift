internal import Determinism
internal import Devices
internal import Networks

/// A scenario while its keys are read, or before they are written.
///
/// Holds apart what the scenario keeps inside enumerations, so that every key has a place of its
/// own. Nothing here is a default: each value is overwritten by a key, or has no meaning.
struct ScenarioDraft {
  enum DataKind: String, CaseIterable { case embedded, tsv, jsonl, csv, shape }
  enum ModelKind: String, CaseIterable { case embedded, folder, preset, shape }

  var name = ""
  var seed: UInt64 = 0
  var serverSeed: UInt64?
  var model = ModelDraft()
  var dataKind = DataKind.embedded
  var file = Scenario.DataSource.TextFile(format: .tsv, path: "")
  var length = 1...1
  var tokens = 1...1
  var train = Scenario.SampleCount.all
  var test = Scenario.SampleCount.all
  var classes = 2
  var method = Scenario.Method(
    name: .pae, pivot: .last, head: .zero, verbalizers: [], rank: 1,
    lowRank: .init(rank: 1, alpha: 1, projections: []),
    ladder: .init(reduction: 1, temperature: 1, site: .server), cut: nil,
    optimizer: .init(
      name: .adamw, learningRate: 0, weightDecay: 0, beta1: 0, beta2: 0, epsilon: 0),
    batch: 1, epochs: 1, localSteps: nil, recomputes: false, activations: .fp32,
    activationGroup: nil, window: 1, protection: [])
  var device = DeviceDraft()
  var link = LinkPairDraft()
  var server = Scenario.Server(compute: ScenarioDraft.unknownProcessor, cache: .zero)
  var numerics = Scenario.Numerics(mode: .real, backend: .openblas)
  var hasCanary = false
  var canary = CanaryDraft()
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
    var preset = ""
    var precision = Scenario.Model.Precision.fp32
    var hasShape = false
    var shape = Scenario.Model.Shape(
      family: .opt, layers: 1, width: 1, heads: 1, vocabulary: 1, positions: 1)
    var maxLength: Int?
  }

  struct DeviceDraft {
    /// The devices that `profile` may name; nil where their file cannot be used.
    var catalog: [DeviceProfile]? = DeviceCatalog.profiles
    var profile: DeviceProfile?
    var name = ""
    var compute = ScenarioDraft.unknownProcessor
    var isHalfUnknown = false
    var hasPower = false
    var power = PowerProfile(idleWatts: 0, loadWatts: 0)
    var hasBattery = false
    var battery = Battery(capacityWattHours: 1, initialCharge: 1)
    var hasThermal = false
    var thermal = ThermalProfile(
      resistanceKelvinPerWatt: 0, timeConstant: SimDuration(nanoseconds: 1), ambientCelsius: 0,
      throttleStartCelsius: 0, limitCelsius: 1, minimumSpeed: 1)
    var radio = Scenario.Device.Radio.lte

    init() {}

    init(_ device: Scenario.Device) {
      name = device.name
      compute = device.compute
      take(power: device.power, device.battery, device.thermal)
      radio = device.radio
    }

    /// Takes over the parts that are known.
    mutating func take(
      power: PowerProfile?, _ battery: Battery?, _ thermal: ThermalProfile?
    ) {
      // Without a draw there is no energy for a battery to lack or a case to shed.
      hasPower = power != nil
      hasBattery = hasPower && battery != nil
      hasThermal = hasPower && thermal != nil
      self.power = power ?? self.power
      self.battery = battery ?? self.battery
      self.thermal = thermal ?? self.thermal
    }

    /// What keeps the numbers from being a device's.
    var problem: (key: String, sentence: String)? {
      if isHalfUnknown { return ("precision", "nobody states this profile's FP16 peak") }
      if hasPower, power.loadWatts < power.idleWatts {
        return ("power.load_watts", "a device draws at least as much at work as at rest")
      }
      if hasThermal, thermal.throttleStartCelsius >= thermal.limitCelsius {
        return ("thermal.throttle_celsius", "throttling must start below limit_celsius")
      }
      if hasBattery || hasThermal, !hasPower {
        return ("power", "battery and thermal follow from what the device draws; say what it is")
      }
      return nil
    }

    var device: Scenario.Device {
      Scenario.Device(
        name: name, compute: compute, power: hasPower ? power : nil,
        battery: hasBattery ? battery : nil, thermal: hasThermal ? thermal : nil, radio: radio)
    }
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
    case .preset(let name):
      model.kind = .preset
      model.preset = name
    case .shape(let shape):
      model.kind = .shape
      model.hasShape = true
      model.shape = shape
    }
    model.precision = scenario.model.precision
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
    case .shape(let tokens):
      dataKind = .shape
      self.tokens = tokens
    }
    train = scenario.data.train
    test = scenario.data.test
    classes = scenario.data.classes
    method = scenario.method
    device = DeviceDraft(scenario.device)
    link = LinkPairDraft(scenario.link)
    server = scenario.server
    numerics = scenario.numerics
    if let canary = scenario.canary {
      hasCanary = true
      self.canary = CanaryDraft(canary)
    }
    if let faults = scenario.faults {
      hasFaults = true
      self.faults = faults
    }
    fleet = scenario.fleet.map(FleetDraft.init)
  }

  /// What keeps links from being links, and devices from being devices.
  var partViolations: [ScenarioViolation] {
    var violations = link.violations("link")
    func note(_ problem: (key: String, sentence: String)?, _ prefix: String) {
      guard let problem else { return }
      violations.append(
        ScenarioViolation(keyPath: "\(prefix).\(problem.key)", sentence: problem.sentence))
    }
    note(device.problem, "device")
    if model.kind == .shape, !model.hasShape {
      note(("shape", "missing: say family, layers, width, heads and vocabulary"), "model")
    }
    for (index, group) in fleet.enumerated() {
      if group.hasLink { violations += group.link.violations("fleet[\(index)].link") }
      if group.hasDevice { note(group.device.problem, "fleet[\(index)].device") }
    }
    return violations
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
      case .shape: .shape(tokens: tokens)
      }
    let modelKind: Scenario.Model.Kind =
      switch model.kind {
      case .embedded: .embedded(model.dimensions)
      case .folder: .folder(path: model.path)
      case .preset: .preset(model.preset)
      case .shape: .shape(model.shape)
      }
    let model = Scenario.Model(
      kind: modelKind, precision: model.precision, maxLength: model.maxLength)
    return Scenario(
      name: name, seed: seed, serverSeed: serverSeed, model: model,
      data: Scenario.DataSource(kind: kind, train: train, test: test, classes: classes),
      method: method,
      device: device.device, link: link.link, server: server, numerics: numerics,
      canary: hasCanary ? canary.canary : nil, faults: hasFaults ? faults : nil,
      fleet: fleet.map(\.group))
  }
}
