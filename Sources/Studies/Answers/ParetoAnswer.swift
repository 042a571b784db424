internal import Scenarios

extension StudyAnswers {
  /// Cells that differ in their seed alone, as one: among single seeds, luck would lie in front.
  private struct Candidate {
    /// The first of the cells.
    var point: Int
    /// The median of each metric asked about.
    var values: [Double]
  }

  /// Points of a scatter plot beside those of the front.
  private static let shownPoints = 1_200

  private var seedAxis: Int? { table.varying.first { table.study.axes[$0].name == "seed" } }

  private func candidates(_ metrics: [Int]) -> [Candidate] {
    let groups = seedAxis.map { table.lines(along: $0) } ?? table.rows.indices.map { [$0] }
    return groups.compactMap { group in
      let values = metrics.compactMap { metric in
        StudyTable.Spread(group.compactMap { table.value(metric, at: $0) })?.middle
      }
      guard let point = group.first, values.count == metrics.count else { return nil }
      return Candidate(point: point, values: values)
    }
  }

  func pareto(_ question: StudyQuestion) -> Answer {
    let metrics = (question.low + question.high).map { Metric.all[Metric.place($0)] }
    let signs = question.low.map { _ in 1.0 } + question.high.map { _ in -1.0 }
    let candidates = candidates(metrics.map { Metric.place($0.name) })
    let places = Self.front(
      candidates.indices.map { place in
        (place, zip(candidates[place].values, signs).map { $0 * $1 })
      })
    let front = places.map { candidates[$0] }
    let down = question.low.isEmpty ? 1 : min(question.low.count, metrics.count - 1)
    let axes = table.varying.filter { $0 != seedAxis }
    let titles = metrics.map { $0.title.lowercased() }
    let noun = axes.count == 1 ? table.study.axes[axes[0]].name : "cells"
    var details = Self.ends(front, signs).map { metric, best in
      let others = titles.indices.filter { $0 != metric }.map {
        "\(titles[$0]) \(Quantity.text(best.values[$0], metrics[$0].unit))"
      }
      return "The best in \(titles[metric]): \(words(best)), with "
        + "\(Quantity.text(best.values[metric], metrics[metric].unit)) and "
        + others.joined(separator: ", ") + "."
    }
    if let seedAxis {
      details.append("Medians over \(table.study.axes[seedAxis].settings.count) seeds.")
    }
    let (x, y) = (metrics[0], metrics[down])
    let numbers = DataTable(
      columns: axes.map { table.study.axes[$0].name } + metrics.map(\.title),
      rows: front.map { best in
        let settings = table.study.settings(of: best.point)
        return axes.map { settings[$0].label }
          + zip(best.values, metrics).map { Quantity.text($0, $1.unit) }
      })
    let (plot, every) = scatter(candidates, isFront: Set(places), x: x, y: y, down)
    return Answer(
      question: "Which \(noun) does no other beat in \(titles.joined(separator: " and "))?",
      headline: headline(front, of: candidates.count, metrics, down), details: details,
      figures: [
        Figure(
          name: "pareto-\(x.name)-\(y.name)", title: "\(y.title) against \(titles[0])",
          caption: "Ringed: beaten by no other."
            + (every > 1 ? " Of the rest, every \(every)th is shown." : ""),
          canvas: plot.canvas(), table: numbers)
      ], table: nil)
  }

  private func words(_ candidate: Candidate) -> String {
    table.words(candidate.point, without: Set([seedAxis].compactMap { $0 }))
  }

  /// The front by name where it is short, else from where to where it reaches.
  private func headline(
    _ front: [Candidate], of count: Int, _ metrics: [Metric], _ down: Int
  ) -> String {
    guard let first = front.first, let last = front.last else {
      return "There is nothing to compare"
    }
    if front.allSatisfy({ $0.values == first.values }) {
      // Of cells that do equally well, what they have in common is the reason.
      let places = front.map { table.study.places(of: $0.point) }
      let common = table.varying.filter { axis in places.allSatisfy { $0[axis] == places[0][axis] }
      }
      let others = Set(table.study.axes.indices).subtracting(common.filter { $0 != seedAxis })
      let shared = table.words(first.point, without: others)
      if !shared.isEmpty { return shared }
    }
    guard metrics.count == 2, first.values[down] != last.values[down] else {
      return "\(front.count) of \(count) are beaten by no other"
    }
    let unit = metrics[down].unit
    return "\(metrics[down].title) \(Quantity.text(first.values[down], unit)) to "
      + Quantity.text(last.values[down], unit)
  }

  /// The best of a front in each metric.
  private static func ends(_ front: [Candidate], _ signs: [Double]) -> [(Int, Candidate)] {
    signs.indices.compactMap { metric in
      front.min { signs[metric] * $0.values[metric] < signs[metric] * $1.values[metric] }
        .map { (metric, $0) }
    }
  }

  private func scatter(
    _ candidates: [Candidate], isFront: Set<Int>, x: Metric, y: Metric, _ down: Int
  ) -> (plot: ScatterPlot, every: Int) {
    let colour = table.varying.first { axis in
      table.study.axes[axis].settings.count <= ChartStyle.colours && axis != table.mainAxis
        && axis != seedAxis
    }
    let others = candidates.indices.filter { !isFront.contains($0) }
    let every = max(1, (others.count + Self.shownPoints - 1) / Self.shownPoints)
    let shown =
      others.enumerated().filter { $0.offset % every == 0 }.map(\.element) + isFront.sorted()
    let plot = ScatterPlot(
      title: "\(y.title) against \(x.title.lowercased())", xTitle: x.title, yTitle: y.title,
      xUnit: x.unit, yUnit: y.unit,
      points: shown.map { place in
        let candidate = candidates[place]
        return .init(
          x: candidate.values[0], y: candidate.values[down],
          colour: colour.map { table.study.places(of: candidate.point)[$0] } ?? 0,
          isFront: isFront.contains(place), note: words(candidate))
      }, legend: colour.map { table.study.axes[$0].settings.map(\.label) } ?? [])
    return (plot, every)
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
}
