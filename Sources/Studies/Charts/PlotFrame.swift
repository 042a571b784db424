/// The frame of a chart: two scales, their lines and words.
struct PlotFrame {
  static let left = 76.0
  static let top = 14.0
  static let right = 14.0
  static let bottom = 48.0

  let x: ChartScale
  let y: ChartScale
  let width: Double
  let height: Double

  init(x: ChartScale, y: ChartScale, _ canvas: Canvas, bottom: Double = Self.bottom) {
    self.x = x
    self.y = y
    width = canvas.width - Self.left - Self.right
    height = canvas.height - Self.top - bottom
  }

  func across(_ value: Double) -> Double { Self.left + x.share(value) * width }
  func down(_ value: Double) -> Double { Self.top + (1 - y.share(value)) * height }

  /// Writes a number below a chart, inside of it, where it does not touch the one before, which
  /// ends at `end`.
  static func label(
    _ text: String, _ place: Double, _ y: Double, _ end: inout Double, on canvas: inout Canvas
  ) {
    let half = Double(text.count) * ChartStyle.characterWidth / 2
    let middle = min(place, canvas.width - half - 2)
    guard middle - half > end + 4 else { return }
    end = middle + half
    canvas.label(text, middle, y, .middle)
  }

  /// Draws grid lines, numbers and the names of both sides.
  func draw(on canvas: inout Canvas, xTitle: String, yTitle: String) {
    for tick in y.ticks {
      canvas.line(Self.left, down(tick), Self.left + width, down(tick), "grid")
      canvas.label(Quantity.text(tick, y.unit), Self.left - 6, down(tick) + 4, .end)
    }
    var end = -Double.infinity
    for tick in x.ticks {
      let place = across(tick)
      canvas.line(place, Self.top, place, Self.top + height, "grid")
      Self.label(Quantity.text(tick, x.unit), place, Self.top + height + 16, &end, on: &canvas)
    }
    canvas.line(Self.left, Self.top + height, Self.left + width, Self.top + height, "edge")
    canvas.label(xTitle, Self.left + width / 2, Self.top + height + 36, .middle, "b")
    canvas.label(yTitle, 13, Self.top + height / 2, .middle, "b", turned: true)
  }
}
