import Determinism

/// Writes spans as they end into a CSV file, in constant memory.
///
/// Spans of one track are cut so that they do not overlap: where a frame enters the wire before
/// the last one has arrived, its span begins with the other's end.
public final class TimelineWriter {
  /// The first line of every timeline.
  static let header = "track,member,name,start_ns,end_ns,amount\n"

  private let text: TextFile
  private var ends: [Lane: SimInstant] = [:]

  private struct Lane: Hashable {
    var track: TimelineSpan.Track
    var member: Int
  }

  /// Creates the file, which only its owner may read.
  ///
  /// - Throws: when the file exists already, or cannot be created.
  public init(path: String) throws(TraceError) {
    text = try TextFile(creating: path, isPrivate: true)
    try text.write(Self.header)
  }

  /// Writes a span.
  ///
  /// - Throws: when the file cannot be written.
  public func append(_ span: TimelineSpan) throws(TraceError) {
    let lane = Lane(track: span.track, member: span.member)
    let start = max(span.start, ends[lane] ?? .zero)
    let end = max(span.end, start)
    ends[lane] = end
    try text.write(
      "\(span.track.rawValue),\(span.member),\(span.name),\(start.nanoseconds),\(end.nanoseconds),"
        + "\(span.amount)\n")
  }

  /// Writes out what is left and closes the file.
  public func finish() throws(TraceError) { try text.finish() }
}
