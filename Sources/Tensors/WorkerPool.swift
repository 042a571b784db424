import Dispatch

/// Runs independent pieces of numeric work on several cores.
///
/// The partition of the work is fixed by the caller and each piece writes its own memory, so the
/// result does not depend on the number of workers. This is the only concurrency in the numerics.
public struct WorkerPool: Sendable {
  /// Workers, at least one.
  public let workers: Int

  /// Makes a pool.
  public init(workers: Int) {
    precondition(workers > 0, "a pool needs at least one worker")
    self.workers = workers
  }

  /// Calls `body` once for every piece in 0..<`count`; worker w takes pieces w, w + W, w + 2W, ...
  public func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    let lanes = min(workers, count)
    guard lanes > 1 else {
      for piece in 0..<count { body(piece) }
      return
    }
    DispatchQueue.concurrentPerform(iterations: lanes) { lane in
      for piece in stride(from: lane, to: count, by: lanes) { body(piece) }
    }
  }
}

extension WorkerPool {
  /// Numbers in a piece: a few pages, and a multiple of every vector's width.
  private static let pieceSize = 65_536

  /// Calls `body` once for every piece of 0..<`count`, such as for element-wise work.
  public func forEachPiece(of count: Int, _ body: @Sendable (Range<Int>) -> Void) {
    forEach((count + Self.pieceSize - 1) / Self.pieceSize) { piece in
      let start = piece * Self.pieceSize
      body(start..<min(start + Self.pieceSize, count))
    }
  }
}
