internal import Determinism
internal import DeviceSide
internal import Scenarios
internal import ServerSide
internal import Traces
internal import Wire

extension Simulator {
  /// Shows a device's work, over or cut short.
  func show(_ job: DeviceActor.Job?, of device: DeviceActor, until time: SimInstant) throws {
    guard let job else { return }
    try show(
      .device, member: device.index + 1,
      name: material.scenario.method.isOnDevice ? "train" : "forward", from: job.start, to: time,
      amount: device.machine.forwardSamples - device.shownSamples)
    device.shownSamples = device.machine.forwardSamples
  }

  /// Shows the server's step, over or cut short.
  func showStep(at time: SimInstant) throws {
    try show(.server, name: "train", from: serverStart, to: time, amount: edge.steps)
  }

  /// Shows a frame's way through the link.
  func show(
    _ arrival: Pipe.Arrival, _ device: DeviceActor, isUp: Bool, at time: SimInstant
  ) throws {
    let code = MessageKind.code(of: arrival.frame.bytes, fromDevice: isUp)
    try show(
      isUp ? .uplink : .downlink, member: device.index + 1,
      name: MessageKind(rawValue: code)?.name ?? "unknown", from: min(arrival.departed, time),
      to: time, amount: arrival.frame.byteCount)
  }

  /// Shows a fault and how long it lasts.
  func show(_ fault: Scenario.Faults.Entry, at time: SimInstant) throws {
    try show(
      .fault, member: fault.kind == .serverRestart ? 0 : fault.device, name: fault.kind.rawValue,
      from: time, to: time + fault.lasts,
      amount: 0)
  }

  /// Shows the cache where it has grown or shrunk.
  func showCache(at time: SimInstant) throws {
    let bytes = edge.cacheReport.bytes
    guard bytes != shownCacheBytes else { return }
    shownCacheBytes = bytes
    try show(.cache, name: "bytes", from: time, to: time, amount: bytes)
  }
}
