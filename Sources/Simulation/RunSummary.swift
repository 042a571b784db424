internal import Determinism
internal import DeviceSide
internal import Devices
public import Foundation
public import Layers
internal import Scenarios
internal import Transformers

/// A leak verdict, in short.
public struct LeakSummary: Codable, Equatable, Sendable {
  /// The check.
  public var id: String
  /// `leak`, `pass` or `inconclusive`.
  public var verdict: String
  /// The measured number, where there is one.
  public var estimate: Double?

  /// Joins the parts.
  public init(id: String, verdict: String, estimate: Double?) {
    self.id = id
    self.verdict = verdict
    self.estimate = estimate
  }

  /// Writes a missing estimate as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(estimate, forKey: .estimate)
  }
}

/// What `summary.json` holds.
///
/// Digests cover nothing under `host`.
public struct RunSummary: Codable, Sendable {
  /// The backbone and the numbers of samples.
  public struct Model: Codable, Sendable {
    /// The architecture, such as `bert`.
    public var architecture: String
    /// The folder's name, or `embedded`.
    public var name: String
    /// Transformer layers, L.
    public var layers: Int
    /// Hidden width, d.
    public var width: Int
    /// Numbers in the backbone.
    public var parameters: Int
    /// Digest of the weights.
    public var weightsDigest: String
    /// Training samples.
    public var trainingSamples: Int
    /// Test samples.
    public var testSamples: Int
  }

  /// The device's share.
  public struct Device: Codable, Sendable {
    /// Samples through the backbone.
    public var forwardSamples: Int
    /// Time that the device computed.
    public var busySeconds: Double
    /// Greatest memory.
    public var peakMemoryBytes: UInt64
    /// What it held then: the weights.
    public var weightsBytes: UInt64
    /// What it held then: states and activations.
    public var activationsBytes: UInt64
    /// What it held then: frames not yet acknowledged.
    public var buffersBytes: UInt64
    /// What it held then: gradients and the optimizer's moments; nil in runs of older versions.
    public var gradientsAndMomentsBytes: UInt64?
    /// What it used; null where nobody knows what the device draws.
    public var energy: Energy?
    /// Battery charge left, 0 to 1; null without a battery.
    public var batteryCharge: Double?
  }

  /// Joules, by what they were spent on.
  public struct Energy: Codable, Sendable {
    /// Waiting.
    public var idleJoules: Double
    /// Computing, beyond what waiting draws.
    public var computeJoules: Double
    /// Sending and receiving.
    public var radioTransferJoules: Double
    /// The radio stays awake for a while.
    public var radioTailJoules: Double
    /// The radio wakes up.
    public var radioPromotionJoules: Double
    /// All of it.
    public var totalJoules: Double
  }

  /// The server's share.
  public struct Server: Codable, Sendable {
    /// Training steps.
    public var steps: Int
    /// Time that the server computed.
    public var busySeconds: Double
    /// Cache accounts.
    public var cache: CacheReport
  }

  /// Floating-point operations that were begun, by phase.
  public struct Work: Codable, Sendable {
    /// On all devices.
    public var device: PhaseOperations
    /// On the server.
    public var server: PhaseOperations
  }

  /// What was learned.
  public struct Training: Codable, Sendable {
    /// Accuracy of the backbone alone.
    public var backboneAccuracy: Double?
    /// Accuracy after the last epoch.
    public var finalAccuracy: Double?
    /// Epoch by epoch.
    public var epochs: [EpochReport]

    /// Writes missing accuracies as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(backboneAccuracy, forKey: .backboneAccuracy)
      try container.encode(finalAccuracy, forKey: .finalAccuracy)
      try container.encode(epochs, forKey: .epochs)
    }
  }

  /// Facts about the machine that ran it; never part of a digest.
  public struct Host: Codable, Sendable {
    /// Real time of the run, checks included.
    public var wallSeconds: Double
    /// Workers.
    public var workers: Int
    /// Version of the program.
    public var program: String

    /// Joins the facts.
    public init(wallSeconds: Double, workers: Int, program: String) {
      self.wallSeconds = wallSeconds
      self.workers = workers
      self.program = program
    }
  }

  /// The scenario's name.
  public var scenario: String
  /// The run's seed.
  public var seed: UInt64
  /// `completed` or `out-of-memory`.
  public var outcome: Outcome
  /// The fine-tuning method; nil in runs of older versions, which are PAE's.
  public var method: String?
  /// Backbone and samples.
  public var model: Model
  /// Defences on the device, in the order in which they apply.
  public var protection: [String]
  /// Digest of the whole scenario, without paths.
  public var scenarioDigest: String
  /// Digest of the trace; nil under shape numerics, which write none.
  public var traceDigest: String?
  /// Digest of every draw, event, frame and value.
  public var runDigest: String
  /// Digest of the trained parameters.
  public var sideNetworkDigest: String
  /// Simulated time at the end.
  public var simulatedSeconds: Double
  /// Events of the simulation.
  public var events: UInt64
  /// How the frames on record follow from those that the links carried.
  public var record: RecordReport
  /// Traffic to the server.
  public var uplink: TrafficReport
  /// Traffic to the device.
  public var downlink: TrafficReport
  /// The device's share.
  public var device: Device
  /// Device by device, where several share the server.
  public var fleet: [Device]?
  /// The server's share.
  public var server: Server
  /// Arithmetic of both; nil in runs of older versions.
  public var work: Work?
  /// What was learned.
  public var training: Training
  /// Where the time went.
  public var timeShares: TimeShares
  /// What leaked.
  public var leaks: [LeakSummary]
  /// The numeric fingerprint.
  public var fingerprint: String
  /// Facts about the machine.
  public var host: Host

  /// Sums up `result`.
  public init(material: RunMaterial, result: SimulationResult, host: Host) {
    scenario = material.scenario.name
    seed = material.scenario.seed
    outcome = result.outcome
    method = material.scenario.method.name.rawValue
    let backbone = material.backbone
    model = Model(
      architecture: backbone.architectureName, name: material.model.name, layers: backbone.layers,
      width: backbone.width, parameters: backbone.parameterCount,
      weightsDigest: backbone.weightsDigest.description, trainingSamples: material.training.count,
      testSamples: material.test.count)
    protection = material.scenario.method.protection.map(\.description)
    scenarioDigest = material.scenarioDigest.description
    traceDigest = result.traceDigest?.description
    sideNetworkDigest = result.sideNetworkDigest.description
    simulatedSeconds = result.end.seconds
    events = material.ledger.events
    record = result.record
    uplink = result.uplink
    downlink = result.downlink
    device = Device(result.devices)
    fleet = result.devices.count > 1 ? result.devices.map { Device([$0]) } : nil
    server = Server(
      steps: result.steps, busySeconds: result.serverBusy.seconds, cache: result.cache)
    work = Work(
      device: result.devices.reduce(PhaseOperations()) { $0 + $1.operations },
      server: result.serverOperations)
    training = Training(
      backboneAccuracy: result.backboneAccuracy,
      finalAccuracy: result.outcome == .outOfMemory ? nil : result.epochs.last?.testAccuracy,
      epochs: result.epochs)
    timeShares = result.timeShares
    leaks = []
    fingerprint = material.fingerprint
    self.host = host
    runDigest = Self.digest(material, result).description
  }

  /// Covers everything that happened, and nothing about the machine it happened on.
  private static func digest(_ material: RunMaterial, _ result: SimulationResult) -> Digest128 {
    let builder = DigestBuilder()
    for part in [
      material.scenarioDigest, material.ledger.digest,
      result.traceDigest ?? Digest128(of: []), result.sideNetworkDigest,
      material.backbone.weightsDigest,
    ] { builder.update(part.bytes) }
    builder.update(material.fingerprint)
    builder.update(result.outcome.rawValue)
    builder.update(result.end.nanoseconds)
    builder.update(result.backboneAccuracy ?? -1)
    for epoch in result.epochs {
      builder.update([epoch.loss ?? 0])
      builder.update(epoch.testAccuracy ?? -1)
      builder.update(epoch.simulatedSeconds)
    }
    for traffic in [result.uplink, result.downlink] {
      builder.update(UInt64(traffic.messages))
      builder.update(traffic.payloadBytes)
      builder.update(traffic.wireBytes)
    }
    for device in result.devices {
      builder.update(device.busy.nanoseconds)
      builder.update(device.peakMemory.bytes)
    }
    builder.update(result.serverBusy.nanoseconds)
    for count in [result.cache.hits, result.cache.misses, result.cache.evictions] {
      builder.update(UInt64(count))
    }
    return builder.digest
  }

  /// The summary as JSON, with sorted keys and a line break at the end.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads what `json` wrote.
  public init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(RunSummary.self, from: json)
  }
}

extension RunSummary.Device {
  /// One device, or several: work and energy added up, the fullest memory, the emptiest battery.
  fileprivate init(_ devices: [DeviceReport]) {
    guard let fullest = devices.max(by: { $0.peakMemory < $1.peakMemory }) else {
      preconditionFailure("a run has a device")
    }
    let reports = devices.compactMap(\.energy)
    self.init(
      forwardSamples: devices.reduce(0) { $0 + $1.forwardSamples },
      busySeconds: devices.reduce(SimDuration.zero) { $0 + $1.busy }.seconds,
      peakMemoryBytes: fullest.peakMemory.bytes, weightsBytes: UInt64(fullest.memory.weights),
      activationsBytes: UInt64(fullest.memory.activations),
      buffersBytes: UInt64(fullest.memory.buffers),
      gradientsAndMomentsBytes: UInt64(fullest.memory.training),
      energy: reports.count == devices.count ? RunSummary.Energy(reports) : nil,
      batteryCharge: devices.compactMap { device in
        device.energy.flatMap { used in device.battery?.charge(after: used) }
      }.min())
  }
}

extension RunSummary.Energy {
  fileprivate init(_ reports: [EnergyReport]) {
    func sum(_ path: KeyPath<EnergyReport, Double>) -> Double {
      reports.reduce(0) { $0 + $1[keyPath: path] }
    }
    self.init(
      idleJoules: sum(\.idle), computeJoules: sum(\.compute),
      radioTransferJoules: sum(\.radioTransfer), radioTailJoules: sum(\.radioTail),
      radioPromotionJoules: sum(\.promotion), totalJoules: sum(\.total))
  }
}

extension RunFolder {
  /// The run's summary; nil where there is none.
  ///
  /// - Throws: when the file is no summary.
  public func summary() throws(RunFolderError) -> RunSummary? {
    guard let data = FileManager.default.contents(atPath: summaryPath) else { return nil }
    guard let summary = try? RunSummary(json: data) else {
      throw RunFolderError(
        .malformed(file: "summary.json", reason: "not a summary of a run"), path: path)
    }
    return summary
  }
}
