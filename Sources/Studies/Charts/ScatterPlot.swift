/// Points in two metrics, and the front of those that no other beats.
struct ScatterPlot {
  /// One point.
  struct Point {
    var x: Double
    var y: Double
    var colour: Int
    var isFront: Bool
    var note: String
  }

  var title: String
  var xTitle: String
  var yTitle: String
  var xUnit: String
  var yUnit: String
  var points: [Point]
  /// Names of colours; empty for one.
  var legend: [String]

  /// Draws the plot.
  func canvas() -> Canvas {
    let rows = legend.count > 1 ? (legend.count + 2) / 3 : 0
    var canvas = Canvas(height: 330 + Double(rows) * 18)
    func isWide(_ values: [Double]) -> Bool {
      (values.min() ?? 0) > 0 && (values.max() ?? 0) > 20 * (values.min() ?? 1)
    }
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    let x = ChartScale(
      xs, kind: isWide(xs) ? .log : .linear, unit: xUnit, fromZero: xUnit != "share")
    let y = ChartScale(
      ys, kind: isWide(ys) ? .log : .linear, unit: yUnit, fromZero: yUnit != "share")
    let frame = PlotFrame(x: x, y: y, canvas, bottom: PlotFrame.bottom + Double(rows) * 18)
    frame.draw(on: &canvas, xTitle: xTitle, yTitle: yTitle)
    let front = points.filter(\.isFront).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    canvas.path(front.map { (x: frame.across($0.x), y: frame.down($0.y)) }, "front")
    for point in points where !point.isFront { draw(point, frame, &canvas) }
    for point in front { draw(point, frame, &canvas) }
    for (index, name) in legend.enumerated() where rows > 0 {
      let left = 16 + Double(index % 3) * 155
      let top = canvas.height - Double(rows - index / 3) * 18 + 12
      canvas.box(left, top - 9, 12, 10, "f\(index % ChartStyle.colours)")
      canvas.label(name, left + 18, top, .start, "b")
    }
    return canvas
  }

  private func draw(_ point: Point, _ frame: PlotFrame, _ canvas: inout Canvas) {
    let (x, y) = (frame.across(point.x), frame.down(point.y))
    canvas.dot(x, y, point.isFront ? 4.5 : 2.5, "f\(point.colour % ChartStyle.colours)", point.note)
    if point.isFront { canvas.dot(x, y, 7, "ring", point.note) }
  }
}
