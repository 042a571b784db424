internal import Foundation
internal import Scenarios
internal import Tensors

extension StudyEngine {
  /// Lines of one question that are searched between the values of the grid.
  static let lineLimit = 400

  /// Looks for every threshold that the study asks for, once all cells are there; returns the
  /// number of cells computed between values of axes.
  ///
  /// Where a question has more than 400 combinations of other axes, the grid's answer stands.
  public func searchThresholds() throws -> Int {
    let table = StudyTable(
      study: plan.study, cells: try database.cells(), probes: try database.probes())
    let searches = plan.study.questions.filter { $0.kind == .threshold }
      .map { Threshold(table: table, question: $0) }
      .map { (threshold: $0, lines: $0.lines) }.filter { $0.lines.count <= Self.lineLimit }
    let work = searches.flatMap { search in search.lines.map { (search.threshold, $0) } }
    let count = Counter()
    pool.forEach(max(1, min(pool.workers, work.count))) { _ in
      while let index = count.next(below: work.count) {
        attempt { try search(work[index].0, work[index].1, count) }
        reportProbes(index + 1, work.count)
      }
    }
    try throwProblem()
    return count.probes
  }

  private func search(_ threshold: Threshold, _ line: [Int], _ count: Counter) throws {
    _ = try threshold.search(line) { setting, context in
      let key = StudyTable.ProbeKey(
        axis: threshold.question.axis, context: context, label: setting.label)
      if let known = threshold.table.probes[key] { return known }
      let cell = try probe(threshold.settings(setting, context: context), point: context)
      count.add()
      try database.add(
        StudyDatabase.Probe(axis: key.axis, context: context, label: key.label, cell: cell))
      return cell
    }
  }

  /// Lines handed out, and probes made.
  private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var line = 0
    private(set) var probes = 0

    func next(below end: Int) -> Int? {
      lock.withLock {
        guard line < end else { return nil }
        line += 1
        return line - 1
      }
    }

    func add() { lock.withLock { probes += 1 } }
  }
}
