internal import Determinism
internal import Foundation
internal import Scenarios
public import Simulation
internal import Tensors

/// Computes the cells of a study on all cores, each once, and keeps each as soon as it is done.
public final class StudyEngine: @unchecked Sendable {
  /// Checks the record of a run for leaks.
  ///
  /// It gets the run's material, the folder with its trace, and what came of the run.
  public typealias Audit =
    @Sendable (RunMaterial, RunFolder, SimulationResult) throws -> [LeakSummary]

  /// How far the work is.
  public enum Progress: Sendable {
    /// Cells that are done, all cells, and cells that failed.
    case cells(done: Int, total: Int, failed: Int)
    /// What a run with values is at, and how far.
    case values(phase: String, done: Int, total: Int)
    /// Probes between two values of an axis.
    case probes(done: Int, total: Int)
  }

  /// What the work came to.
  public struct Tally: Equatable, Sendable {
    /// Cells of the points that were asked for.
    public var cells = 0
    /// Cells computed now.
    public var computed = 0
    /// Cells that were there already.
    public var kept = 0
    /// Cells that failed, now or before.
    public var failed = 0
    /// Runs with values.
    public var numericRuns = 0
    /// Runs between two values of an axis.
    public var probes = 0
  }

  /// A fault of Sidelight's own.
  struct BrokenPromise: Error, CustomStringConvertible {
    let sentence: String
    var description: String { "internal error: \(sentence)" }
  }

  /// Why a cell has no result.
  struct CellFailure: Error { let sentence: String }

  let plan: StudyPlan
  let database: StudyDatabase
  let pool: WorkerPool
  private let runner: CellRunner
  private let registry: NumericRegistry
  private let progress: (@Sendable (Progress) -> Void)?
  let lock = NSLock()
  private var tally = Tally()
  private var open: [Int] = []
  private var next = 0
  private var problem: (any Error)?

  /// An engine that writes into `folder`.
  ///
  /// `parts` holds what cells share. `audit` runs where the study asks for the checks.
  public init(
    plan: StudyPlan, folder: StudyFolder, workers: Int, parts: MaterialParts,
    audit: Audit? = nil, progress: (@Sendable (Progress) -> Void)? = nil
  ) {
    self.plan = plan
    database = folder.database
    pool = WorkerPool(workers: workers)
    runner = CellRunner(
      parts: parts, workers: workers, program: plan.program,
      audit: plan.study.checksLeaks ? audit : nil)
    registry = NumericRegistry(database: folder.database)
    self.progress = progress
  }

  /// Computes the cells of `points` that are not there yet.
  ///
  /// - Throws: `StudyError` where the results cannot be kept, or are another study's.
  public func run(points: Range<Int>? = nil) throws -> Tally {
    let points = points ?? 0..<plan.study.count
    let finished = try database.finishedCells()
    let strangers = finished.filter { cell in
      !plan.ids.indices.contains(cell.point) || plan.ids[cell.point].description != cell.id
    }
    guard strangers.isEmpty else {
      throw StudyError(.otherInputs(cells: strangers.count), path: database.path)
    }
    let done = Set(finished.map(\.point))
    open = points.filter { !done.contains($0) }
    next = 0
    tally = Tally()
    tally.cells = points.count
    tally.kept = points.count - open.count
    tally.failed = try database.cells(withDetails: false).filter {
      $0.status == .failed && points.contains($0.point)
    }.count
    report()
    pool.forEach(max(1, min(pool.workers, open.count))) { _ in
      while let point = takePoint() { attempt { try compute(point) } }
    }
    try throwProblem()
    return tally
  }

  /// Throws what has ended the work of all.
  func throwProblem() throws {
    if let problem { throw problem }
  }

  private func takePoint() -> Int? {
    lock.withLock {
      guard problem == nil, next < open.count else { return nil }
      next += 1
      return open[next - 1]
    }
  }

  /// What cannot be kept ends the work of all.
  func attempt(_ body: () throws -> Void) {
    do { try body() } catch { lock.withLock { problem = problem ?? error } }
  }

  private func compute(_ point: Int) throws {
    let id = plan.ids[point].description
    let timed: CellRunner.Timed
    do {
      let scenario = try plan.study.scenario(of: point).scenario
      timed = try runner.time(scenario, point: point, id: id)
    } catch let error as StudyError { throw error } catch {
      return try keep(CellRow(id: id, point: point, error: Self.sentence(error)))
    }
    try complete(timed) { try self.keep($0) }
  }

  /// Finishes a cell whose clock has run, now or when its values are there.
  private func complete(
    _ timed: CellRunner.Timed, _ deliver: (CellRow) throws -> Void
  ) throws {
    guard let digest = timed.numericDigest else { return try deliver(finished(timed, nil)) }
    switch try registry.claim(digest, for: timed) {
    case .known(let values): try deliver(finished(timed, values))
    case .failed(let reason):
      try deliver(CellRow(id: timed.id, point: timed.point, error: reason))
    case .parked: return
    case .mine:
      let outcome = values(timed)
      if case .success(let values) = outcome { try database.add(values, digest: digest) }
      for cell in [timed] + registry.resolve(digest, outcome) {
        switch outcome {
        case .success(let values): try deliver(finished(cell, values))
        case .failure(let failure):
          try deliver(CellRow(id: cell.id, point: cell.point, error: failure.sentence))
        }
      }
    }
  }

  private func values(_ timed: CellRunner.Timed) -> Result<NumericResult, CellFailure> {
    lock.withLock { tally.numericRuns += 1 }
    let progress = progress
    do {
      return .success(
        try runner.values(timed) { phase, done, total in
          progress?(.values(phase: phase, done: done, total: total))
        })
    } catch { return .failure(CellFailure(sentence: Self.sentence(error))) }
  }

  private func finished(_ timed: CellRunner.Timed, _ values: NumericResult?) -> CellRow {
    do {
      return try runner.finish(timed, with: values, target: plan.study.targetAccuracy)
    } catch { return CellRow(id: timed.id, point: timed.point, error: Self.sentence(error)) }
  }

  /// The cell with these settings, computed now and kept nowhere but its values.
  func probe(_ settings: [StudySetting], point: Int) throws -> CellRow {
    let id = plan.id(settings).description
    do {
      let scenario = try plan.study.scenario(settings).scenario
      let timed = try runner.time(scenario, point: point, id: id)
      guard let digest = timed.numericDigest else { return finished(timed, nil) }
      // Probes run when all cells are done; two may want the same new values, which then are
      // computed twice and are equal.
      if let values = try database.numerics(digest) { return finished(timed, values) }
      switch values(timed) {
      case .success(let values):
        try database.add(values, digest: digest)
        return finished(timed, values)
      case .failure(let failure): return CellRow(id: id, point: point, error: failure.sentence)
      }
    } catch let error as StudyError { throw error } catch {
      return CellRow(id: id, point: point, error: Self.sentence(error))
    }
  }

  private func keep(_ cell: CellRow) throws {
    try database.add(cell, of: plan.study)
    lock.withLock {
      tally.computed += 1
      if cell.status == .failed { tally.failed += 1 }
    }
    report()
  }

  private func report() {
    lock.withLock {
      progress?(
        .cells(
          done: tally.kept + tally.computed, total: tally.cells, failed: tally.failed))
    }
  }

  func reportProbes(_ done: Int, _ total: Int) { progress?(.probes(done: done, total: total)) }

  /// One line about an error.
  private static func sentence(_ error: any Error) -> String {
    "\(error)".split(whereSeparator: \.isNewline).first.map(String.init) ?? "unknown error"
  }
}
