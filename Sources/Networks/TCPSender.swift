import Determinism

/// The sending end of a connection: window, recovery, timers (RFC 5681, 6298, 6675, 6937, 3042).
///
/// It decides what goes out; the owner puts it on the link.
struct TCPSender {
  /// The states of Linux's sender that matter here.
  enum State { case open, disorder, recovery, loss }

  /// Something to send.
  struct Emission {
    var segment: Int
    var isRepetition: Bool
  }

  private(set) var ledger = SegmentLedger()
  private(set) var window: CongestionWindow
  /// When the retransmission timer fires; nil when nothing is on its way.
  private(set) var deadline: UInt64?
  /// Retransmission timeouts so far.
  private(set) var timeouts: UInt64 = 0

  private let segmentSize: Int
  private let receiveWindow: Int
  private let maximumTimeout: UInt64
  /// The window after an idle time; nil when it stays as it was.
  private let restartWindow: Int?
  private var lastSent: UInt64 = 0
  private var estimator: RoundTripEstimator
  private var timeout: UInt64
  private var state = State.open
  private var reduction = RateReduction()
  private var duplicates = 0
  /// The segment that ends the recovery, and whether it forbids another one before.
  private var recoveryEnd = 0
  private var recoveryEndHolds = false
  private var isFirstPartial = true
  /// Acknowledged bytes that do not fill a segment yet.
  private var leftoverBytes = 0
  /// Segments below yield no samples of the round trip.
  private var samplesFrom = 0
  /// Whether the window, and not a lack of data, held the sender back last.
  private var windowLimits = true
  /// The runs named last, all of which are marked.
  private var lastRuns = SelectedRuns()
  /// Payload that was handed over and not yet sent: messages in order.
  private var unsent = FirstInFirstOut<(message: UInt64, bytes: UInt64)>()
  private var unsentBytes: UInt64 = 0
  /// Segments that go out whatever the window says; they count as sent already.
  private var forced = FirstInFirstOut<Emission>()

  /// Duplicate acknowledgements that prove a loss.
  private static let duplicateLimit = 3

  init(_ settings: TransportSettings, segmentSize: Int) {
    self.segmentSize = segmentSize
    window = CongestionWindow(
      settings.control, segment: segmentSize, initialSegments: settings.initialWindow)
    receiveWindow = Int(min(settings.receiveWindow, 1 << 40))
    maximumTimeout = settings.maximumTimeout.nanoseconds
    restartWindow = settings.restartsAfterIdle ? settings.initialWindow * segmentSize : nil
    estimator = RoundTripEstimator(minimumTimeout: settings.minimumTimeout.nanoseconds)
    timeout = estimator.timeout
  }

  /// Hands over a message.
  mutating func offer(_ message: UInt64, bytes: UInt64, at now: UInt64) {
    if let restartWindow, unsentBytes == 0, ledger.first == ledger.next, now > lastSent + timeout {
      window.bytes = min(window.bytes, restartWindow)
    }
    unsent.append((message, bytes))
    unsentBytes += bytes
  }

  /// Takes the round trip of the handshake in nanoseconds.
  mutating func connected(roundTrip: UInt64) {
    estimator.add(roundTrip)
    timeout = estimator.timeout
  }

  /// Messages whose first byte was sent.
  private(set) var messagesBegun: UInt64 = 0

  /// Lets the receiver mark what it holds.
  mutating func withLedger<Result>(_ body: (inout SegmentLedger) -> Result) -> Result {
    body(&ledger)
  }

  // MARK: Sending

  /// The next segment that the window allows, marked as sent; nil when there is none.
  mutating func next(at now: UInt64) -> Emission? {
    if let emission = forced.first {
      forced.removeFirst()
      return emission
    }
    let room = window.bytes - ledger.inFlight
    guard room > 0 else {
      windowLimits = true
      return nil
    }
    if let lost = ledger.nextLost() {
      windowLimits = true
      // A segment never goes out in parts.
      guard room >= Int(ledger[lost].length) else { return nil }
      return emit(lost, at: now)
    }
    if unsentBytes > 0 {
      let length = Int(min(unsentBytes, UInt64(segmentSize)))
      guard room >= length, ledger.outstanding + length <= receiveWindow else {
        windowLimits = true
        return nil
      }
      return emitNew(at: now)
    }
    windowLimits = false
    guard state == .recovery, let untouched = ledger.nextUntouched(),
      room >= Int(ledger[untouched].length)
    else { return nil }
    return emit(untouched, at: now)
  }

  private mutating func emitNew(at now: UInt64) -> Emission {
    var length = 0
    var message: UInt64?
    while length < segmentSize, let part = unsent.first {
      message = message ?? part.message
      messagesBegun = part.message + 1
      let taken = min(part.bytes, UInt64(segmentSize - length))
      length += Int(taken)
      if taken == part.bytes {
        unsent.removeFirst()
      } else {
        unsent[0].bytes -= taken
      }
    }
    guard let message else { preconditionFailure("there must be something to send") }
    unsentBytes -= UInt64(length)
    let number = ledger.append(length: length, message: message)
    account(length, at: now)
    return Emission(segment: number, isRepetition: false)
  }

  private mutating func emit(_ number: Int, at now: UInt64) -> Emission {
    ledger.markRepeated(number)
    account(Int(ledger[number].length), at: now)
    return Emission(segment: number, isRepetition: true)
  }

  private mutating func account(_ length: Int, at now: UInt64) {
    lastSent = now
    if deadline == nil { deadline = now + timeout }
    if state == .recovery { reduction.count(sent: length) }
  }

  /// Sends the first lost segment, or else new data, or else the first segment once more.
  private mutating func force(at now: UInt64) {
    if let lost = ledger.nextLost() {
      forced.append(emit(lost, at: now))
    } else if unsentBytes > 0, ledger.outstanding + segmentSize <= receiveWindow {
      forced.append(emitNew(at: now))
    } else {
      forced.append(emit(ledger.first, at: now))
    }
  }

  // MARK: Acknowledgements

  /// Takes an acknowledgement.
  mutating func acknowledge(_ packet: Acknowledgement, at now: UInt64) {
    guard packet.next >= ledger.first else { return }
    sampleRoundTrip(packet, at: now)
    let limited = windowLimits
    var delivered = mark(packet.runs)
    let isDuplicate = delivered > 0
    let oldFirst = ledger.first
    let removed = ledger.removeAcknowledged(below: packet.next)
    delivered += removed.delivered
    let facts = CongestionWindow.Acknowledgement(
      now: now, roundTrip: estimator.smoothed, next: packet.next, unsent: ledger.next)
    let progress = removed.repeated && packet.next < recoveryEnd && state == .recovery
    let oldDuplicates = duplicates
    if isDuplicate {
      duplicate(delivered: delivered, progress: progress, at: now)
    }
    if packet.next == oldFirst {
      if packet.next < ledger.next { window.sample(facts) }
      return
    }
    var segments = (removed.bytes + leftoverBytes) / segmentSize
    leftoverBytes = (removed.bytes + leftoverBytes) % segmentSize
    if !isDuplicate { duplicates = 0 }
    if packet.next < recoveryEnd, state == .recovery {
      if segments >= 1 { reduce(delivered: delivered, progress: progress) }
      if ledger.first < ledger.next, !ledger[ledger.first].marks.contains(.repeated) {
        force(at: now)
      }
      window.sample(facts)
      restartTimer(isFirstPartial, at: now)
      isFirstPartial = false
      return
    }
    if packet.next < recoveryEnd, state == .loss {
      window.sample(facts)
      open(segments, facts, limited)
      restartTimer(true, at: now)
      return
    }
    switch state {
    case .open: window.sample(facts)
    case .disorder:
      if segments >= oldDuplicates { window.sample(facts) }
      if !isDuplicate { state = .open }
    case .recovery:
      isFirstPartial = true
      segments = removed.bytes / segmentSize
      window.sample(facts)
      state = .open
      duplicates = 0
      window.bytes = window.threshold
    case .loss:
      isFirstPartial = true
      segments = packet.next - recoveryEnd
      window.sample(facts)
      state = .open
    }
    if packet.next >= recoveryEnd { recoveryEndHolds = false }
    if state == .open {
      open(segments, facts, limited)
      restartTimer(true, at: now)
    }
  }

  private mutating func open(
    _ segments: Int, _ facts: CongestionWindow.Acknowledgement, _ limited: Bool
  ) {
    // A sender that lacks data learns nothing about the path (RFC 7661).
    if limited { window.open(segments: segments, facts) }
  }

  private mutating func sampleRoundTrip(_ packet: Acknowledgement, at now: UInt64) {
    let oldest = max(ledger.first, samplesFrom)
    // Timestamps count milliseconds; zero stands for something below one.
    let elapsed = now / 1_000_000 - packet.stamp
    // An echo older than the timer tells that the timer was too short. Without learning from it
    // (RFC 7323 allows any echo) a path slower than the first timeout would expire for ever.
    let isLate = packet.next > ledger.first && elapsed * 1_000_000 > estimator.timeout
    guard
      oldest < ledger.next && packet.next > oldest && !ledger[oldest].marks.contains(.ambiguous)
        || isLate
    else { return }
    estimator.add(elapsed > 0 ? elapsed * 1_000_000 : 1_000)
    timeout = estimator.timeout
  }

  /// Marks the segments of the runs; returns the bytes that are news.
  private mutating func mark(_ runs: SelectedRuns) -> Int {
    var news = 0
    for place in 0..<runs.count {
      var number = max(runs[place].start, ledger.first)
      while number < runs[place].end {
        if let known = lastRun(holding: number) {
          number = known.end
        } else {
          news += ledger.select(number)
          number += 1
        }
      }
    }
    lastRuns = runs
    if news > 0 { ledger.markLostBelowSelected() }
    return news
  }

  private func lastRun(holding number: Int) -> SegmentRun? {
    for place in 0..<lastRuns.count {
      let run = lastRuns[place]
      if run.start <= number, number < run.end { return run }
    }
    return nil
  }

  private mutating func duplicate(delivered: Int, progress: Bool, at now: UInt64) {
    switch state {
    case .loss: break
    case .recovery:
      reduce(delivered: delivered, progress: progress)
    case .open, .disorder:
      duplicates += 1
      state = .disorder
      let proven = duplicates == Self.duplicateLimit && !recoveryEndHolds
      if proven || ledger.secondIsLost { enterRecovery(delivered: delivered, at: now) }
    }
  }

  private mutating func enterRecovery(delivered: Int, at now: UInt64) {
    if !ledger[ledger.first].marks.contains(.lost) { ledger.markFirstLostAgain() }
    recoveryEnd = ledger.next
    recoveryEndHolds = true
    state = .recovery
    window.lowerThreshold()
    reduction.begin(outstanding: ledger.outstanding)
    reduce(delivered: delivered, progress: false)
    force(at: now)
  }

  private mutating func reduce(delivered: Int, progress: Bool) {
    window.bytes = reduction.window(
      delivered: delivered, inFlight: ledger.inFlight, threshold: window.threshold,
      segment: segmentSize, progress: progress)
  }

  // MARK: Timer

  private mutating func restartTimer(_ restart: Bool, at now: UInt64) {
    if restart {
      timeout = estimator.timeout
      deadline = now + timeout
    }
    if ledger.first == ledger.next { deadline = nil }
  }

  /// The retransmission timer has fired.
  mutating func expire(at now: UInt64) {
    deadline = nil
    guard ledger.first < ledger.next else { return }
    timeouts += 1
    duplicates = 0
    ledger.markAllLost()
    recoveryEnd = ledger.next
    recoveryEndHolds = true
    samplesFrom = ledger.next
    timeout = min(2 * timeout, maximumTimeout)
    window.lowerThreshold()
    window.collapse(now: now, unsent: ledger.next)
    state = .loss
  }
}
