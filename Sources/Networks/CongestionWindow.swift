import Determinism

/// The congestion window of a sender in bytes, and the algorithm that moves it.
struct CongestionWindow {
  /// Bytes that may be on their way.
  var bytes: Int
  /// Below this window the sender is in slow start.
  var threshold = Int.max
  let segment: Int

  private let algorithm: CongestionAlgorithm
  private var reno = RenoGrowth()
  private var cubic = CubicGrowth()

  init(_ algorithm: CongestionAlgorithm, segment: Int, initialSegments: Int) {
    self.algorithm = algorithm
    self.segment = segment
    bytes = segment * initialSegments
  }

  /// The facts that an acknowledgement brings.
  struct Acknowledgement {
    var now: UInt64
    /// The smoothed round trip.
    var roundTrip: UInt64
    /// The first segment that is not acknowledged.
    var next: Int
    /// The first segment that was never sent.
    var unsent: Int
  }

  /// Takes a sample of the round trip; may end slow start.
  mutating func sample(_ acknowledgement: Acknowledgement) {
    guard algorithm == .cubic else { return }
    if cubic.sampleEndsSlowStart(acknowledgement, window: self) { threshold = bytes }
  }

  /// Opens the window after `segments` more were acknowledged.
  mutating func open(segments: Int, _ acknowledgement: Acknowledgement) {
    switch algorithm {
    case .reno:
      if bytes < threshold {
        bytes = min(bytes + segments * segment, threshold)
      } else {
        bytes += segment * reno.growth(window: max(1, bytes / segment), acknowledged: segments)
      }
    case .cubic:
      if bytes < threshold {
        cubic.beginRoundIfOver(acknowledgement)
        bytes += segments * segment
      } else if segments > 0 {
        bytes +=
          segment
          * cubic.growth(
            window: bytes / segment, acknowledged: segments, acknowledgement)
      }
    }
  }

  /// Lowers the threshold after a loss.
  mutating func lowerThreshold() {
    switch algorithm {
    case .reno: threshold = max(2 * segment, bytes / 2)
    case .cubic: threshold = segment * cubic.thresholdAfterLoss(window: bytes / segment)
    }
  }

  /// Starts over from one segment after a timeout.
  mutating func collapse(now: UInt64, unsent: Int) {
    bytes = segment
    if algorithm == .cubic { cubic.forget(now: now, unsent: unsent) }
  }
}

/// Reno's congestion avoidance, counting acknowledged segments.
private struct RenoGrowth {
  private var count = 0

  /// Segments by which the window grows.
  mutating func growth(window: Int, acknowledged: Int) -> Int {
    var growth = 0
    if count >= window {
      count = 0
      growth = 1
    }
    count += acknowledged
    let more = count / window
    count -= more * window
    return growth + more
  }
}

/// CUBIC's congestion avoidance and HyStart, in segments.
private struct CubicGrowth {
  /// The factor of a loss, and C of RFC 8312.
  private static let beta = 0.7
  private static let scale = 0.4
  /// Without a loss so far, the window grows at least by one segment for as many acknowledged ones.
  private static let slowestGrowth = 20
  /// HyStart leaves windows below this alone.
  private static let lowWindow = 16
  private static let samplesPerRound = 8
  private static let trainSpacing: UInt64 = 2_000_000
  private static let delayBounds: ClosedRange<UInt64> = 4_000_000...1_000_000_000
  /// Samples right after an epoch's start come from the loss.
  private static let quietTime: UInt64 = 10_000_000

  private var count = 0
  private var lastMaximum = 0
  private var origin = 0
  private var k = 0.0
  private var epochStart: UInt64?
  private var minimumDelay: UInt64?

  private var slowStartEnded = false
  private var roundStart: UInt64 = 0
  private var roundEnd = -1
  private var lastTrain: UInt64 = 0
  private var roundDelay: UInt64?
  private var samples = 0

  mutating func beginRoundIfOver(_ acknowledgement: CongestionWindow.Acknowledgement) {
    guard acknowledgement.next > roundEnd else { return }
    beginRound(now: acknowledgement.now, unsent: acknowledgement.unsent)
  }

  private mutating func beginRound(now: UInt64, unsent: Int) {
    roundStart = now
    lastTrain = now
    roundEnd = unsent
    roundDelay = nil
    samples = 0
  }

  mutating func sampleEndsSlowStart(
    _ acknowledgement: CongestionWindow.Acknowledgement, window: CongestionWindow
  ) -> Bool {
    let (now, delay) = (acknowledgement.now, acknowledgement.roundTrip)
    if let epochStart, now - epochStart < Self.quietTime { return false }
    let minimum = min(minimumDelay ?? delay, delay)
    minimumDelay = minimum
    guard !slowStartEnded, window.bytes <= window.threshold,
      window.bytes >= Self.lowWindow * window.segment
    else { return false }
    if now - lastTrain <= Self.trainSpacing {
      lastTrain = now
      if now - roundStart > minimum { slowStartEnded = true }
    }
    if samples < Self.samplesPerRound {
      roundDelay = min(roundDelay ?? delay, delay)
      samples += 1
    } else if let roundDelay {
      let margin = min(max(minimum, Self.delayBounds.lowerBound), Self.delayBounds.upperBound)
      if roundDelay > minimum + margin { slowStartEnded = true }
    }
    return slowStartEnded
  }

  mutating func growth(
    window: Int, acknowledged: Int, _ acknowledgement: CongestionWindow.Acknowledgement
  ) -> Int {
    count += acknowledged
    let needed = acknowledgedPerSegment(window: window, now: acknowledgement.now)
    guard count >= needed else { return 0 }
    count -= needed
    return 1
  }

  /// Segments to be acknowledged before the window grows by one.
  private mutating func acknowledgedPerSegment(window: Int, now: UInt64) -> Int {
    let start: UInt64
    if let epochStart {
      start = epochStart
    } else {
      start = now
      epochStart = now
      if lastMaximum <= window {
        k = 0
        origin = window
      } else {
        k = DeterministicMath.pow(Double(lastMaximum - window) / Self.scale, 1.0 / 3)
        origin = lastMaximum
      }
    }
    let time = Double(now + (minimumDelay ?? 0) - start) / 1e9
    let offset = time < k ? k - time : time - k
    let change = Int(min(Self.scale * offset * offset * offset, 1e9))
    let target = time < k ? origin - change : origin + change
    var needed = target > window ? window / (target - window) : 100 * window
    if lastMaximum == 0 { needed = min(needed, Self.slowestGrowth) }
    // At most one segment for two acknowledged ones.
    return max(needed, 2)
  }

  mutating func thresholdAfterLoss(window: Int) -> Int {
    // Fast convergence: a sender that never got back to its old window leaves room for others.
    lastMaximum = window < lastMaximum ? Int(Double(window) * (1 + Self.beta) / 2) : window
    epochStart = nil
    return max(Int(Double(window) * Self.beta), 2)
  }

  mutating func forget(now: UInt64, unsent: Int) {
    lastMaximum = 0
    origin = 0
    k = 0
    minimumDelay = nil
    slowStartEnded = false
    beginRound(now: now, unsent: unsent)
  }
}
