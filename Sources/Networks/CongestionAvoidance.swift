import Determinism

/// A sender beyond slow start as a fluid: how long packets take while its window saws.
///
/// The window grows by one packet a round trip (Reno) or along a cubic, until bottleneck and queue
/// are full; then it shrinks and grows again. Packets and seconds, not exact: there is an overflow
/// behind it already.
struct CongestionAvoidance {
  /// What the path looks like.
  struct Path {
    /// Seconds that the bottleneck takes for a packet.
    var service: Double
    /// Seconds of a round trip with an empty queue.
    var roundTrip: Double
    /// Packets that may wait.
    var queue: Double

    /// Packets that fill the path without waiting.
    var pipe: Double { roundTrip / service }
  }

  let path: Path
  let isCubic: Bool
  /// The window in packets.
  var window: Double
  /// The window before the last loss, which a cubic grows back to.
  var lastMaximum: Double
  /// Growth and shrinking so far.
  var cycles: UInt64 = 0

  /// Seconds until the last of `count` packets has left the bottleneck.
  mutating func send(_ count: Double) -> Double {
    var left = count
    var seconds = 0.0
    // After some cycles the saw repeats itself.
    for _ in 0..<12 {
      cycles += 1
      let (done, time, isOver) = isCubic ? cubicCycle(left) : renoCycle(left)
      seconds += time
      left -= done
      if isOver { return seconds }
      if time > 0, cycles >= 8 {
        let more = (left / max(done, 1)).rounded(.down)
        seconds += more * time
        left -= more * done
      }
    }
    return seconds + left * path.service
  }

  /// Up to a loss, or up to `left` packets.
  private mutating func renoCycle(_ left: Double) -> (done: Double, seconds: Double, isOver: Bool) {
    let full = path.pipe + path.queue
    var (rest, seconds) = (left, 0.0)
    if window < path.pipe {
      let packets = (path.pipe * path.pipe - window * window) / 2
      guard rest > packets else {
        let rounds = ((window * window + 2 * rest).squareRoot() - window).rounded(.down)
        let sent = window * rounds + rounds * (rounds - 1) / 2
        window += rounds
        return (left, rounds * path.roundTrip + max(0, rest - sent) * path.service, true)
      }
      seconds += (path.pipe - window) * path.roundTrip
      rest -= packets
      window = path.pipe
    }
    let packets = max(1, (full * full - window * window) / 2)
    guard rest > packets else {
      window = (window * window + 2 * rest).squareRoot()
      return (left, seconds + rest * path.service, true)
    }
    window = max(1, full / 2)
    return (left - rest + packets, seconds + packets * path.service, false)
  }

  private mutating func cubicCycle(
    _ left: Double
  ) -> (done: Double, seconds: Double, isOver: Bool) {
    let curve = CubicCurve(window: window, lastMaximum: lastMaximum)
    let full = path.pipe + path.queue
    var (rest, seconds, time) = (left, 0.0, 0.0)
    if window < path.pipe {
      let end = max(0, curve.time(of: path.pipe))
      let packets = curve.sum(to: end) / path.roundTrip
      guard rest > packets else {
        let until = curve.time(ofSum: rest * path.roundTrip, before: end)
        let rounds = (until / path.roundTrip).rounded(.down)
        let sent = curve.sum(to: rounds * path.roundTrip) / path.roundTrip
        (lastMaximum, window) = (max(lastMaximum, window), curve.window(at: until))
        return (left, rounds * path.roundTrip + max(0, rest - sent) * path.service, true)
      }
      (seconds, time) = (end, end)
      rest -= packets
    }
    let packets = max(1, (max(curve.time(of: full), time) - time) / path.service)
    guard rest > packets else {
      window = max(window, min(full, curve.window(at: time + rest * path.service)))
      return (left, seconds + rest * path.service, true)
    }
    lastMaximum = full
    window = 0.7 * full
    return (left - rest + packets, seconds + packets * path.service, false)
  }
}

/// CUBIC's window over the time since a loss: W(t) = origin + C (t - K)^3 (RFC 8312, equation 1).
private struct CubicCurve {
  private static let scale = 0.4
  private let origin: Double
  private let k: Double

  init(window: Double, lastMaximum: Double) {
    origin = max(window, lastMaximum)
    k = lastMaximum > window ? Self.cubeRoot((lastMaximum - window) / Self.scale) : 0
  }

  func window(at time: Double) -> Double {
    let offset = time - k
    return origin + Self.scale * offset * offset * offset
  }

  func time(of window: Double) -> Double { k + Self.cubeRoot((window - origin) / Self.scale) }

  /// The integral of the window from zero.
  func sum(to time: Double) -> Double {
    let (offset, start) = (time - k, k * k * k * k)
    return origin * time + Self.scale / 4 * (offset * offset * offset * offset - start)
  }

  /// When the integral reaches `sum`, by bisection.
  func time(ofSum sum: Double, before end: Double) -> Double {
    var (low, high) = (0.0, end)
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if self.sum(to: middle) < sum { low = middle } else { high = middle }
    }
    return high
  }

  private static func cubeRoot(_ value: Double) -> Double {
    guard value != 0 else { return 0 }
    let root = DeterministicMath.pow(value.magnitude, 1.0 / 3)
    return value < 0 ? -root : root
  }
}
