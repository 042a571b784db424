/// Counts what a check finds and keeps the first places.
struct FindingLog {
  /// The check that finds.
  let check: String
  /// The frame under way.
  var frame = 0
  /// Departures so far.
  private(set) var problems = 0
  /// The first departures.
  private(set) var findings: [Finding] = []

  init(check: String) { self.check = check }

  /// Takes in one departure in the frame under way.
  mutating func note(_ range: Range<Int>, _ path: String, _ message: String) {
    problems += 1
    guard findings.count < CheckResult.findingLimit else { return }
    findings.append(
      Finding(check: check, frame: frame, bytes: range, field: path, message: message))
  }
}
