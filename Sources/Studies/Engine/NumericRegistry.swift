internal import Foundation

/// Who computes which values, and which cells wait for them.
final class NumericRegistry: @unchecked Sendable {
  /// What a worker does next with its cell.
  enum Claim {
    /// The values are there.
    case known(NumericResult)
    /// They cannot be computed.
    case failed(String)
    /// Nobody computes them yet: the caller must.
    case mine
    /// Somebody does, and finishes the cell.
    case parked
  }

  /// Cells that may wait: beyond, workers do, too.
  private static let parkedLimit = 2_000
  /// Values kept in memory: those used last.
  private static let keptLimit = 256

  private enum State {
    case computing([CellRunner.Timed])
    case failed(String)
  }

  private let condition = NSCondition()
  private let database: StudyDatabase
  private var states: [String: State] = [:]
  private var kept: [(digest: String, result: NumericResult)] = []
  private var parked = 0

  init(database: StudyDatabase) { self.database = database }

  /// Asks for the values called `digest` on behalf of `cell`.
  func claim(_ digest: String, for cell: CellRunner.Timed) throws -> Claim {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let known = kept.first(where: { $0.digest == digest }) { return .known(known.result) }
      switch states[digest] {
      case .failed(let reason): return .failed(reason)
      case .computing(let cells):
        guard parked < Self.parkedLimit else {
          condition.wait()
          continue
        }
        states[digest] = .computing(cells + [cell])
        parked += 1
        return .parked
      case nil:
        if let known = try database.numerics(digest) {
          keep(known, digest)
          return .known(known)
        }
        states[digest] = .computing([])
        return .mine
      }
    }
  }

  /// Hands in what the claim `mine` asked for; returns the cells that have waited.
  func resolve(
    _ digest: String, _ outcome: Result<NumericResult, StudyEngine.CellFailure>
  )
    -> [CellRunner.Timed]
  {
    condition.lock()
    defer { condition.unlock() }
    guard case .computing(let cells)? = states[digest] else {
      preconditionFailure("values are handed in by whoever claimed them")
    }
    switch outcome {
    case .success(let result):
      states[digest] = nil
      keep(result, digest)
    case .failure(let failure): states[digest] = .failed(failure.sentence)
    }
    parked -= cells.count
    condition.broadcast()
    return cells
  }

  private func keep(_ result: NumericResult, _ digest: String) {
    kept.append((digest, result))
    if kept.count > Self.keptLimit { kept.removeFirst() }
  }
}
