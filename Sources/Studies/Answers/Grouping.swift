internal import Scenarios

/// Cells that have the setting of some axes in common.
extension StudyTable {
  /// The middle and the range of some numbers.
  struct Spread {
    var middle: Double
    var low: Double
    var high: Double

    init?(_ values: [Double]) {
      let sorted = values.sorted()
      guard let low = sorted.first, let high = sorted.last else { return nil }
      let half = sorted.count / 2
      middle =
        sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
      (self.low, self.high) = (low, high)
    }
  }

  /// Axes that have more than one value.
  var varying: [Int] { study.axes.indices.filter { study.axes[$0].settings.count > 1 } }

  /// The axis that plots run along: the one asked about, or the numeric one of most values.
  var mainAxis: Int? {
    if let asked = study.questions.first(where: { $0.kind == .threshold }) {
      return axis(asked.axis)
    }
    return varying.filter { study.axes[$0].isNumeric }.max { left, right in
      study.axes[left].settings.count < study.axes[right].settings.count
    }
  }

  /// The axis whose values are told apart by colour, beside `axis`: the one that moves `metric`
  /// most, of those with few values.
  func colourAxis(beside axis: Int, metric: Int) -> Int? {
    let partners = study.partners(of: axis)
    let candidates = varying.filter {
      !partners.contains($0) && study.axes[$0].settings.count <= ChartStyle.colours
        && study.axes[$0].name != "seed"
    }
    let effects = Sensitivity(table: self, metric: metric).shares
    return candidates.max { effects[$0] < effects[$1] }
  }

  /// Values of `metric` by the settings of one axis and, within, of another.
  func grouped(_ metric: Int, by axis: Int, and other: Int?) -> [[[Double]]] {
    let inner = other.map { study.axes[$0].settings.count } ?? 1
    var groups = [[[Double]]](
      repeating: [[Double]](repeating: [], count: inner), count: study.axes[axis].settings.count)
    for point in rows.indices {
      guard let value = value(metric, at: point) else { continue }
      let places = study.places(of: point)
      groups[places[axis]][other.map { places[$0] } ?? 0].append(value)
    }
    return groups
  }

  /// A plot of `metric` along `axis`.
  func linePlot(_ metric: Metric, along axis: Int, colours: Int?) -> LinePlot {
    let place = Metric.place(metric.name)
    let settings = study.axes[axis].settings
    let groups = grouped(place, by: axis, and: colours)
    let names = colours.map { study.axes[$0].settings.map(\.label) } ?? [""]
    let series = names.indices.map { index in
      let points = groups.indices.compactMap { group -> LinePlot.Point? in
        guard let number = settings[group].number, let spread = Spread(groups[group][index]) else {
          return nil
        }
        return .init(x: number, y: spread.middle, low: spread.low, high: spread.high)
      }
      return LinePlot.Series(name: names[index], points: points.sorted { $0.x < $1.x })
    }
    let values = series.flatMap { $0.points.map(\.y) }
    let isWide = (values.min() ?? 0) > 0 && (values.max() ?? 0) > 20 * (values.min() ?? 1)
    return LinePlot(
      title: "\(metric.title) along \(study.axes[axis].name)", xTitle: study.axes[axis].name,
      yTitle: metric.title, xUnit: study.axes[axis].unit, yUnit: metric.unit,
      isLogX: study.axes[axis].scale == .log, isLogY: isWide && metric.unit != "share",
      series: series.filter { !$0.points.isEmpty })
  }

  /// The table behind a plot of `metric` along `axis`.
  func plotTable(_ metric: Metric, along axis: Int, colours: Int?) -> DataTable {
    let place = Metric.place(metric.name)
    let groups = grouped(place, by: axis, and: colours)
    let names = colours.map { study.axes[$0].settings.map(\.label) } ?? [metric.title]
    let rows = groups.indices.map { group in
      [study.axes[axis].settings[group].label]
        + names.indices.map { index -> String in
          guard let spread = Spread(groups[group][index]) else { return "–" }
          let middle = Quantity.text(spread.middle, metric.unit)
          guard spread.low < spread.high else { return middle }
          return "\(middle) (\(Quantity.text(spread.low, metric.unit)) to "
            + "\(Quantity.text(spread.high, metric.unit)))"
        }
    }
    return DataTable(columns: [study.axes[axis].name] + names, rows: rows)
  }
}

/// How much of a metric's variance each axis explains by itself.
///
/// On a full grid these are first-order Sobol indices (Saltelli et al., Global Sensitivity
/// Analysis, 2008, section 1.2.6): Var(E[Y | X_i]) / Var(Y).
package struct Sensitivity {
  /// Axis by axis; zero where nothing varies.
  package let shares: [Double]
  /// Axis by axis and setting by setting: the mean of the metric; nil where there is none.
  package let means: [[Double?]]

  package init(table: StudyTable, metric: Int) {
    let axes = table.study.axes
    var sums = axes.map { [Double](repeating: 0, count: $0.settings.count) }
    var counts = axes.map { [Double](repeating: 0, count: $0.settings.count) }
    var (sum, squares, count) = (0.0, 0.0, 0.0)
    for point in table.rows.indices {
      guard let value = table.value(metric, at: point) else { continue }
      (sum, squares, count) = (sum + value, squares + value * value, count + 1)
      for (axis, place) in table.study.places(of: point).enumerated() {
        sums[axis][place] += value
        counts[axis][place] += 1
      }
    }
    means = axes.indices.map { axis in
      sums[axis].indices.map {
        counts[axis][$0] > 0 ? sums[axis][$0] / counts[axis][$0] : nil
      }
    }
    guard count > 1 else {
      shares = axes.map { _ in 0 }
      return
    }
    let mean = sum / count
    let variance = squares / count - mean * mean
    let means = means
    // What rounding leaves of a constant is no variance.
    guard variance > 1e-12 * max(mean * mean, 1e-300) else {
      shares = axes.map { _ in 0 }
      return
    }
    shares = axes.indices.map { axis in
      let between = means[axis].indices.reduce(0.0) { total, place in
        guard let group = means[axis][place] else { return total }
        return total + counts[axis][place] * (group - mean) * (group - mean)
      }
      let share = min(1, between / count / variance)
      return share > 1e-9 ? share : 0
    }
  }
}
