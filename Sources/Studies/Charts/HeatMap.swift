internal import Determinism

/// A table of numbers as colours: one axis across, one down.
struct HeatMap {
  var title: String
  var xTitle: String
  var yTitle: String
  var columns: [String]
  var rows: [String]
  var unit: String
  /// Row by row; nil where there is no number.
  var values: [[Double?]]
  /// Whether the number is enough, where a limit was asked for.
  var isEnough: [[Bool]]?

  /// Draws the map.
  func canvas() -> Canvas {
    let longest = rows.map(\.count).max() ?? 1
    let left = min(160, 30 + Double(longest) * ChartStyle.characterWidth)
    let cellHeight = max(16, min(34, 300 / Double(max(1, rows.count))))
    var canvas = Canvas(height: 14 + cellHeight * Double(rows.count) + (isEnough == nil ? 42 : 66))
    let wide = (canvas.width - left - 10) / Double(max(1, columns.count))
    let numbers = values.flatMap { $0 }.compactMap { $0 }
    let isLog = (numbers.min() ?? 0) > 0 && (numbers.max() ?? 0) > 20 * (numbers.min() ?? 1)
    let scale = ChartScale(numbers, kind: isLog ? .log : .linear, unit: unit, fromZero: false)
    for (row, line) in values.enumerated() {
      let y = 10 + cellHeight * Double(row)
      for (column, value) in line.enumerated() {
        let x = left + wide * Double(column)
        let note = "\(columns[column]), \(rows[row]): \(Quantity.text(value, unit))"
        guard let value else {
          canvas.box(x, y, wide, cellHeight, "none", note)
          continue
        }
        let share = max(0, min(1, scale.share(value)))
        canvas.box(x, y, wide, cellHeight, "heat", note, opacity: 0.06 + 0.9 * share)
        canvas.box(x, y, wide, cellHeight, "cell")
        if isEnough?[row][column] == true {
          canvas.dot(x + wide - 7, y + 7, 3.5, "gd", "enough")
        }
        let text = Quantity.text(value, unit)
        let room = wide - (isEnough == nil ? 2 : 8)
        if Double(text.count) * 5.2 < room {
          let style = share > 0.55 ? "inv" : "b"
          let isSmall = Double(text.count) * ChartStyle.characterWidth > room
          canvas.label(
            text, x + wide / 2, y + cellHeight / 2 + 4, .middle,
            isSmall ? style + " small" : style)
        }
      }
      canvas.label(rows[row], left - 6, y + cellHeight / 2 + 4, .end)
    }
    let bottom = 10 + cellHeight * Double(rows.count)
    var end = -Double.infinity
    for (column, name) in columns.enumerated() {
      let place = left + wide * (Double(column) + 0.5)
      let half = Double(name.count) * ChartStyle.characterWidth / 2
      guard place - half > end + 3 else { continue }
      end = place + half
      canvas.label(name, place, bottom + 16, .middle)
    }
    canvas.label(xTitle, left + (canvas.width - left - 10) / 2, bottom + 36, .middle, "b")
    canvas.label(yTitle, 12, 10 + cellHeight * Double(rows.count) / 2, .middle, "b", turned: true)
    if isEnough != nil {
      canvas.dot(left + 4, bottom + 51, 3.5, "gd", "enough")
      canvas.label("enough", left + 12, bottom + 55, .start)
    }
    return canvas
  }
}
