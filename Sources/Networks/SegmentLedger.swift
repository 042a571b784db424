/// The segments of a connection that are not yet acknowledged, and what is known about each.
///
/// Segments are numbered from the start of the connection. The receiver's own mark lives here, too,
/// since both ends are simulated in one place.
struct SegmentLedger {
  struct Marks: OptionSet {
    var rawValue: UInt8

    /// The receiver has it, though something before it is missing.
    static let received = Marks(rawValue: 1)
    /// A selective acknowledgement named it.
    static let selected = Marks(rawValue: 2)
    /// The sender believes it lost.
    static let lost = Marks(rawValue: 4)
    /// It was sent again since it was believed lost.
    static let repeated = Marks(rawValue: 8)
    /// It was sent again at some time, so it yields no sample of the round trip.
    static let ambiguous = Marks(rawValue: 16)
  }

  struct Segment {
    var length: UInt32
    var marks: Marks
    /// Which message its first byte belongs to.
    var message: UInt64
  }

  /// The first segment that is not acknowledged.
  private(set) var first = 0
  /// The next new segment.
  private(set) var next = 0
  /// Payload bytes from `first` to `next`, and those among them that carry a mark.
  private(set) var outstanding = 0
  private(set) var selectedBytes = 0
  private(set) var lostBytes = 0
  private(set) var repeatedBytes = 0
  /// The highest segment that was named by a selective acknowledgement; -1 for none.
  private(set) var highestSelected = -1

  private var segments = FirstInFirstOut<Segment>()
  /// Unselected segments below are marked as lost.
  private var lostBelow = 0
  /// No lost segment below here waits for its repetition.
  private var repeatFrom = 0
  /// Every segment below here is selected or was repeated.
  private var untouchedFrom = 0

  /// Bytes that the sender believes to be on their way.
  var inFlight: Int { outstanding - selectedBytes - lostBytes + repeatedBytes }

  /// What is known about a segment that is not yet acknowledged.
  subscript(number: Int) -> Segment { segments[number - first] }

  /// Adds a new segment and returns its number.
  mutating func append(length: Int, message: UInt64) -> Int {
    segments.append(Segment(length: UInt32(length), marks: [], message: message))
    outstanding += length
    next += 1
    return next - 1
  }

  /// Notes at the receiver that an out-of-order segment is there.
  mutating func markReceived(_ number: Int) {
    segments[number - first].marks.insert(.received)
  }

  /// What an acknowledgement removed.
  struct Removal {
    var bytes = 0
    /// Bytes that no selective acknowledgement had named before.
    var delivered = 0
    /// Whether such bytes had been sent again.
    var repeated = false
  }

  /// Removes acknowledged segments below `end`.
  mutating func removeAcknowledged(below end: Int) -> Removal {
    var removal = Removal()
    while first < end, let segment = segments.first {
      let length = Int(segment.length)
      removal.bytes += length
      if segment.marks.contains(.selected) {
        selectedBytes -= length
      } else {
        removal.delivered += length
        if segment.marks.contains(.repeated) { removal.repeated = true }
      }
      if segment.marks.contains(.lost) { lostBytes -= length }
      if segment.marks.contains(.repeated) { repeatedBytes -= length }
      outstanding -= length
      segments.removeFirst()
      first += 1
    }
    if highestSelected < first { highestSelected = -1 }
    lostBelow = max(lostBelow, first)
    repeatFrom = max(repeatFrom, first)
    untouchedFrom = max(untouchedFrom, first)
    return removal
  }

  /// Marks a segment as selected; returns its bytes when that is news.
  mutating func select(_ number: Int) -> Int {
    let place = number - first
    var segment = segments[place]
    guard !segment.marks.contains(.selected) else { return 0 }
    let length = Int(segment.length)
    if segment.marks.contains(.lost) {
      segment.marks.remove(.lost)
      lostBytes -= length
    }
    segment.marks.insert(.selected)
    segments[place] = segment
    selectedBytes += length
    highestSelected = max(highestSelected, number)
    return length
  }

  /// Marks as lost what has three selected segments above it (RFC 6675, IsLost).
  mutating func markLostBelowSelected() {
    var seen = 0
    var number = highestSelected
    while number > first {
      if self[number].marks.contains(.selected) { seen += 1 }
      if seen == 3 { break }
      number -= 1
    }
    guard seen == 3 else { return }
    markLost(first)
    while lostBelow < number {
      markLost(lostBelow)
      lostBelow += 1
    }
  }

  /// Marks the first segment as lost and to be repeated, whatever was done before.
  mutating func markFirstLostAgain() {
    guard first < next else { return }
    clearRepeated(first)
    markLost(first)
    repeatFrom = first
  }

  /// Marks everything unselected as lost and to be repeated, after a timeout.
  mutating func markAllLost() {
    for number in first..<next {
      clearRepeated(number)
      markLost(number)
      segments[number - first].marks.insert(.ambiguous)
    }
    lostBelow = next
    repeatFrom = first
    untouchedFrom = first
  }

  /// Notes that a segment is sent again.
  mutating func markRepeated(_ number: Int) {
    let place = number - first
    segments[place].marks.insert(.ambiguous)
    guard !segments[place].marks.contains(.repeated) else { return }
    segments[place].marks.insert(.repeated)
    repeatedBytes += Int(segments[place].length)
  }

  /// The first lost segment that was not repeated yet.
  mutating func nextLost() -> Int? {
    while repeatFrom < max(lostBelow, first + 1), repeatFrom < next {
      let marks = self[repeatFrom].marks
      if marks.contains(.lost), !marks.contains(.repeated) { return repeatFrom }
      repeatFrom += 1
    }
    return nil
  }

  /// The first segment that is neither selected nor repeated (RFC 6675, NextSeg, rule 3).
  mutating func nextUntouched() -> Int? {
    while untouchedFrom < next {
      let marks = self[untouchedFrom].marks
      if !marks.contains(.selected), !marks.contains(.repeated) { return untouchedFrom }
      untouchedFrom += 1
    }
    return nil
  }

  /// Whether, from the second segment on, a lost one comes before any selected one.
  var secondIsLost: Bool {
    var number = first + 1
    while number <= highestSelected {
      let marks = self[number].marks
      if marks.contains(.lost) { return true }
      if marks.contains(.selected) { return false }
      number += 1
    }
    return false
  }

  private mutating func markLost(_ number: Int) {
    let place = number - first
    let marks = segments[place].marks
    guard !marks.contains(.selected), !marks.contains(.lost) else { return }
    segments[place].marks.insert(.lost)
    lostBytes += Int(segments[place].length)
    if number < repeatFrom { repeatFrom = number }
  }

  private mutating func clearRepeated(_ number: Int) {
    let place = number - first
    guard segments[place].marks.contains(.repeated) else { return }
    segments[place].marks.remove(.repeated)
    repeatedBytes -= Int(segments[place].length)
    untouchedFrom = min(untouchedFrom, number)
  }
}
