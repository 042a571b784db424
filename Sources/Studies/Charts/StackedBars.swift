/// Bars of parts that add up, one below the other.
struct StackedBars {
  /// One bar.
  struct Bar {
    var name: String
    var parts: [Double]
  }

  var title: String
  var unit: String
  var parts: [String]
  var bars: [Bar]
  /// Whether bars are shares of their sum.
  var isRelative = false

  /// Draws the bars.
  func canvas() -> Canvas {
    let longest = bars.map(\.name.count).max() ?? 1
    let left = min(230, 16 + Double(longest) * ChartStyle.characterWidth)
    let step = bars.count > 14 ? 18.0 : 26.0
    var canvas = Canvas(height: 20 + step * Double(bars.count) + 44)
    let wide = canvas.width - left - 78
    let largest = bars.map { $0.parts.reduce(0, +) }.max() ?? 1
    for (row, bar) in bars.enumerated() {
      let y = 10 + step * Double(row)
      let sum = bar.parts.reduce(0, +)
      let whole = isRelative ? sum : largest
      var x = left
      for (index, part) in bar.parts.enumerated() where part > 0 && whole > 0 {
        let length = part / whole * wide
        let note =
          "\(bar.name): \(parts[index]) \(Quantity.text(part, unit)), "
          + Quantity.text(part / sum, "share")
        canvas.box(x, y, length, step - 6, "f\(index % ChartStyle.colours)", note)
        x += length
      }
      canvas.label(bar.name, left - 6, y + step / 2 + 1, .end)
      canvas.label(Quantity.text(sum, unit), x + 6, y + step / 2 + 1, .start, "b")
    }
    let bottom = 10 + step * Double(bars.count) + 18
    var x = 16.0
    for (index, part) in parts.enumerated() {
      canvas.box(x, bottom - 9, 12, 10, "f\(index % ChartStyle.colours)")
      canvas.label(part, x + 17, bottom, .start, "b")
      x += 30 + Double(part.count) * ChartStyle.characterWidth
    }
    return canvas
  }
}
