internal import Determinism
internal import Devices
internal import Layers
internal import Scenarios

/// The moments at which a device's uploads leave, whatever the forward passes took.
///
/// Slots begin at the multiples of an interval. A pass is given as many whole ones as the longest
/// pass can take, so that its upload leaves at a moment that follows from public figures alone, and
/// no pass can miss it.
struct SendSlots {
  /// From one slot to the next.
  let interval: SimDuration
  private let device: Scenario.Device

  /// Slots of `interval`, or else of the time that `upload`, the longest pass, takes on `device`.
  init(_ interval: SimDuration?, upload: WorkList, on device: Scenario.Device) {
    self.device = device
    self.interval = interval ?? max(device.longestDuration(of: upload), .milliseconds(1))
  }

  /// Slots that work within `bound` is given.
  func count(_ bound: WorkList) -> UInt64 {
    let (whole, rest) = device.longestDuration(of: bound).nanoseconds
      .quotientAndRemainder(dividingBy: interval.nanoseconds)
    return max(1, whole + (rest > 0 ? 1 : 0))
  }

  /// When the upload leaves whose pass is asked for at `start`.
  func release(_ bound: WorkList, from start: SimInstant) -> SimInstant {
    let (whole, rest) = start.nanoseconds.quotientAndRemainder(dividingBy: interval.nanoseconds)
    let first = whole + (rest > 0 ? 1 : 0)
    return .zero + interval * (first + count(bound))
  }
}

extension Scenario.Device {
  /// The time that `work` takes on a device as hot as it may become.
  func longestDuration(of work: WorkList) -> SimDuration {
    let fullSpeed = compute.duration(of: work)
    guard power != nil, let thermal else { return fullSpeed }
    // A millionth more, for throttled time is added up in floating point.
    let nanoseconds = Double(fullSpeed.nanoseconds) / thermal.minimumSpeed * (1 + 1e-6) + 1_000
    precondition(nanoseconds < 0x1p64, "simulated time must stay below 2^64 ns")
    return SimDuration(nanoseconds: UInt64(nanoseconds.rounded(.up)))
  }
}
