/// One line of progress on a terminal; silent elsewhere.
final class ProgressLine {
  private let clock = WallClock()
  private var shown = false

  /// Replaces the line.
  func show(_ text: String) {
    guard StandardError.isTerminal else { return }
    shown = true
    StandardError.writePart("\r\u{1B}[K\(text)  (\(Int(clock.seconds)) s)")
  }

  /// Shows a bar for `done` of `total`.
  func show(_ text: String, done: Int, total: Int) {
    let filled = total > 0 ? done * 20 / total : 0
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
    show("[\(bar)] \(text)")
  }

  /// Takes the line away.
  func clear() {
    guard shown else { return }
    StandardError.writePart("\r\u{1B}[K")
    shown = false
  }
}
