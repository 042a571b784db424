/// A run of segments that the receiver holds beyond a gap.
struct SegmentRun: Equatable {
  /// The first segment, and the one after the last.
  var start: Int
  var end: Int
}

/// Up to three runs, as fit beside timestamps into a header (RFC 2018).
struct SelectedRuns: Equatable {
  private(set) var count = 0
  private var first = SegmentRun(start: 0, end: 0)
  private var second = SegmentRun(start: 0, end: 0)
  private var third = SegmentRun(start: 0, end: 0)

  static let limit = 3

  subscript(place: Int) -> SegmentRun {
    switch place {
    case 0: first
    case 1: second
    default: third
    }
  }

  mutating func append(_ run: SegmentRun) {
    switch count {
    case 0: first = run
    case 1: second = run
    case 2: third = run
    default: return
    }
    count += 1
  }
}

/// What the receiver says in one packet.
struct Acknowledgement {
  /// The first segment that is missing; -1 in the answer to a connection's first packet.
  var next: Int
  /// Echoed timestamp in milliseconds.
  var stamp: UInt64
  var runs: SelectedRuns

  static let connectionAnswer = -1
}
