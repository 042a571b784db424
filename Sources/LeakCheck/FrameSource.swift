public import Traces

/// Something that can be read from its first frame as often as a check likes.
///
/// Checks stream: a source opens its file anew for every pass, and no pass holds all frames.
public struct FrameSource {
  /// Gives the next frame, or nil after the last.
  public typealias Cursor = () throws -> TraceFrame?

  private let open: () throws -> Cursor

  /// Makes a source from a function that opens a fresh cursor.
  public init(open: @escaping () throws -> Cursor) { self.open = open }

  /// A source over frames in memory.
  public init(_ frames: [TraceFrame]) {
    self.init {
      var iterator = frames.makeIterator()
      return { iterator.next() }
    }
  }

  /// Calls `body` with every frame and its index, from the first.
  ///
  /// Throws what reading throws.
  public func forEach(_ body: (Int, TraceFrame) throws -> Void) throws {
    let next = try open()
    var index = 0
    while let frame = try next() {
      try body(index, frame)
      index += 1
    }
  }

  /// Opens a cursor at the first frame.
  public func cursor() throws -> Cursor { try open() }
}

extension FrameSource {
  /// A source over a recorded trace, which is verified while it is read.
  public init(path: String) {
    self.init {
      let reader = try TraceReader(path: path)
      return { try reader.next() }
    }
  }
}
