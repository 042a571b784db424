/// The receiving end: what has arrived, and what to say about it.
struct TCPReceiver {
  /// The first segment that is missing.
  private(set) var next = 0
  /// Payload bytes below `next`.
  private(set) var bytesInOrder: UInt64 = 0
  /// When a waiting acknowledgement must go out; nil when none waits.
  private(set) var deadline: UInt64?

  /// What to do after a packet.
  enum Answer { case now, later }

  private let delay: UInt64
  private let segmentsPerAcknowledgement: Int
  private var unanswered: Int
  private var beyondGap = 0
  private var runs: [SegmentRun] = []
  private var stamp: UInt64 = 0
  /// The highest `next` that was acknowledged.
  private var answered = 0

  /// Runs that are remembered.
  private static let runLimit = 4

  init(delay: UInt64, segmentsPerAcknowledgement: Int) {
    self.delay = delay
    self.segmentsPerAcknowledgement = segmentsPerAcknowledgement
    // The first segment is answered at once, so that the sender's window opens.
    unanswered = segmentsPerAcknowledgement
    runs.reserveCapacity(Self.runLimit + 1)
  }

  /// Takes a segment that was sent at the millisecond `stamp`.
  mutating func receive(
    _ number: Int, stamp: UInt64, at now: UInt64, ledger: inout SegmentLedger
  ) -> Answer {
    guard number >= next, !ledger[number].marks.contains(.received) else { return .now }
    // The echo belongs to the earliest segment that is not answered (RFC 7323).
    if number == next, number <= answered { self.stamp = stamp }
    guard number == next else {
      ledger.markReceived(number)
      beyondGap += 1
      note(number)
      return .now
    }
    bytesInOrder += UInt64(ledger[number].length)
    next += 1
    var filledGap = false
    while beyondGap > 0, next < ledger.next, ledger[next].marks.contains(.received) {
      bytesInOrder += UInt64(ledger[next].length)
      next += 1
      beyondGap -= 1
      filledGap = true
    }
    runs.removeAll { $0.end <= next }
    if filledGap || beyondGap > 0 { return .now }
    unanswered += 1
    if unanswered >= segmentsPerAcknowledgement { return .now }
    if deadline == nil { deadline = now + delay }
    return .later
  }

  /// The acknowledgement that goes out now.
  mutating func answer() -> Acknowledgement {
    deadline = nil
    unanswered = 0
    answered = next
    var selected = SelectedRuns()
    for run in runs.prefix(SelectedRuns.limit) { selected.append(run) }
    return Acknowledgement(next: next, stamp: stamp, runs: selected)
  }

  /// Puts a segment in front of the runs and joins its neighbours to it.
  private mutating func note(_ number: Int) {
    var run = SegmentRun(start: number, end: number + 1)
    runs.removeAll { other in
      if other.end == run.start {
        run.start = other.start
        return true
      }
      if other.start == run.end {
        run.end = other.end
        return true
      }
      return false
    }
    runs.insert(run, at: 0)
    if runs.count > Self.runLimit { runs.removeLast() }
  }
}
