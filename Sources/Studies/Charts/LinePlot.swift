/// Lines over a numeric axis, with a band where several runs stand behind a point.
struct LinePlot {
  /// One point: a number on the axis, the middle of what was measured there, and its range.
  struct Point {
    var x: Double
    var y: Double
    var low: Double
    var high: Double
  }

  /// One line.
  struct Series {
    var name: String
    var points: [Point]
  }

  var title: String
  var xTitle: String
  var yTitle: String
  var xUnit: String
  var yUnit: String
  var isLogX: Bool
  var isLogY: Bool
  var series: [Series]
  /// A limit on the values, and a place on the axis that is the answer.
  var limit: Double?
  var answer: Double?

  /// Draws the plot.
  func canvas() -> Canvas {
    let columns = legendColumns
    let rows = series.count > 1 ? (series.count + columns - 1) / columns : 0
    var canvas = Canvas(height: 320 + Double(rows) * 18)
    let points = series.flatMap(\.points)
    let x = ChartScale(points.map(\.x), kind: isLogX ? .log : .linear, unit: xUnit, fromZero: false)
    let values = points.flatMap { [$0.low, $0.high] } + (limit.map { [$0] } ?? [])
    let y = ChartScale(
      values, kind: isLogY ? .log : .linear, unit: yUnit, fromZero: yUnit != "share")
    let frame = PlotFrame(
      x: x, y: y, canvas, bottom: PlotFrame.bottom + Double(rows) * 18)
    frame.draw(on: &canvas, xTitle: xTitle, yTitle: yTitle)
    drawMarks(frame, &canvas)
    for (index, line) in series.enumerated() {
      let colour = index % ChartStyle.colours
      let isBand = line.points.contains { $0.low < $0.high }
      if isBand {
        let edge = line.points.map { (frame.across($0.x), frame.down($0.low)) }
        let back = line.points.reversed().map { (frame.across($0.x), frame.down($0.high)) }
        canvas.area((edge + back).map { (x: $0.0, y: $0.1) }, "a\(colour)")
      }
      canvas.path(
        line.points.map { (x: frame.across($0.x), y: frame.down($0.y)) }, "s\(colour)")
      for point in line.points {
        let note =
          (line.name.isEmpty ? "" : line.name + ", ") + Quantity.text(point.x, xUnit) + ": "
          + Quantity.text(point.y, yUnit)
        canvas.dot(
          frame.across(point.x), frame.down(point.y), line.points.count > 24 ? 2 : 3, "f\(colour)",
          note)
      }
    }
    drawLegend(rows, columns, &canvas)
    return canvas
  }

  private var legendColumns: Int {
    let longest = series.map(\.name.count).max() ?? 1
    return max(1, min(4, Int(440 / (Double(longest) * ChartStyle.characterWidth + 26))))
  }

  private func drawMarks(_ frame: PlotFrame, _ canvas: inout Canvas) {
    let (left, top) = (PlotFrame.left, PlotFrame.top)
    if let limit {
      canvas.line(left, frame.down(limit), left + frame.width, frame.down(limit), "limit")
      canvas.label(
        "limit \(Quantity.text(limit, yUnit))", left + frame.width - 4, frame.down(limit) - 5, .end,
        "b")
    }
    if let answer, frame.x.share(answer) >= 0, frame.x.share(answer) <= 1 {
      let place = frame.across(answer)
      canvas.line(place, top, place, top + frame.height, "answer")
      let isLate = frame.x.share(answer) > 0.6
      canvas.label(
        Quantity.text(answer, xUnit), place + (isLate ? -5 : 5), top + 12, isLate ? .end : .start,
        "h")
    }
  }

  private func drawLegend(_ rows: Int, _ columns: Int, _ canvas: inout Canvas) {
    guard rows > 0 else { return }
    let wide = (canvas.width - 24) / Double(columns)
    for (index, line) in series.enumerated() {
      let x = 16 + Double(index % columns) * wide
      let y = canvas.height - Double(rows - index / columns) * 18 + 12
      canvas.box(x, y - 9, 12, 10, "f\(index % ChartStyle.colours)")
      canvas.label(line.name, x + 18, y, .start, "b")
    }
  }
}
