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

extension Simulator {
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
      }
    }
  }
}
