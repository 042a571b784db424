internal import Determinism

/// Where simulated time went.
///
/// Each moment counts once, for the first of these that is busy: uplink, device, server, downlink;
/// otherwise the moment was idle. Uplink and downlink are busy until the last byte has arrived.
struct TimeAccount {
  private(set) var uplink = SimDuration.zero
  private(set) var device = SimDuration.zero
  private(set) var server = SimDuration.zero
  private(set) var downlink = SimDuration.zero
  private(set) var idle = SimDuration.zero
  private var last = SimInstant.zero

  /// Attributes the time since the last call.
  mutating func advance(
    to now: SimInstant, uplinkBusy: Bool, deviceBusy: Bool, serverBusy: Bool, downlinkBusy: Bool
  ) {
    let span = now - last
    last = now
    if uplinkBusy {
      uplink += span
    } else if deviceBusy {
      device += span
    } else if serverBusy {
      server += span
    } else if downlinkBusy {
      downlink += span
    } else {
      idle += span
    }
  }

  /// Shares of the whole, by name.
  var shares: TimeShares {
    let total = max((uplink + device + server + downlink + idle).seconds, 1e-9)
    return TimeShares(
      uplink: uplink.seconds / total, device: device.seconds / total,
      server: server.seconds / total, downlink: downlink.seconds / total,
      idle: idle.seconds / total)
  }
}

/// Shares of simulated time; they add up to one.
public struct TimeShares: Codable, Equatable, Sendable {
  /// Bytes were on their way to the server.
  public var uplink: Double
  /// The device computed, the uplink was quiet.
  public var device: Double
  /// The server computed, device and uplink were quiet.
  public var server: Double
  /// Bytes were on their way to the device, all else was quiet.
  public var downlink: Double
  /// Nothing was busy.
  public var idle: Double
}
