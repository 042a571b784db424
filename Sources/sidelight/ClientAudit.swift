import Audits
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
  func run() throws -> AuditReport {
    let client = ClientFolder(folder: folder)
    let map = try client.map(checks: Auditor.ids)
    var inputs = AuditInputs(
      material: try client.material(map), epsilon: nil,
      pairedRun: { secret in try client.pairedTraces(secret, map) },
      replay: "sidelight check \(folder.path)")
    inputs.leftOut = map.leftOut.map { ($0.check, $0.reason) }
    let pool = WorkerPool(workers: workers)
    inputs.together = { pool.forEach($0, $1) }
    return try Auditor.run(inputs)
  }
}
