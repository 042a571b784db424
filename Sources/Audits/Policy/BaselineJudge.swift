internal import LeakCheck
internal import Scenarios

/// Compares numbers with a baseline.
struct BaselineJudge {
  let baseline: Baseline
  let subject: AuditSubject

  /// One comparison a check, or nil where it has no number or the baseline cannot tell.
  ///
  /// - Throws: `ScenarioError` naming entries that are stale and numbers that have no entry.
  func compare(_ checks: [CheckResult]) throws(ScenarioError) -> [BaselineComparison?] {
    var problems = staleEntries(checks)
    let comparisons = checks.map { check -> BaselineComparison? in
      guard let estimate = check.estimate else { return nil }
      guard let entry = entry(check.id) else {
        // Without a decision there is no number to hold on to.
        if check.isDecided, problems.isEmpty { problems.append(missing(check.id)) }
        return nil
      }
      if estimate > entry.high { return .worse(than: entry.high) }
      return estimate < entry.low ? .better(than: entry.low) : .same
    }
    guard problems.isEmpty else { throw ScenarioError(problems) }
    return comparisons
  }

  /// The entries of the checks that measured a number.
  static func entries(_ checks: [CheckResult], of subject: AuditSubject) -> [Baseline.Entry] {
    checks.compactMap { check in
      guard let estimate = check.estimate else { return nil }
      return Baseline.Entry(
        check: check.id, scenario: subject.scenario, digest: subject.digest, estimate: estimate,
        low: check.low ?? estimate, high: check.high ?? estimate, samples: check.samples)
    }
  }

  private func entry(_ check: String) -> Baseline.Entry? {
    baseline.entries.first { $0.digest == subject.digest && $0.check == check }
  }

  private func staleEntries(_ checks: [CheckResult]) -> [ScenarioProblem] {
    baseline.entries.compactMap { entry in
      let sentence: String
      if entry.digest == subject.digest {
        guard let check = checks.first(where: { $0.id == entry.check }), check.isDecided,
          check.estimate == nil
        else { return nil }
        sentence = "stale: \(entry.check) measures no number here"
      } else if entry.scenario == subject.scenario {
        sentence = "stale: scenario '\(entry.scenario)' has changed since; update the baseline"
      } else {
        return nil
      }
      return ScenarioProblem(.conflict(sentence), at: entry.origin ?? file, keyPath: entry.check)
    }
  }

  private func missing(_ check: String) -> ScenarioProblem {
    ScenarioProblem(
      .conflict("no entry for scenario '\(subject.scenario)'; add it with --update-baseline"),
      at: file, keyPath: check)
  }

  private var file: ScenarioProblem.Origin {
    .file(path: baseline.path ?? "the baseline", line: nil, column: nil)
  }
}

extension CheckResult {
  /// Whether the check came to a conclusion.
  var isDecided: Bool { verdict == .pass || verdict == .leak }
}
