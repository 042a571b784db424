internal import Determinism
internal import DeviceSide
internal import EventSimulation
internal import Scenarios
internal import ServerSide
internal import Wire

extension Simulator {
  /// The first wait before a device tries to connect again; it doubles with each failure.
  private static let reconnectWait = SimDuration(nanoseconds: 100_000_000)

  /// A frame has come through the link: faults may strike it before its receiver sees it.
  func arrive(_ frame: Frame, _ device: DeviceActor, isUp: Bool, at time: SimInstant) throws {
    guard injector != nil else { return try deliver(frame, device, isUp: isUp, at: time) }
    // A connection that broke in this very moment delivers nothing more.
    guard device.isConnected else { return device.lose(frame, isUp: isUp) }
    switch injector?.fate(device: device.index, isUp ? .up : .down) ?? .deliver {
    case .deliver: try deliver(frame, device, isUp: isUp, at: time)
    case .drop: device.lose(frame, isUp: isUp)
    case .duplicate:
      try deliver(frame, device, isUp: isUp, at: time)
      guard outcome == nil else { return }
      device.repeats(frame, isUp: isUp)
      try deliver(frame, device, isUp: isUp, at: time)
    case .delay(let delay):
      device.lose(frame, isUp: isUp)
      queue.schedule(
        .lateFrame(frame, device: device.index, isUp: isUp, connection: device.connection),
        at: time + delay)
    case .corrupt:
      device.lose(frame, isUp: isUp)
      breakConnection(device, until: time, at: time)
    }
  }

  /// Events that only worlds with faults have.
  func handleFault(_ event: WorldEvent, at time: SimInstant) throws {
    switch event {
    case .deviceTimer(let index):
      let device = devices[index]
      device.timer = nil
      try apply(device.machine.handle(.timer), device, at: time)
    case .serverTimer:
      serverTimer = nil
      try apply(edge.timer(at: time), at: time)
    case .lateFrame(let frame, let index, let isUp, let connection):
      let device = devices[index]
      guard device.connection == connection, device.isConnected else { return }
      device.repeats(frame, isUp: isUp)
      try deliver(frame, device, isUp: isUp, at: time)
    case .fault(let index): try strike(index, at: time)
    case .reconnect(let index, let connection):
      guard devices[index].connection == connection else { return }
      try reconnect(devices[index], at: time)
    case .deviceUp(let index):
      let device = devices[index]
      guard case .dead(let until) = device.state, until <= time else { return }
      device.state = .broken(until: time)
      try reconnect(device, at: time)
    case .serverUp:
      guard let until = serverDownUntil, until <= time else { return }
      serverDownUntil = nil
      try apply(edge.resume(at: time), at: time)
    case .deviceComputed, .deviceSlot, .serverComputed, .uplinkActivity, .downlinkActivity:
      preconditionFailure("these events happen in every world")
    }
  }

  private func strike(_ index: Int, at time: SimInstant) throws {
    guard let fault = injector?.timed[index] else { return }
    let until = time + fault.lasts
    try show(fault, at: time)
    switch fault.kind {
    case .disconnect: breakConnection(devices[fault.device - 1], until: until, at: time)
    case .deviceRestart:
      let device = devices[fault.device - 1]
      device.breakConnection()
      try show(device.job, of: device, until: time)
      device.machine.restart()
      for token in [device.computing, device.timer].compactMap({ $0 }) { queue.cancel(token) }
      (device.computing, device.timer) = (nil, nil)
      device.finish(at: time)
      if case .dead(let earlier) = device.state, earlier > until { return }
      device.state = .dead(until: until)
      queue.schedule(.deviceUp(device.index), at: until)
    case .serverRestart:
      if serverComputing != nil { try showStep(at: time) }
      forgetTraining(steps: try edge.stop(at: time))
      for token in [serverComputing, serverTimer].compactMap({ $0 }) { queue.cancel(token) }
      (serverComputing, serverTimer) = (nil, nil)
      serverDownUntil = max(serverDownUntil ?? until, until)
      queue.schedule(.serverUp, at: until)
      for device in devices { breakConnection(device, until: until, at: time) }
    case .drop, .duplicate, .reorder, .corrupt:
      preconditionFailure("faults of frames have no moment")
    }
  }

  /// What is on its way is lost; the device tries to connect again until it can.
  private func breakConnection(_ device: DeviceActor, until: SimInstant, at time: SimInstant) {
    if case .dead = device.state { return }
    var end = until
    if case .broken(let earlier) = device.state { end = max(earlier, until) }
    device.breakConnection()
    device.state = .broken(until: end)
    device.attempts = 0
    planReconnect(device, at: time)
  }

  private func planReconnect(_ device: DeviceActor, at time: SimInstant) {
    let limit = retry?.limit ?? Self.reconnectWait
    let policy = RetryPolicy(
      timeout: min(Self.reconnectWait, limit), limit: limit)
    queue.schedule(
      .reconnect(device.index, connection: device.connection),
      at: time + policy.wait(attempts: device.attempts))
  }

  private func reconnect(_ device: DeviceActor, at time: SimInstant) throws {
    guard case .broken(let until) = device.state else { return }
    guard until <= time, serverDownUntil == nil else {
      device.attempts += 1
      return planReconnect(device, at: time)
    }
    device.connect(at: time)
    try apply(device.machine.handle(.reconnected), device, at: time)
    try apply(edge.reconnected(flow: device.index, at: time), at: time)
  }
}
