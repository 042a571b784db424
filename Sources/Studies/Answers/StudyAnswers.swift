internal import Scenarios

/// Answers the questions of a study.
package struct StudyAnswers {
  /// Points of a scatter plot beside those of the front.
  private static let shownPoints = 1_200

  let table: StudyTable

  /// Every answer, in the order of the questions.
  var all: [Answer] {
    table.study.questions.map { question in
      switch question.kind {
      case .threshold: Threshold(table: table, question: question).answer()
      case .pareto: pareto(question)
      case .sensitivity: sensitivity(question)
      case .compare: compare(question)
      }
    }
  }

  private func sensitivity(_ question: StudyQuestion) -> Answer {
    let metric = Metric.all[Metric.place(question.metric)]
    let found = Sensitivity(table: table, metric: Metric.place(question.metric))
    let axes = table.varying.sorted {
      (found.shares[$1], $0) < (found.shares[$0], $1)
    }
    let title = metric.title.prefix(1).lowercased() + metric.title.dropFirst()
    let rows = axes.map { axis -> [String] in
      let means = found.means[axis].compactMap { $0 }
      return [
        table.study.axes[axis].name, Quantity.text(found.shares[axis], "share"),
        "\(Quantity.text(means.min(), metric.unit)) to \(Quantity.text(means.max(), metric.unit))",
      ]
    }
    let bars = StackedBars(
      title: "What moves \(title)", unit: "share", parts: ["share of the variance"],
      bars: axes.map { .init(name: table.study.axes[$0].name, parts: [found.shares[$0]]) })
    let headline =
      axes.first.map { axis in
        found.shares[axis] > 0
          ? "\(table.study.axes[axis].name) moves \(title) most" : "Nothing moves \(title)"
      } ?? "Nothing varies"
    let numbers = DataTable(
      columns: ["axis", "share of the variance", "means from the least to the greatest"], rows: rows
    )
    return Answer(
      question: "What moves \(title)?", headline: headline,
      details: [
        "Shares are first-order Sobol indices over the cells: what an axis explains by itself. "
          + "What is missing to 100 % is the axes' doing together."
      ],
      figures: [
        Figure(
          name: "sensitivity-\(question.metric)", title: "What moves \(title)",
          canvas: bars.canvas(), table: numbers)
      ], table: nil)
  }

  private func pareto(_ question: StudyQuestion) -> Answer {
    let names = question.low + question.high
    let metrics = names.map(Metric.place)
    let signs = question.low.map { _ in 1.0 } + question.high.map { _ in -1.0 }
    let points = table.rows.indices.compactMap { point -> (point: Int, costs: [Double])? in
      let values = metrics.compactMap { table.value($0, at: point) }
      guard values.count == metrics.count else { return nil }
      return (point, zip(values, signs).map { $0 * $1 })
    }
    let front = Self.front(points)
    let isFront = Set(front)
    let (x, y) = (
      Metric.all[metrics[0]],
      Metric.all[metrics[question.low.isEmpty ? 1 : min(question.low.count, metrics.count - 1)]]
    )
    let colour = table.varying.first { axis in
      table.study.axes[axis].settings.count <= ChartStyle.colours && axis != table.mainAxis
        && table.study.axes[axis].name != "seed"
    }
    let others = points.filter { !isFront.contains($0.point) }
    let every = max(1, (others.count + Self.shownPoints - 1) / Self.shownPoints)
    let shown = others.enumerated().filter { $0.offset % every == 0 }.map(\.element.point) + front
    let plot = ScatterPlot(
      title: "\(y.title) against \(x.title)", xTitle: x.title, yTitle: y.title, xUnit: x.unit,
      yUnit: y.unit,
      points: shown.compactMap { point in
        guard let across = table.value(Metric.place(x.name), at: point),
          let down = table.value(Metric.place(y.name), at: point)
        else { return nil }
        return .init(
          x: across, y: down, colour: colour.map { table.study.places(of: point)[$0] } ?? 0,
          isFront: isFront.contains(point), note: table.words(point, without: []))
      }, legend: colour.map { table.study.axes[$0].settings.map(\.label) } ?? [])
    let axes = table.varying
    let numbers = DataTable(
      columns: axes.map { table.study.axes[$0].name } + metrics.map { Metric.all[$0].title },
      rows: front.map { point in
        let settings = table.study.settings(of: point)
        return axes.map { settings[$0].label }
          + metrics.map { Quantity.text(table.value($0, at: point), Metric.all[$0].unit) }
      })
    let titles = metrics.map { Metric.all[$0].title.lowercased() }
    let best = front.first.map { table.words($0, without: []) } ?? ""
    return Answer(
      question:
        "Which cells does no other beat in \(titles.joined(separator: " and "))?",
      headline: "\(front.count) of \(points.count) cells are beaten by no other",
      details: front.isEmpty
        ? [] : ["The best in \(titles[0]): \(best)."],
      figures: [
        Figure(
          name: "pareto-\(x.name)-\(y.name)", title: "\(y.title) against \(x.title)",
          caption: "Ringed: beaten by no other."
            + (every > 1 ? " Of the rest, every \(every)th is shown." : ""),
          canvas: plot.canvas(), table: numbers)
      ], table: nil)
  }

  /// Points that no other beats: none is as good in all and better in one; by rising cost.
  package static func front(_ points: [(point: Int, costs: [Double])]) -> [Int] {
    let sorted = points.sorted { left, right in
      for (a, b) in zip(left.costs, right.costs) where a != b { return a < b }
      return left.point < right.point
    }
    var front: [(point: Int, costs: [Double])] = []
    for candidate in sorted {
      let isBeaten = front.contains { other in
        zip(other.costs, candidate.costs).allSatisfy { $0 <= $1 } && other.costs != candidate.costs
      }
      if !isBeaten { front.append(candidate) }
    }
    return front.map(\.point)
  }

  private func compare(_ question: StudyQuestion) -> Answer {
    let metric = Metric.all[Metric.place(question.metric)]
    let place = Metric.place(question.metric)
    let axis = table.axis(question.axis)
    let labels = table.study.axes[axis].settings.map(\.label)
    var wins = [Int](repeating: 0, count: labels.count)
    var values = [[Double]](repeating: [], count: labels.count)
    var ratios = values
    var cases = 0
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
    let middles = values.map { StudyTable.Spread($0) }
    let order = labels.indices.sorted { (-wins[$0], $0) < (-wins[$1], $1) }
    let numbers = DataTable(
      columns: [
        question.axis, "best in", "median", "least", "greatest", "median against the best",
      ],
      rows: order.map { setting in
        [
          labels[setting], "\(wins[setting]) of \(cases)",
          Quantity.text(middles[setting]?.middle, metric.unit),
          Quantity.text(middles[setting]?.low, metric.unit),
          Quantity.text(middles[setting]?.high, metric.unit),
          StudyTable.Spread(ratios[setting]).map { Quantity.short($0.middle) + " x" } ?? "–",
        ]
      })
    let bars = StackedBars(
      title: metric.title, unit: metric.unit, parts: ["median"],
      bars: order.map { .init(name: labels[$0], parts: [middles[$0]?.middle ?? 0]) })
    let title = metric.title.prefix(1).lowercased() + metric.title.dropFirst()
    let headline =
      cases == 0 || order.isEmpty
      ? "There is nothing to compare"
      : "\(labels[order[0]]) is best in \(wins[order[0]]) of \(cases) cases"
    return Answer(
      question: "Which \(question.axis) has the best \(title), everything else being equal?",
      headline: headline,
      details: ["Cases are all combinations of what else varies; equal values share a case."],
      figures: [
        Figure(
          name: "compare-\(question.axis)-\(question.metric)",
          title: "\(metric.title) by \(question.axis)", canvas: bars.canvas(), table: numbers)
      ], table: nil)
  }
}
