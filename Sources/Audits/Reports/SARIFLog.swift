internal import LeakCheck
internal import Scenarios

extension AuditReport {
  /// The report in SARIF 2.1.0 (OASIS), for code scanning.
  ///
  /// Every rule is declared, also where nothing was found, so that alerts close again. A leak that
  /// the policy accepts stays in the log, suppressed and with its justification.
  public func sarif(version: String) -> String {
    let rules = Auditor.ids + checks.map(\.id).filter { !Auditor.ids.contains($0) }
    let results = decided.flatMap { entries($0.check, $0.decision, rules) }
    var run: [(String, JSONText)] = [
      (
        "tool",
        .object([
          (
            "driver",
            .object([
              ("name", .string("Sidelight")), ("semanticVersion", .string(version)),
              ("rules", .array(rules.map(rule))),
            ])
          )
        ])
      ),
      ("invocations", .array([.object([("executionSuccessful", .boolean(true))])])),
    ]
    if let gate {
      // Whoever collects logs of several scenarios keeps them apart by this.
      run.append(
        ("automationDetails", .object([("id", .string("sidelight/\(gate.subject.scenario)/"))])))
    }
    run.append(("results", .array(results)))
    return JSONText.object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
      ("version", .string("2.1.0")), ("runs", .array([.object(run)])),
    ]).rendered() + "\n"
  }

  private func rule(_ id: String) -> JSONText {
    var members: [(String, JSONText)] = [("id", .string(id))]
    if let text = Explanations.text(for: id) {
      let title = text.prefix { $0 != "\n" }
      members += [
        ("shortDescription", .object([("text", .string(String(title)))])),
        ("help", .object([("text", .string(text))])),
      ]
    }
    members.append(("defaultConfiguration", .object([("level", .string("error"))])))
    return .object(members)
  }

  /// A result a field that leaks, one for a number that became worse, one for a doubt.
  private func entries(
    _ check: CheckResult, _ decision: Decision, _ rules: [String]
  ) -> [JSONText] {
    var results = decision.leaks.map { leak in
      let isSuppressed = if case .suppressed? = leak.acceptance { true } else { false }
      return SARIFResult(
        check: check, level: leak.acceptance == nil || isSuppressed ? "error" : "note",
        message: check.evidence, field: leak.field, acceptance: leak.acceptance)
    }
    if case .worse? = decision.baseline {
      results.append(
        SARIFResult(
          check: check, level: "error", message: "\(decision.note). \(check.evidence)",
          attack: "baseline"))
    } else if decision.outcome == .undecided || decision.outcome == .fail, results.isEmpty {
      results.append(
        SARIFResult(
          check: check, level: decision.outcome == .fail ? "error" : "warning",
          message: check.evidence))
    }
    return results.map { $0.json(rules) }
  }
}

/// One result of a SARIF log.
private struct SARIFResult {
  var check: CheckResult
  var level: String
  var message: String
  var attack = ""
  var field = ""
  var acceptance: Decision.Acceptance?

  func json(_ rules: [String]) -> JSONText {
    var members: [(String, JSONText)] = [("ruleId", .string(check.id))]
    if let index = rules.firstIndex(of: check.id) {
      members.append(("ruleIndex", .number("\(index)")))
    }
    members += [
      ("level", .string(level)), ("message", .object([("text", .string(message))])),
      ("locations", .array([.object(location)])),
      ("partialFingerprints", .object([("sidelight/v1", .string(fingerprint))])),
    ]
    if let acceptance {
      var entry: [(String, JSONText)] = [
        ("kind", .string("external")), ("status", .string("accepted")),
        ("justification", .string(acceptance.reason)),
      ]
      if case .suppressed(let suppression) = acceptance {
        entry.append(("properties", .object(suppression.members)))
      }
      members.append(("suppressions", .array([.object(entry)])))
    }
    members.append(
      (
        "properties",
        .object([
          ("estimate", .number(check.estimate)), ("low", .number(check.low)),
          ("high", .number(check.high)), ("bound", .number(check.baseline)),
          ("samples", .number("\(check.samples)")), ("replay", .string(check.replay)),
        ])
      ))
    return .object(members)
  }

  private var location: [(String, JSONText)] {
    // A run's folder has another name on every machine; the trace's name in it does not.
    let file = JSONText.object([("uri", .string("trace.slt"))])
    var members: [(String, JSONText)] = [
      ("physicalLocation", .object([("artifactLocation", file)]))
    ]
    if !field.isEmpty {
      let name = JSONText.object([
        ("fullyQualifiedName", .string(field)), ("kind", .string("member")),
      ])
      members.append(("logicalLocations", .array([name])))
    }
    return members
  }

  /// Stays the same as long as the same thing leaks in the same field, wherever its bytes lie.
  private var fingerprint: String {
    let messageType = field.prefix { $0 != "." }
    let name = attack.isEmpty && check.level == .inference ? check.id : attack
    return FileDigest.sha256(
      [check.id, String(messageType), field, name].joined(separator: "\n").utf8)
  }
}
