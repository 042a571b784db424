import Determinism

extension LossCost {
  /// The cost of a loss on a path.
  ///
  /// With `servesItself`, the bottleneck's time is counted elsewhere, and here only the window's.
  init(
    _ loss: Double, _ path: CongestionAvoidance.Path, _ settings: TransportSettings,
    servesItself: Bool
  ) {
    self.init(
      loss: loss, isCubic: settings.control == .cubic,
      service: servesItself ? 1e-9 : path.service, roundTrip: path.roundTrip,
      full: path.pipe + path.queue, firstDrop: Self.firstDrop(path, settings),
      minimumTimeout: settings.minimumTimeout.seconds)
  }

  /// The packet at which slow start alone would overflow the queue; infinite when it does not.
  private static func firstDrop(
    _ path: CongestionAvoidance.Path, _ settings: TransportSettings
  ) -> Double {
    guard path.queue < .infinity else { return .infinity }
    let loop = path.roundTrip + path.service
    var train = SlowStartOverflow.Train(start: 0, end: nil, reach: 10, previousCount: nil, gap: 0)
    while train.start < 1e9 {
      let count = train.reach - train.start
      let gap = loop / path.service - count
      train.end = gap > 0 ? train.reach : nil
      let overflow = SlowStartOverflow(
        path: path, isCubic: settings.control == .cubic,
        minimumTimeout: settings.minimumTimeout.seconds,
        hasTimer: path.roundTrip > settings.acknowledgementDelay.seconds, train: train)
      if let drop = overflow.firstDrop {
        if let end = overflow.hyStartEnd, end < drop { return .infinity }
        return drop
      }
      guard gap > 0 else { return .infinity }
      train = SlowStartOverflow.Train(
        start: train.reach, end: nil, reach: 2 * train.reach + 8, previousCount: count, gap: gap)
    }
    return .infinity
  }
}
