import Determinism

/// Reads a timeline span by span.
public final class TimelineReader {
  private let lines: LineReader

  /// Opens a timeline.
  ///
  /// - Throws: when the file cannot be read or is no timeline.
  public init(path: String) throws(TraceError) {
    lines = try LineReader(path: path)
    guard let first = try lines.next(), first + "\n" == TimelineWriter.header else {
      throw TraceError(.notATimeline(line: 1), path: path)
    }
  }

  /// The next span, or nil after the last.
  ///
  /// A torn last line, as a killed run leaves it, ends the timeline.
  public func next() throws(TraceError) -> TimelineSpan? {
    guard let line = try lines.next() else { return nil }
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 6, let track = TimelineSpan.Track(rawValue: String(fields[0])),
      let member = Int(fields[1]), member >= 0, let start = UInt64(fields[3]),
      let end = UInt64(fields[4]), start <= end, let amount = Int(fields[5]),
      fields[2].utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x7A).contains($0) })
    else {
      if lines.isTorn { return nil }
      throw TraceError(.notATimeline(line: lines.number), path: lines.path)
    }
    return TimelineSpan(
      track, member: member, name: String(fields[2]), start: SimInstant(nanoseconds: start),
      end: SimInstant(nanoseconds: end), amount: amount)
  }
}
