internal import LeakCheck

extension AuditReport {
  /// The report as JUnit XML: a test case for each check of this scenario.
  ///
  /// A leak is a failure. A required check that did not decide is an error, so that it cannot be
  /// taken for a pass.
  public var junit: String {
    let scenario = gate?.subject.scenario ?? "run"
    let cases = decided.map { testCase($0.check, $0.decision, scenario) }
    func count(_ outcomes: Decision.Outcome...) -> Int {
      decided.count { outcomes.contains($0.decision.outcome) }
    }
    // Jenkins' schema knows the number of skipped tests in a suite alone.
    let counts =
      "tests=\"\(checks.count)\" failures=\"\(count(.fail))\" errors=\"\(count(.undecided))\""
    let skipped = "skipped=\"\(count(.noted, .leftOut))\""
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="sidelight" \(counts)>
        <testsuite name="\(Self.escaped(scenario))" \(counts) \(skipped)>
      \(cases.joined(separator: "\n"))
        </testsuite>
      </testsuites>

      """
  }

  private func testCase(
    _ check: CheckResult, _ decision: Decision, _ scenario: String
  ) -> String {
    let head =
      "    <testcase classname=\"\(Self.escaped(scenario))\" name=\"\(Self.escaped(check.id))\""
    let body: String
    switch decision.outcome {
    case .pass:
      body = "      <system-out>\(Self.escaped(check.evidence))</system-out>"
    case .fail: body = element("failure", "leak", check, decision)
    case .undecided: body = element("error", "inconclusive", check, decision)
    case .noted, .leftOut:
      body = "      <skipped message=\"\(Self.escaped(check.evidence))\"/>"
    case .declared, .suppressed, .notSecret:
      let text = Self.escaped("\(decision.outcome.text): \(decision.note). \(check.evidence)")
      body = "      <system-out>\(text)</system-out>"
    }
    return "\(head)>\n\(body)\n    </testcase>"
  }

  private func element(
    _ name: String, _ type: String, _ check: CheckResult, _ decision: Decision
  ) -> String {
    var parts = ["\(check.verdict.text)"]
    if let estimate = check.estimate {
      var number = "estimate \(estimate)"
      if let low = check.low, let high = check.high { number += " [\(low), \(high)]" }
      parts.append(number)
    }
    if let bound = check.baseline { parts.append("without a leak \(bound)") }
    if !decision.note.isEmpty { parts.append(decision.note) }
    if let seed = gate?.subject.seed { parts.append("seed \(seed)") }
    if !check.replay.isEmpty { parts.append("again: \(check.replay)") }
    let message = Self.escaped(parts.joined(separator: "; "))
    let text = Self.escaped(check.evidence)
    return "      <\(name) type=\"\(type)\" message=\"\(message)\">\(text)</\(name)>"
  }

  /// `text` inside of an element or an attribute; characters that XML 1.0 forbids become `?`.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\r", "\t": result += "&#\(scalar.value);"
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
