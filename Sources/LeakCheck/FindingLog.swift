/// Counts what a check finds and keeps the first places.
struct FindingLog {
  /// The check that finds.
  let check: String
  /// The frame under way.
  var frame = 0
  /// Departures so far.
  private(set) var problems = 0
  /// The first departures, and the first of every field.
  private(set) var list = FindingList()

  /// The departures that are listed.
  var findings: [Finding] { list.findings }

  init(check: String) { self.check = check }

  /// Takes in one departure in the frame under way.
  mutating func note(_ range: Range<Int>, _ path: String, _ message: String) {
    problems += 1
    list.add(
      Finding(check: check, frame: frame, bytes: range, field: path, message: message))
  }
}

/// The first findings of a check, and behind them one for every further field, so that whoever
/// accepts findings by field knows all fields.
struct FindingList {
  /// Most findings; beyond it fields are not told apart any more.
  static let fieldLimit = 1_000

  private(set) var findings: [Finding] = []
  /// Whether there were findings in fields that are not listed.
  private(set) var isCutShort = false
  private var fields: Set<String> = []

  /// Whether a finding in `field` would be the first one there.
  func isNew(_ field: String) -> Bool { !fields.contains(field) }

  /// Takes in a finding, unless enough of its field are listed.
  mutating func add(_ finding: Finding) {
    let isNew = isNew(finding.field)
    guard isNew || findings.count < CheckResult.findingLimit else { return }
    guard findings.count < Self.fieldLimit else {
      isCutShort = true
      return
    }
    fields.insert(finding.field)
    findings.append(finding)
  }
}
