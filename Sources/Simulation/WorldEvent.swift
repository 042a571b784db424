internal import Wire

/// Something that happens at a moment of simulated time; devices count from zero.
enum WorldEvent {
  case deviceComputed(Int)
  /// The slot comes in which a device's upload leaves.
  case deviceSlot(Int)
  case serverComputed
  case uplinkActivity(Int)
  case downlinkActivity(Int)
  case deviceTimer(Int)
  case serverTimer
  /// A frame that was held back arrives, if its connection still stands.
  case lateFrame(Frame, device: Int, isUp: Bool, connection: Int)
  /// A planned fault, by its place in the schedule.
  case fault(Int)
  case reconnect(Int, connection: Int)
  case deviceUp(Int)
  case serverUp

  var name: String {
    switch self {
    case .deviceComputed: "device.computed"
    case .deviceSlot: "device.slot"
    case .serverComputed: "server.computed"
    case .uplinkActivity: "uplink.activity"
    case .downlinkActivity: "downlink.activity"
    case .deviceTimer: "device.timer"
    case .serverTimer: "server.timer"
    case .lateFrame: "frame.late"
    case .fault: "fault"
    case .reconnect: "device.reconnect"
    case .deviceUp: "device.up"
    case .serverUp: "server.up"
    }
  }
}
