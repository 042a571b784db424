import Audits
import LeakCheck
import PrivateData
import Scenarios
import Simulation
import Traces

/// Checks one run: joins the recorded trace, the judge's records and freshly made paired runs.
struct RunAudit {
  let material: RunMaterial
  let folder: RunFolder
  let records: [JudgeRecord]?
  let progress: ProgressLine

  /// Runs every check.
  func run() throws -> AuditReport {
    let temporary = try TemporaryFolder()
    defer { temporary.remove() }
    progress.show("checking")
    return try Auditor.run(
      AuditInputs(
        material: CheckMaterial(
          frames: FrameSource(path: folder.tracePath), session: material.session,
          records: records),
        epsilon: material.scenario.method.randomizedResponseEpsilon,
        pairedRun: { secret in try pairedRuns(secret, temporary) },
        replay: "sidelight check \(folder.path)"))
  }

  /// Runs the scenario again with other secrets, recording into temporary traces.
  private func pairedRuns(
    _ secret: PairedSecret, _ temporary: TemporaryFolder
  ) throws -> [PairedTrace] {
    let variations: [Variation] =
      switch secret {
      case .labels: [.labels, .equalLabels]
      case .tokens: [.tokens, .equalTokens]
      case .lengths: [.lengths]
      }
    return try variations.map { variation in
      progress.show("checking: paired run with \(variation.rawValue) changed")
      let path = "\(temporary.path)/\(variation.rawValue).slt"
      let recorder = try TraceWriter(
        path: path,
        header: Simulator.header(material, program: "sidelight \(SidelightCommand.version)"))
      let result = try Simulator(
        material: material, recorder: recorder, variation: variation
      ).run()
      let paired = CheckMaterial(
        frames: FrameSource(path: path), session: material.session, records: result.judgeRecords)
      return PairedTrace(
        frames: paired.frames, secretsChanged: result.secretsChanged,
        secretsTotal: result.secretsTotal, samples: paired.samples)
    }
  }
}
