internal import Determinism

/// A set of moments, as sorted intervals that do not touch.
///
/// Intervals may come in any order and overlap. In order of time, an insertion costs O(1).
struct IntervalSet: Hashable, Sendable {
  struct Interval: Hashable, Sendable {
    var start: UInt64
    var end: UInt64
  }

  private(set) var intervals: [Interval] = []

  mutating func insert(from start: SimInstant, to end: SimInstant) {
    precondition(start <= end, "an interval must not end before it starts")
    var new = Interval(start: start.nanoseconds, end: end.nanoseconds)
    // The first interval that does not lie wholly before the new one.
    var first = intervals.count
    if let last = intervals.last, last.end >= new.start {
      var (low, high) = (0, intervals.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if intervals[middle].end < new.start { low = middle + 1 } else { high = middle }
      }
      first = low
    }
    var beyond = first
    while beyond < intervals.count, intervals[beyond].start <= new.end {
      new.start = min(new.start, intervals[beyond].start)
      new.end = max(new.end, intervals[beyond].end)
      beyond += 1
    }
    intervals.replaceSubrange(first..<beyond, with: [new])
  }

  /// Nanoseconds in the set.
  var length: UInt64 { intervals.reduce(0) { $0 + ($1.end - $1.start) } }

  /// The end of the last interval.
  var end: UInt64? { intervals.last?.end }
}
