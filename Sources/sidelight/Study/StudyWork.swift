import Audits
import Foundation
import LeakCheck
import Scenarios
import Simulation
import Studies
import Transformers

/// Computes cells of a study with this program's checks, store and progress.
struct StudyWork {
  let plan: StudyPlan
  let folder: StudyFolder
  private let engine: StudyEngine
  private let progress: StudyProgress

  /// Opens the folder at `path` for `study`.
  init(
    _ study: Study, path: String, workers: Int, store: ActivationStore?,
    folder opened: StudyFolder? = nil
  ) throws {
    folder = try opened ?? StudyFolder(path: path, for: study, program: SidelightCommand.version)
    let progress = StudyProgress()
    self.progress = progress
    progress.say("naming \(study.count) cells")
    plan = try StudyPlan(study: study, program: SidelightCommand.version, workers: workers)
    engine = StudyEngine(
      plan: plan, folder: folder, workers: workers, parts: MaterialParts(store: store),
      audit: { material, folder, result in
        try RunAudit(
          material: material, folder: folder, records: result.judgeRecords, progress: nil
        ).summaries()
      }, progress: { progress.show($0) })
  }

  /// Computes what is missing of `points`.
  func run(points: Range<Int>? = nil) throws -> StudyEngine.Tally {
    let tally = try engine.run(points: points)
    progress.clear()
    return tally
  }

  /// Looks for thresholds between the values of axes.
  func search() throws -> Int {
    let probes = try engine.searchThresholds()
    progress.clear()
    return probes
  }

  /// Writes the tables and the page.
  @discardableResult
  func report() throws -> StudyReport {
    let report = try StudyReport(folder: folder, study: plan.study)
    try report.write(to: folder)
    return report
  }
}

/// Progress of a study, which comes from several threads.
final class StudyProgress: @unchecked Sendable {
  private let lock = NSLock()
  private let line = ProgressLine()
  private var cells: (done: Int, total: Int, failed: Int)?

  func say(_ text: String) { lock.withLock { line.show(text) } }

  func clear() { lock.withLock { line.clear() } }

  func show(_ progress: StudyEngine.Progress) {
    lock.withLock {
      switch progress {
      case .cells(let done, let total, let failed):
        cells = (done, total, failed)
        line.show("cells", done: done, total: total, note: failed > 0 ? "\(failed) failed" : "")
      case .values(let phase, let done, let total):
        // Cells go on meanwhile; their line tells more, unless they all wait for these values.
        let isAlone = cells.map { $0.done == 0 || $0.done == $0.total } ?? true
        if isAlone { line.show(phase, done: done, total: total) }
      case .probes(let done, let total): line.show("thresholds", done: done, total: total)
      }
    }
  }
}
