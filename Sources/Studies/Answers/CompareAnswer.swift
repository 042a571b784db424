internal import Scenarios

extension StudyAnswers {
  /// The values of one axis against each other.
  private struct Contest {
    let metric: Metric
    let labels: [String]
    /// Combinations of everything else for which several values have a number.
    var cases = 0
    /// By value of the axis: cases in which no other is better.
    var wins: [Int]
    /// By value of the axis: its numbers.
    var values: [[Double]]
    /// By value of the axis: its numbers, each as a multiple of the best in its case.
    var ratios: [[Double]]

    init(_ table: StudyTable, axis: Int, metric: Metric) {
      self.metric = metric
      labels = table.study.axes[axis].settings.map(\.label)
      wins = [Int](repeating: 0, count: labels.count)
      values = [[Double]](repeating: [], count: labels.count)
      ratios = values
      let place = Metric.place(metric.name)
      for line in table.lines(along: axis) {
        let found = line.compactMap { point in
          table.value(place, at: point).map { (table.study.places(of: point)[axis], $0) }
        }
        let best = metric.better == .high ? found.map(\.1).max() : found.map(\.1).min()
        guard found.count > 1, let best else { continue }
        cases += 1
        for (setting, value) in found {
          values[setting].append(value)
          if value == best { wins[setting] += 1 }
          if best != 0 { ratios[setting].append(value / best) }
        }
      }
    }

    /// Values of the axis, the one that wins most in front; of equal ones, that of the best median.
    var order: [Int] {
      let sign = metric.better == .high ? -1.0 : 1.0
      let ranks = labels.indices.map { middle($0).map { sign * $0 } ?? .infinity }
      return labels.indices.sorted { (-wins[$0], ranks[$0], $0) < (-wins[$1], ranks[$1], $1) }
    }

    func middle(_ setting: Int) -> Double? { StudyTable.Spread(values[setting])?.middle }

    func ratio(_ setting: Int) -> Double? { StudyTable.Spread(ratios[setting])?.middle }

    /// Who wins, and by how much where it always does.
    var headline: String {
      guard cases > 0, let first = order.first else { return "There is nothing to compare" }
      let second = order.dropFirst().compactMap(ratio).min()
      if metric.better == .low, wins[first] == cases, let second, second >= 1.05 {
        return "\(labels[first]), by \(Quantity.short(second)) x"
      }
      return "\(labels[first]) is best in \(wins[first]) of \(cases) cases"
    }

    var details: [String] {
      guard cases > 0, let first = order.first else { return [] }
      let shown = order.prefix(8)
      let how: String
      if metric.better == .high || wins[first] < cases {
        let list = shown.map { "\(labels[$0]) \(Quantity.text(middle($0), metric.unit))" }
        how = "Medians: \(list.joined(separator: ", "))."
      } else {
        let list = shown.dropFirst().compactMap { setting in
          ratio(setting).map { "\(labels[setting]) \(Quantity.short($0)) x" }
        }
        // Of two, the headline says it.
        how = labels.count > 2 ? "Against it, in the median: \(list.joined(separator: ", "))." : ""
      }
      let share =
        "\(labels[first]) is best in \(wins[first]) of \(cases) cases, which are all combinations "
        + "of what else varies; equal values share a case."
      return how.isEmpty ? [share] : [how, share]
    }
  }

  func compare(_ question: StudyQuestion) -> Answer {
    let metric = Metric.all[Metric.place(question.metric)]
    let contest = Contest(table, axis: table.axis(question.axis), metric: metric)
    let order = contest.order
    let numbers = DataTable(
      columns: [
        question.axis, "best in", "median", "least", "greatest", "median against the best",
      ],
      rows: order.map { setting in
        let spread = StudyTable.Spread(contest.values[setting])
        return [
          contest.labels[setting], "\(contest.wins[setting]) of \(contest.cases)",
          Quantity.text(spread?.middle, metric.unit), Quantity.text(spread?.low, metric.unit),
          Quantity.text(spread?.high, metric.unit),
          contest.ratio(setting).map { Quantity.short($0) + " x" } ?? "–",
        ]
      })
    let bars = StackedBars(
      title: metric.title, unit: metric.unit, parts: ["median"],
      bars: order.map { .init(name: contest.labels[$0], parts: [contest.middle($0) ?? 0]) })
    let title = metric.title.prefix(1).lowercased() + metric.title.dropFirst()
    return Answer(
      question: "Which \(question.axis) has the best \(title), everything else being equal?",
      headline: contest.headline, details: contest.details,
      figures: [
        Figure(
          name: "compare-\(question.axis)-\(question.metric)",
          title: "\(metric.title) by \(question.axis)", canvas: bars.canvas(), table: numbers)
      ], table: nil)
  }
}
