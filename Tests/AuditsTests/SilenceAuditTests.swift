import Audits
import Determinism
import LeakCheck
import Testing
import Traces
import Wire

/// A method that promises to send nothing.
@Suite struct SilenceAuditTests {
  private func audit(_ frames: [TraceFrame]) throws -> AuditReport {
    var material = ToyProtocol(seed: 1, leak: nil).material
    material.frames = FrameSource(frames)
    var inputs = AuditInputs(material: material, epsilon: nil, pairedRun: nil, replay: "again")
    inputs.isSilent = true
    return try Auditor.run(inputs)
  }

  @Test func anEmptyTracePassesAndLeavesNothingToAttack() throws {
    let report = try audit([])
    #expect(report.checks.map(\.id) == Auditor.ids)
    for check in report.checks {
      let expected: Verdict = check.level == .inference ? .notApplicable : .pass
      #expect(check.verdict == expected, "\(check.id)")
      #expect(check.replay == "again" && !check.evidence.isEmpty)
    }
  }

  @Test(arguments: [TraceDirection.toServer, .toDevice])
  func anyFrameIsALeak(_ direction: TraceDirection) throws {
    let frame = TraceFrame(
      time: .zero, direction: direction, flow: 1, kind: 250, bytes: [0, 0, 0, 0, 0])
    let report = try audit([TraceFrame](repeating: frame, count: 30))
    let schema = try #require(report.checks.first { $0.id == "schema.fields" })
    #expect(schema.verdict == .leak && schema.samples == 30)
    #expect(schema.findings.count == CheckResult.findingLimit)
    #expect(schema.findings.first?.field == "unknown")
    #expect(!report.checks.contains { $0.verdict == .pass })
  }
}
