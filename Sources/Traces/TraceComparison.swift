import Determinism
public import Wire

/// Compares two traces frame by frame and keeps what a person needs to see where they part.
public struct TraceComparison: Sendable {
  /// Frames before the difference that are kept.
  public static let contextLength = 3

  /// Fields of the headers that differ, with both values.
  public var headers: [(field: String, left: String, right: String)] = []
  /// The first difference; nil when all frames are equal.
  public var difference: TraceDifference?
  /// The frames that differ; nil on the side that has ended.
  public var frames: (left: TraceFrame?, right: TraceFrame?) = (nil, nil)
  /// Equal frames just before, with their numbers.
  public var context: [(number: UInt64, frame: TraceFrame)] = []
  /// Equal frames.
  public var equalFrames: UInt64 = 0
  /// The server's own events on either side, as far as the frames are equal.
  public var events: (left: UInt64, right: UInt64) = (0, 0)
  /// Whether those events are the same: a replay depends on them.
  public var eventsAreEqual = true
  /// What the frames hold, where both can be decoded: the first value that differs.
  public var detail: String?

  /// Compares two files up to the first difference.
  ///
  /// - Throws: `TraceError` when a trace cannot be read as far as that.
  public init(
    _ left: String, _ right: String, client: SchemaTree? = nil
  ) throws(TraceError) {
    let (leftReader, rightReader) = (try TraceReader(path: left), try TraceReader(path: right))
    headers = Self.differences(leftReader.header, rightReader.header)
    var describers = (FrameDescriber(client: client), FrameDescriber(client: client))
    var tallies = (EventTally(), EventTally())
    defer {
      events = (tallies.0.count, tallies.1.count)
      eventsAreEqual = events.left == events.right && tallies.0.digest == tallies.1.digest
    }
    while true {
      let frames = (try tallies.0.next(leftReader), try tallies.1.next(rightReader))
      if let frame = frames.0 { describers.0.learn(frame) }
      if let frame = frames.1 { describers.1.learn(frame) }
      if frames == (nil, nil) { return }
      guard let field = TraceDifference.field(frames.0, frames.1) else {
        if let frame = frames.0 { context.append((equalFrames, frame)) }
        if context.count > Self.contextLength { context.removeFirst() }
        equalFrames += 1
        continue
      }
      difference = TraceDifference(frame: equalFrames, field: field)
      self.frames = (frames.0, frames.1)
      if let one = frames.0, let other = frames.1, field == .content || field == .size {
        detail = ContentDifference.first(
          describers.0.message(one), one.bytes, describers.1.message(other), other.bytes)
      }
      return
    }
  }

  /// Counts and digests the events that it passes over.
  private struct EventTally {
    private(set) var count: UInt64 = 0
    private let builder = DigestBuilder()
    var digest: Digest128 { builder.digest }

    mutating func next(_ reader: TraceReader) throws(TraceError) -> TraceFrame? {
      while let entry = try reader.nextEntry() {
        switch entry {
        case .frame(let frame): return frame
        case .event(let event):
          count += 1
          builder.update(event.time.nanoseconds)
          builder.update(UInt64(event.kind.rawValue) << 32 | UInt64(event.flow))
          builder.update(reader.frameNumber)
        }
      }
      return nil
    }
  }

  private static func differences(
    _ left: TraceHeader, _ right: TraceHeader
  ) -> [(field: String, left: String, right: String)] {
    [
      ("scenario", "\(left.scenarioDigest)", "\(right.scenarioDigest)"),
      ("server seed", "\(left.serverSeed)", "\(right.serverSeed)"),
      ("numerics", left.fingerprint, right.fingerprint),
      ("program", left.program, right.program),
    ].filter { $0.1 != $0.2 }
  }
}
