import Audits
import Determinism
import Foundation
import LeakCheck
import Scenarios
import Simulation
import Tensors
import Traces

/// Checks an imported client: joins its trace, the judge's records and its paired captures.
struct ClientAudit {
  let folder: RunFolder
  let workers: Int

  /// Runs every check that the map does not leave out.
  func run() throws -> (AuditReport, AuditSubject) {
    let client = ClientFolder(folder: folder)
    let map = try client.map(checks: Auditor.ids)
    var inputs = AuditInputs(
      material: try client.material(map), epsilon: nil,
      pairedRun: { secret in try client.pairedTraces(secret, map) },
      replay: "sidelight check \(folder.path)")
    inputs.leftOut = map.leftOut.map { ($0.check, $0.reason) }
    let pool = WorkerPool(workers: workers)
    inputs.together = { pool.forEach($0, $1) }
    let verified = TraceVerification.verify(path: folder.tracePath)
    let subject = AuditSubject(
      scenario: URL(fileURLWithPath: folder.path).lastPathComponent,
      digest: map.digest.description, seed: nil, frames: verified.frames,
      bytes: verified.payloadBytes, hasRecords: inputs.material.records != nil)
    return (try Auditor.run(inputs), subject)
  }
}
