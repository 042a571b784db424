import Foundation

/// Progress on standard error: one line that replaces itself on a terminal, and elsewhere a line
/// now and then, so that a log shows that something happens.
final class ProgressLine {
  /// Seconds before a log gets its first line.
  private static let logDelay = 2.0
  /// Seconds between two lines in a log.
  private static let logInterval = 10.0
  /// Seconds between two redraws of a terminal's line.
  private static let redrawInterval = 0.1

  private let clock = WallClock()
  private var shown = false
  private var lastWrite: Double?
  /// The phase that runs, when it began, and how much was done then.
  private var phase: (name: String, start: Double, done: Int)?

  /// Says what is being done.
  func show(_ text: String) {
    phase = nil
    write(text + Self.elapsed(clock.seconds), isUrgent: true)
  }

  /// Shows a bar for `done` of `total`, with rate and time left once they can be told, and a note.
  func show(_ text: String, done: Int, total: Int, note: String = "") {
    let now = clock.seconds
    var isNew = false
    if phase?.name != text || (phase?.done ?? 0) > done {
      phase = (text, now, done)
      isNew = true
    }
    let filled = total > 0 ? done * 20 / total : 0
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
    var line = "[\(bar)] \(text) \(done) of \(total)"
    if let phase, done > phase.done, now - phase.start > 0.5 {
      let rate = Double(done - phase.done) / (now - phase.start)
      let left = Int((Double(total - done) / rate).rounded(.up))
      line += ", \(Self.short(rate))/s, \(left) s left"
    }
    if !note.isEmpty { line += ", \(note)" }
    write(line + Self.elapsed(now), isUrgent: isNew)
  }

  /// Takes the line away.
  func clear() {
    guard shown else { return }
    StandardError.writePart("\r\u{1B}[K")
    shown = false
  }

  private func write(_ text: String, isUrgent: Bool) {
    let now = clock.seconds
    guard StandardError.isTerminal else {
      let isDue = lastWrite.map { now - $0 >= Self.logInterval } ?? (now >= Self.logDelay)
      guard isDue else { return }
      lastWrite = now
      return StandardError.write(text)
    }
    guard isUrgent || now - (lastWrite ?? -1) >= Self.redrawInterval else { return }
    lastWrite = now
    shown = true
    StandardError.writePart("\r\u{1B}[K" + text)
  }

  private static func elapsed(_ seconds: Double) -> String { "  (\(Int(seconds)) s)" }

  /// Two or three digits are enough for a rate.
  private static func short(_ rate: Double) -> String {
    rate < 10 ? String(format: "%.1f", rate) : String(Int(rate))
  }
}
