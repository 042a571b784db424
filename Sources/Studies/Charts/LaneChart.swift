/// Lanes of busy time, one below the other, over one span of time.
struct LaneChart {
  /// One lane: how busy each of its equal stretches of time was, 0 to 1.
  struct Lane {
    var name: String
    var busy: [Double]
    var colour: Int
  }

  /// Stretches that a span of time is cut into.
  static let stretches = 380

  var title: String
  var seconds: Double
  var lanes: [Lane]
  /// Moments that are marked, such as ends of epochs.
  var marks: [Double]

  /// Draws the lanes; darker means busier.
  func canvas() -> Canvas {
    let left = 78.0
    let step = 34.0
    var canvas = Canvas(height: 12 + step * Double(lanes.count) + 44)
    let width = canvas.width - left - 14
    let scale = ChartScale([0, max(seconds, 1e-9)], kind: .linear, unit: "s")
    let bottom = 12 + step * Double(lanes.count)
    var end = -Double.infinity
    for tick in scale.ticks {
      let x = left + scale.share(tick) * width
      canvas.line(x, 8, x, bottom, "grid")
      PlotFrame.label(Quantity.text(tick, "s"), x, bottom + 15, &end, on: &canvas)
    }
    for mark in marks where mark <= scale.high {
      let x = left + scale.share(mark) * width
      canvas.line(x, 4, x, bottom, "answer")
    }
    for (row, lane) in lanes.enumerated() {
      let y = 12 + step * Double(row)
      canvas.label(lane.name, left - 8, y + 16, .end, "b")
      draw(lane, left, y, width, step - 12, &canvas)
    }
    canvas.label("simulated time; dashed: an epoch ends", left + width / 2, bottom + 36, .middle)
    return canvas
  }

  private func draw(
    _ lane: Lane, _ left: Double, _ y: Double, _ width: Double, _ height: Double,
    _ canvas: inout Canvas
  ) {
    let levels = lane.busy.map { Int((min(1, $0) * 8).rounded(.up)) }
    let wide = width / Double(max(1, levels.count))
    var start = 0
    while start < levels.count {
      var end = start + 1
      while end < levels.count, levels[end] == levels[start] { end += 1 }
      if levels[start] > 0 {
        canvas.box(
          left + wide * Double(start), y, wide * Double(end - start), height, "f\(lane.colour)",
          opacity: 0.2 + 0.1 * Double(levels[start]))
      }
      start = end
    }
  }
}
