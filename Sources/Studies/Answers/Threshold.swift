internal import Determinism
internal import Scenarios

/// Finds where on an axis a metric begins to meet a limit, by bisection.
///
/// Between the two values of the grid where it turns, the metric is taken to turn once.
struct Threshold {
  /// What was found for points that differ along the axis alone.
  struct Finding: Sendable {
    /// The first of the points.
    var context: Int
    /// The nearest value that is enough; nil where none of the axis is.
    var enough: StudySetting?
    /// The metric there.
    var value: Double?
    /// The nearest value that is not enough; nil where all are.
    var tooLittle: StudySetting?
    /// Whether the metric meets the limit on one side alone, on the grid.
    var isClean: Bool
    /// Whether every cell was there.
    var isComplete: Bool
  }

  /// Steps of one search: more than any tolerance wants.
  private static let stepLimit = 40

  let table: StudyTable
  let question: StudyQuestion
  private let axis: Int
  private let metric: Int

  init(table: StudyTable, question: StudyQuestion) {
    self.table = table
    self.question = question
    axis = table.axis(question.axis)
    metric = Metric.place(question.metric)
  }

  /// Whether a value of the metric meets the limit.
  func meets(_ value: Double?) -> Bool {
    guard let value else { return false }
    return value <= question.atMost ?? .infinity && value >= question.atLeast ?? -.infinity
  }

  /// Each group of points that differ along the axis alone, from its wrong end to its right end.
  var lines: [[Int]] {
    let settings = table.study.axes[axis].settings
    let sign = question.find == .smallest ? 1.0 : -1.0
    return table.lines(along: axis).map { line in
      line.map { (point: $0, number: settings[table.study.places(of: $0)[axis]].number ?? 0) }
        .sorted { sign * $0.number < sign * $1.number }.map(\.point)
    }
  }

  /// Searches one line; `probe` gives the cell with a setting between two points, or nil.
  func search(
    _ line: [Int], probe: (_ setting: StudySetting, _ context: Int) throws -> CellRow?
  ) rethrows -> Finding {
    let study = table.study
    let context = line.min() ?? 0
    func setting(_ point: Int) -> StudySetting { study.settings(of: point)[axis] }
    let meeting = line.map { meets(table.value(metric, at: $0)) }
    let firstEnough = (meeting.lastIndex(of: false) ?? -1) + 1
    var finding = Finding(
      context: context, isClean: !meeting[..<firstEnough].contains(true),
      isComplete: line.allSatisfy { table.rows[$0] != nil })
    if firstEnough > 0 { finding.tooLittle = setting(line[firstEnough - 1]) }
    guard firstEnough < line.count else { return finding }
    finding.enough = setting(line[firstEnough])
    finding.value = table.value(metric, at: line[firstEnough])
    var steps = 0
    while let enough = finding.enough, let tooLittle = finding.tooLittle, steps < Self.stepLimit,
      let middle = middle(tooLittle, enough),
      let cell = try probe(middle, context)
    {
      steps += 1
      let value = cell.metrics[metric]
      if meets(value) {
        (finding.enough, finding.value) = (middle, value)
      } else {
        finding.tooLittle = middle
      }
    }
    return finding
  }

  /// A setting between two; nil where they are close enough.
  private func middle(_ one: StudySetting, _ other: StudySetting) -> StudySetting? {
    guard let low = one.number, let high = other.number else { return nil }
    guard abs(high - low) > question.tolerance * max(abs(low), abs(high)) else { return nil }
    let isLog = table.study.axes[axis].scale == .log && low > 0 && high > 0
    let number =
      isLog
      ? DeterministicMath.exp((DeterministicMath.log(low) + DeterministicMath.log(high)) / 2)
      : (low + high) / 2
    guard let setting = table.study.axes[axis].setting(near: number), let found = setting.number,
      found != low, found != high, (found > low) != (found > high)
    else { return nil }
    return setting
  }

  /// What the results hold about every line.
  func findings() -> [Finding] {
    lines.map { line in
      search(line) { setting, context in
        table.probes[.init(axis: question.axis, context: context, label: setting.label)]
      }
    }
  }

  /// The settings of a line's points, with another one on the axis.
  func settings(_ setting: StudySetting, context: Int) -> [StudySetting] {
    var settings = table.study.settings(of: context)
    settings[axis] = setting
    return settings
  }
}
