public import Determinism
public import DeviceSide
public import Devices
public import Layers
public import PrivateData
public import Wire

/// Messages and bytes that arrived in one direction.
public struct TrafficReport: Codable, Equatable, Sendable {
  /// Messages.
  public var messages = 0
  /// Bytes of framed messages, as the trace records them.
  public var payloadBytes: UInt64 = 0
  /// Bytes on the wire: with transport headers and expected retransmissions.
  public var wireBytes: UInt64 = 0
  /// Data packets sent, repetitions included.
  public var packets: UInt64 = 0
  /// Packets sent again; expected ones in the fluid model.
  public var retransmissions: UInt64 = 0
  /// Packets that a full queue or a hand-over dropped.
  public var drops: UInt64 = 0

  static func + (left: TrafficReport, right: TrafficReport) -> TrafficReport {
    TrafficReport(
      messages: left.messages + right.messages,
      payloadBytes: left.payloadBytes + right.payloadBytes,
      wireBytes: left.wireBytes + right.wireBytes, packets: left.packets + right.packets,
      retransmissions: left.retransmissions + right.retransmissions,
      drops: left.drops + right.drops)
  }
}

/// What one device did.
public struct DeviceReport: Equatable, Sendable {
  /// Its kind.
  public var name: String
  /// Its training samples.
  public var samples: Int
  /// Samples through the backbone.
  public var forwardSamples: Int
  /// Time that it computed.
  public var busy: SimDuration
  /// Greatest memory.
  public var peakMemory: ByteCount
  /// What that memory held.
  public var memory: DeviceMemory
  /// Operations that it began.
  public var operations: PhaseOperations
  /// What it used; nil where nobody knows what it draws.
  public var energy: EnergyReport?
  /// Its battery, as it was at the start.
  public var battery: Battery?
}

/// One epoch of training.
public struct EpochReport: Codable, Equatable, Sendable {
  /// Counts from one.
  public var epoch: Int
  /// Mean training loss; nil under shape numerics.
  public var loss: Float?
  /// Accuracy on the test samples, measured out of band; nil where it was not asked for.
  public var testAccuracy: Double?
  /// When the epoch ended.
  public var simulatedSeconds: Double
}

extension EpochReport {
  /// Reads a report.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epoch = try container.decode(Int.self, forKey: .epoch)
    loss = try container.decodeIfPresent(Float.self, forKey: .loss)
    testAccuracy = try container.decodeIfPresent(Double.self, forKey: .testAccuracy)
    simulatedSeconds = try container.decode(Double.self, forKey: .simulatedSeconds)
  }

  /// Writes a loss that is not finite as null, for JSON knows no other way.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(loss.flatMap { $0.isFinite ? $0 : nil }, forKey: .loss)
    try container.encode(testAccuracy, forKey: .testAccuracy)
    try container.encode(simulatedSeconds, forKey: .simulatedSeconds)
  }

  private enum CodingKeys: String, CodingKey {
    case epoch, loss, testAccuracy, simulatedSeconds
  }
}

/// How a simulation ended.
public enum Outcome: String, Codable, Sendable {
  /// The side network reached the device.
  case completed
  /// It did, and its loss is no longer a number: the training has diverged.
  case diverged
  /// A device needed more memory than it has.
  case outOfMemory = "out-of-memory"
  /// A device used more energy than its battery held.
  case batteryEmpty = "battery-empty"
  /// Nothing happens any more, or nothing that leads anywhere: a fault of Sidelight's own.
  case stalled
}

/// What a simulation brought to light.
public struct SimulationResult: Sendable {
  /// How it ended.
  public var outcome: Outcome
  /// Simulated time at the end.
  public var end: SimInstant
  /// Traffic to the server.
  public var uplink: TrafficReport
  /// Traffic to the device.
  public var downlink: TrafficReport
  /// How the frames on record follow from those that the links carried.
  public var record: RecordReport
  /// Device by device.
  public var devices: [DeviceReport]
  /// Training steps.
  public var steps: Int
  /// Time that the server computed.
  public var serverBusy: SimDuration
  /// Operations that the server began.
  public var serverOperations: PhaseOperations
  /// Cache accounts.
  public var cache: CacheReport
  /// Accuracy of the backbone alone; nil where it was not asked for.
  public var backboneAccuracy: Double?
  /// Epoch by epoch.
  public var epochs: [EpochReport]
  /// In which order what was trained, with or without values.
  public var trainingOrder: Digest128
  /// Where the time went.
  public var timeShares: TimeShares
  /// Digest of the trace; nil where none was written.
  public var traceDigest: Digest128?
  /// Digest of the trained parameters.
  public var sideNetworkDigest: Digest128
  /// What was trained, as the first device has it at the end; empty where it never had it.
  public var sideNetwork: [NamedTensor]
  /// The first device's own head, where it was fitted to its labels.
  public var fittedHead: NamedTensor?
  /// What the judge may know, in upload order.
  public var judgeRecords: [JudgeRecord]
  /// Training secrets that differ from the recorded run's, in a paired run.
  public var secretsChanged: Int
  /// Training secrets that could differ, in a paired run.
  public var secretsTotal: Int
  /// What must hold behind every run and does not; empty unless Sidelight has a defect.
  public var violations: [String]

  /// Samples through a backbone, over all devices.
  public var forwardSamples: Int { devices.reduce(0) { $0 + $1.forwardSamples } }
  /// Time that devices computed, added up.
  public var deviceBusy: SimDuration { devices.reduce(.zero) { $0 + $1.busy } }
  /// Greatest memory of any device.
  public var devicePeakMemory: ByteCount { devices.map(\.peakMemory).max() ?? .zero }
}

/// Accounts of the server's cache.
public struct CacheReport: Codable, Equatable, Sendable {
  /// Entries held at the end.
  public var entries = 0
  /// Bytes held at the end.
  public var bytes = 0
  /// Look-ups of later epochs that found their sample.
  public var hits = 0
  /// Look-ups of later epochs that did not.
  public var misses = 0
  /// Entries thrown out.
  public var evictions = 0
}
