import Determinism

/// What happens when slow start overflows the queue at the bottleneck, as a fluid of packets.
///
/// In slow start each acknowledged packet releases two, so a queue grows by one packet for each
/// one served; once it is full, every other packet is dropped. The sender learns of it one round
/// trip later and goes on doubling until then. Then it recovers with selective acknowledgements
/// and proportional rate reduction (RFC 6675, RFC 6937), in three phases: above the threshold it
/// sends little; at the threshold one packet for each one acknowledged; when the first repeated
/// packet is acknowledged, everything that the threshold allows at once. That burst may overflow
/// the queue again, and a repeated packet dropped there waits for the retransmission timer.
///
/// Packets count from the start of the connection; seconds from the start of the busy period.
struct SlowStartOverflow {
  /// A run of packets that leave back to back, as acknowledgements release them.
  struct Train {
    /// The first packet.
    var start: Double
    /// The first packet of the next train; nil when the path is full and no gap follows.
    var end: Double?
    /// The first packet that acknowledgements of this train's packets cannot release.
    var reach: Double
    /// Packets in the train before; nil for the first one of a connection.
    var previousCount: Double?
    /// Packets that could have been served between the two.
    var gap: Double
  }

  /// How the upload ends.
  struct Outcome {
    /// When the last packet leaves the bottleneck for good.
    var seconds: Double
    var dropped: Double
    /// Whether packets had to wait for the retransmission timer.
    var timedOut: Bool
    /// The sender afterwards.
    var avoidance: CongestionAvoidance
  }

  private static let initialWindow = 10.0
  /// 2^32 over the square of a segment: where the product behind the rate reduction wraps.
  private static let wrap = 2_048.5
  private static let factor = 0.7

  let path: CongestionAvoidance.Path
  let isCubic: Bool
  let minimumTimeout: Double
  /// Whether round trips are long enough for the timer of acknowledgements.
  let hasTimer: Bool
  let train: Train

  private var queue: Double { path.queue }
  private var pipe: Double { path.pipe }
  private var isSeparate: Bool { train.end != nil }
  /// Whether acknowledgements pause within the train before the queue has drained.
  private var isInterrupted: Bool {
    guard train.end == nil, let count = train.previousCount else { return false }
    return queue <= count + 1
  }

  /// How many packets later that is because the timer's acknowledgements make trains longer.
  ///
  /// Found by comparison with packets.
  private var shift: Double {
    hasTimer && (isSeparate || isInterrupted) ? (train.reach - train.start) / 9 - 2.5 : 0
  }

  /// The first packet that is dropped when the sender never lacks data; nil for none in the train.
  var firstDrop: Double? {
    let drop: Double
    if train.previousCount == nil {
      guard !isSeparate else { return nil }
      // The initial window comes at once; then the queue grows as in any train.
      drop = max(2 * queue + 2 * pipe - 9.5, queue + 1)
    } else if isSeparate || isInterrupted {
      drop = train.start + 2 * queue - 2.5 + shift
    } else {
      drop = train.start + 2 * (queue + train.gap) - 3
    }
    return drop < train.end ?? .infinity ? drop : nil
  }

  /// The queue at which HyStart ends slow start before anything is dropped; nil where it does not.
  ///
  /// It sees a train of acknowledgements that lasts a round trip, if they come within 2 ms of each
  /// other, or else that the round trip has doubled.
  var hyStartEnd: Double? {
    guard isCubic, !isSeparate else { return nil }
    let factor = 2 * path.service <= 0.002 ? 2.0 : 4.4
    return train.start + factor * pipe
  }

  /// The upload of `count` packets that drops packets from `drop` on.
  func outcome(count: Double, drop: Double) -> Outcome {
    // From here on the extra packets make no difference.
    let (count, drop) = (count - shift, drop - shift)
    let window = Self.initialWindow + drop
    let threshold = max(2, isCubic ? (window * Self.factor).rounded(.down) : window / 2)
    // The third packet behind the gap tells.
    let detected = (drop - train.start + 3) * path.service + path.roundTrip
    if (count - drop) / 2 < 3 { return tailLoss(count, drop, detected, threshold) }
    var recovery = Recovery(self, count: count, drop: drop, threshold: threshold)
    recovery.run(reduction: isCubic ? Self.factor : 0.5)
    return finish(recovery, count, detected: detected, window: window, threshold: threshold)
  }

  /// Too few packets follow to prove the loss, so the timer has to.
  private func tailLoss(
    _ count: Double, _ drop: Double, _ detected: Double, _ threshold: Double
  ) -> Outcome {
    let lost = max(1, (count - drop) / 2)
    let timeout = max(minimumTimeout, path.roundTrip + 1.4 * queue * path.service)
    // Slow start from one packet: one, two, four.
    let rounds = lost > 1 ? (lost > 2 ? 2.0 : 1.0) : 0
    return Outcome(
      seconds: detected + timeout + path.service + rounds * path.roundTrip, dropped: lost,
      timedOut: true, avoidance: avoidance(window: threshold, lastMaximum: 0))
  }

  private func avoidance(window: Double, lastMaximum: Double) -> CongestionAvoidance {
    CongestionAvoidance(
      path: path, isCubic: isCubic, window: max(2, window), lastMaximum: lastMaximum)
  }

  private func finish(
    _ recovery: Recovery, _ count: Double, detected: Double, window: Double, threshold: Double
  ) -> Outcome {
    let service = path.service
    // When the first repeated packet is acknowledged, and when the bottleneck is free.
    let progress = detected + path.roundTrip + recovery.backlogAtDetection * service
    let free = progress + recovery.backlog * service
    let room = queue - recovery.backlog + 1
    let lost = max(0, recovery.dropped - 1 - recovery.sent)
    let left = max(0, count - recovery.highest - max(0, recovery.sent - recovery.dropped + 1))
    let burst = max(0, threshold - recovery.sent)
    var outcome = Outcome(
      seconds: 0, dropped: recovery.dropped, timedOut: false,
      avoidance: avoidance(window: threshold, lastMaximum: window))
    if left == 0, lost <= room {
      outcome.seconds =
        lost > 0 ? free + lost * service : detected + recovery.lastDeparture * service
    } else if min(burst, lost) > room {
      timeOut(&outcome, lost: lost, left: left, excess: min(burst, lost) - room, at: progress)
    } else if left > 0, burst > room || isOnTheEdge(burst) {
      secondDrop(&outcome, packets: lost + left, room: room + recovery.sent, progress, free)
    } else {
      outcome.seconds = max(progress, free) + outcome.avoidance.send(lost + left)
    }
    // Every packet crosses the bottleneck at least once.
    outcome.seconds = max(outcome.seconds, (count - train.start) * service)
    return outcome
  }

  /// A burst as large as the queue fits or not by one packet.
  ///
  /// Pairs of acknowledged packets release four, so that an even queue overflows (found by
  /// comparison with packets).
  private func isOnTheEdge(_ burst: Double) -> Bool {
    guard !hasTimer,
      isSeparate || (isInterrupted && train.gap >= queue)
    else { return false }
    let end = train.end ?? train.reach
    let isEven = queue.truncatingRemainder(dividingBy: 2) == 0
    return isEven && burst > queue - 0.5 && (!isCubic || queue >= (end - train.start) / 3)
  }

  private func timeOut(
    _ outcome: inout Outcome, lost: Double, left: Double, excess: Double, at progress: Double
  ) {
    outcome.timedOut = true
    let threshold = outcome.avoidance.window
    let timeout = max(minimumTimeout, path.roundTrip + 1.4 * queue * path.service)
    // Until the timer fires, new packets use what is left of the window.
    let open = max(0, threshold - excess)
    let sent = lost - excess + open * timeout / max(path.roundTrip, open * path.service)
    var rest = max(excess, lost + left - sent)
    var seconds = progress + timeout
    let goal = max(2, threshold * (isCubic ? Self.factor : 0.5))
    var window = 1.0
    while window < goal, rest > window {
      rest -= window
      seconds += max(path.roundTrip, window * path.service)
      window *= 2
    }
    outcome.avoidance = avoidance(window: goal, lastMaximum: 0)
    outcome.seconds = seconds + outcome.avoidance.send(rest)
  }

  private func secondDrop(
    _ outcome: inout Outcome, packets: Double, room: Double, _ progress: Double, _ free: Double
  ) {
    let first = min(packets, max(0, room))
    let served = max(progress, free) + first * path.service
    let before = outcome.avoidance.window
    let window = before * (isCubic ? Self.factor : 0.5)
    let lastMaximum =
      before < outcome.avoidance.lastMaximum ? before * (1 + Self.factor) / 2 : before
    outcome.avoidance = avoidance(window: window, lastMaximum: lastMaximum)
    outcome.dropped += 1
    guard packets > first else {
      outcome.seconds = served
      return
    }
    let start = window >= pipe ? served : max(served, progress + 2 * path.roundTrip)
    outcome.seconds = start + outcome.avoidance.send(packets - first)
  }

  /// The acknowledgements that were on their way when the loss was detected, and what they release.
  private struct Recovery {
    /// The first packet that was not sent before.
    let highest: Double
    var dropped = 1.0
    /// Packets sent until the first repeated one is acknowledged, without that one.
    var sent = 0.0
    /// Packets in the queue when the loss is detected, and when progress is.
    var backlogAtDetection = 0.0
    var backlog = 0.0
    /// When the last packet sent leaves, in services after the detection.
    var lastDeparture = 0.0

    /// Packets that arrived, and packets known to have left the path for each of them.
    private var parts: [(count: Double, leaving: Double)] = []
    private let threshold: Double
    private let outstanding: Double
    private var idle = 0.0

    init(_ overflow: SlowStartOverflow, count: Double, drop: Double, threshold: Double) {
      self.threshold = threshold
      highest = min(count, drop + SlowStartOverflow.initialWindow + drop)
      outstanding = max(1, highest - drop)
      let (queue, train) = (overflow.queue, overflow.train)
      let hasGap = overflow.isSeparate || overflow.isInterrupted
      var rest = highest - drop
      var queued = 0.0
      if hasGap {
        let room = overflow.isSeparate ? queue : min(queue, train.gap)
        let end = train.end ?? train.reach
        let before = min(rest, max(0, end - train.start - 2 * queue))
        rest -= before
        let growing = min(rest, 2 * room)
        rest -= growing
        parts = [(before / 2, 2), (growing, 1), (rest / 2, 2)]
        dropped = before / 2 + rest / 2
        queued = growing + rest > 0 ? max(0, growing + rest / 2 - queue - room) : 0
      } else {
        parts = [(rest / 2, 2)]
        dropped = rest / 2
        queued = rest / 2 - overflow.pipe
      }
      dropped = max(1, dropped)
      backlogAtDetection = max(0, min(queue, queued))
      let arrived = parts.reduce(0) { $0 + $1.count }
      idle = max(0, overflow.pipe + backlogAtDetection - arrived)
    }

    mutating func run(reduction: Double) {
      var inFlight = outstanding
      let share = threshold / outstanding
      let wrapsAt = SlowStartOverflow.wrap / threshold
      var (arrived, time) = (0.0, 0.0)
      sent = 1
      backlog = backlogAtDetection
      lastDeparture = backlogAtDetection
      for (index, part) in parts.enumerated() {
        if index == 1 { pause(&time) }
        var left = part.count
        while left > 1e-9 {
          var (rate, step) = (1.0, left)
          if inFlight > threshold + 1e-9 {
            rate = arrived < wrapsAt ? share : 0
            if part.leaving > rate { step = (inFlight - threshold) / (part.leaving - rate) }
            if rate > 0 { step = min(step, wrapsAt - arrived) }
            step = min(left, max(step, 1e-6))
          }
          arrived += step
          time += step
          left -= step
          inFlight += (rate - part.leaving) * step
          sent += rate * step
          backlog = max(0, backlog + (rate - 1) * step)
          if rate > 0 { lastDeparture = time + backlog + 1 }
        }
      }
      if parts.count == 1 { pause(&time) }
      sent -= 1
    }

    /// No acknowledgement comes for a while, and the queue drains.
    private mutating func pause(_ time: inout Double) {
      backlog = max(0, backlog - idle)
      time += idle
    }
  }
}
