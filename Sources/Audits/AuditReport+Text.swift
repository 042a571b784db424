internal import LeakCheck

extension AuditReport {
  /// The report for people: a line a check, then the evidence behind everything but a pass.
  public var text: String {
    var lines = checks.map(line)
    for check in checks where check.verdict != .pass {
      lines.append("")
      lines.append("\(check.id): \(check.verdict.text)")
      lines.append("  \(check.evidence)")
      for finding in check.findings { lines.append("  " + place(finding)) }
      guard check.verdict != .leftOut, check.verdict != .notApplicable else { continue }
      if !check.replay.isEmpty { lines.append("  again: \(check.replay)") }
      lines.append("  explain: sidelight explain \(check.id)")
    }
    lines.append("")
    lines.append("verdict: \(verdict.text)")
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ check: CheckResult) -> String {
    let id = padded(check.id, 20)
    let isLoud = check.verdict == .leak || check.verdict == .declared
    let verdict = padded(isLoud ? check.verdict.text.uppercased() : check.verdict.text, 14)
    if check.verdict == .notApplicable {
      return "\(id) \(padded(check.level.rawValue, 13)) \(verdict)"
    }
    var numbers = "\(check.samples) looked at"
    if check.level == .inference, let estimate = check.estimate {
      numbers = "\(percent(estimate)) right"
      if let low = check.low, let high = check.high {
        numbers += " [\(percent(low)), \(percent(high))]"
      }
      if let baseline = check.baseline { numbers += ", guessing \(percent(baseline))" }
    }
    return "\(id) \(padded(check.level.rawValue, 13)) \(verdict) \(numbers)"
  }

  private func place(_ finding: Finding) -> String {
    let field = finding.field.isEmpty ? "" : " \(finding.field)"
    let bytes =
      finding.bytes.isEmpty
      ? "" : " bytes \(finding.bytes.lowerBound)..<\(finding.bytes.upperBound)"
    return "frame \(finding.frame)\(field)\(bytes): \(finding.message)"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// A share as a percentage with one decimal.
  private func percent(_ share: Double) -> String {
    let thousandths = Int((share * 1000).rounded())
    return "\(thousandths / 10).\(thousandths % 10) %"
  }
}
