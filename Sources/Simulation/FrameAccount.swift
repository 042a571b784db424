internal import Determinism
internal import Wire

/// Counts frames so that two counts agree only when the frames do.
///
/// The sum of checksums does not depend on order, and can be taken back.
struct FrameAccount: Equatable {
  /// Frames.
  private(set) var frames = 0
  /// Sum of their bytes.
  private(set) var bytes: UInt64 = 0
  private var checksums: UInt64 = 0

  mutating func add(_ frame: Frame) {
    frames += 1
    bytes += UInt64(frame.byteCount)
    checksums &+= frame.bytes.withUnsafeBytes { checksum64($0) }
  }

  static func + (left: FrameAccount, right: FrameAccount) -> FrameAccount {
    var sum = left
    sum.frames += right.frames
    sum.bytes += right.bytes
    sum.checksums &+= right.checksums
    return sum
  }
}

/// One value for each direction of a flow.
struct Direction<Value> {
  var up: Value
  var down: Value
}

/// How the frames on record follow from those that the links carried.
public struct RecordReport: Codable, Equatable, Sendable {
  /// Frames and their bytes.
  public struct Count: Codable, Equatable, Sendable {
    /// Frames.
    public var messages: Int
    /// Sum of their bytes.
    public var payloadBytes: UInt64

    init(_ account: FrameAccount) { (messages, payloadBytes) = (account.frames, account.bytes) }
  }

  /// Came through the uplinks.
  public var uplinkCarried: Count
  /// Of these, faults took behind the link, or held back.
  public var faultsTook: Count
  /// Faults handed on once more, or after they were held back.
  public var faultsRepeated: Count
  /// Recorded to the server: carried, less taken, plus repeated.
  public var recordedToServer: Count
  /// Put onto the downlinks.
  public var downlinkOffered: Count
  /// Sent by the server while there was no connection: nobody received them.
  public var sentUnconnected: Count
  /// Recorded to the device: offered plus unconnected.
  public var recordedToDevice: Count
}

extension Simulator {
  /// The accounts of all flows.
  var recordReport: RecordReport {
    func sum(_ accounts: [FrameAccount]) -> RecordReport.Count {
      RecordReport.Count(accounts.reduce(FrameAccount(), +))
    }
    return RecordReport(
      uplinkCarried: sum(devices.map(\.uplink.arrivals)), faultsTook: sum(devices.map(\.lost)),
      faultsRepeated: sum(devices.map(\.repeated)),
      recordedToServer: sum(edge.recorded.map(\.up)),
      downlinkOffered: sum(devices.map(\.downlink.offers)),
      sentUnconnected: sum(devices.map(\.unsent)),
      recordedToDevice: sum(edge.recorded.map(\.down)))
  }

  /// Compares, frame by frame, what the links carried with what was recorded.
  func recordViolations() -> [String] {
    zip(devices, edge.recorded).flatMap { device, recorded in
      let pairs = [
        ("to the server", device.uplink.arrivals + device.repeated, recorded.up + device.lost),
        ("to the device", device.downlink.offers + device.unsent, recorded.down),
      ]
      return pairs.filter { $0.1 != $0.2 }.map { direction, carried, recorded in
        "flow \(device.index + 1): \(carried.frames) frames of \(carried.bytes) B went "
          + "\(direction), and \(recorded.frames) of \(recorded.bytes) B are on record"
          + (carried.bytes == recorded.bytes ? ", with other content" : "")
      }
    }
  }
}
