import Adversaries
import Audits
import LeakCheck
import PrivateData
import Scenarios
import Simulation
import Tensors
import Traces
import Transformers

/// Checks one run: joins the recorded trace, the judge's records and freshly made paired runs.
struct RunAudit {
  let material: RunMaterial
  let folder: RunFolder
  let records: [JudgeRecord]?
  let progress: ProgressLine?

  /// Runs every check.
  func run() throws -> AuditReport {
    let temporary = try TemporaryFolder()
    defer { temporary.remove() }
    progress?.show("checking")
    var inputs = AuditInputs(
      material: CheckMaterial(
        frames: FrameSource(path: folder.tracePath), sessions: material.sessions,
        repeatsFrames: material.scenario.faults != nil, records: records),
      epsilon: material.scenario.method.randomizedResponseEpsilon,
      pairedRun: { secret in try pairedRuns(secret, temporary) },
      replay: "sidelight check \(folder.path)")
    inputs.sigma = material.scenario.method.noiseDeviation
    inputs.isRotated = material.scenario.method.rotatesDelta
    inputs.isSilent = material.scenario.method.isOnDevice
    let pool = WorkerPool(workers: material.workers)
    inputs.knowledge.backbone = material.backbone
    inputs.knowledge.pivot = material.pivot
    inputs.knowledge.head = material.publicHead
    if material.scenario.method.head == .probe { inputs.knowledge.probeEpsilon = inputs.epsilon }
    inputs.knowledge.pool = pool
    inputs.together = { pool.forEach($0, $1) }
    return try Auditor.run(inputs)
  }

  /// Runs every check, decides by the standard policy, and sums up the verdicts.
  func summaries() throws -> [LeakSummary] {
    try Self.summaries(
      run().decided(
        by: LoadedGate.policy(), scenario: material.scenario.name, hasRecords: records != nil))
  }

  /// Verdicts in short.
  static func summaries(_ checks: [JudgedCheck]) -> [LeakSummary] {
    checks.map { LeakSummary(id: $0.check.id, verdict: $0.verdict, estimate: $0.check.estimate) }
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
    progress?.show("checking: paired runs with other \(secret.rawValue)")
    let jobs = try variations.map { variation in
      let path = "\(temporary.path)/\(variation.rawValue).slt"
      let recorder = try TraceWriter(
        path: path,
        header: Simulator.header(material, program: "sidelight \(SidelightCommand.version)"))
      return PairedJob(
        path: path,
        simulator: Simulator(material: material, recorder: recorder, variation: variation))
    }
    // Each simulator is prepared above, one after the other; from here on they share nothing.
    WorkerPool(workers: material.workers).forEach(jobs.count) { jobs[$0].run() }
    return try jobs.map { try $0.trace(material) }
  }

  /// One paired run, which one worker carries out.
  private final class PairedJob: @unchecked Sendable {
    private let path: String
    private var simulator: Simulator?
    private var outcome: Result<SimulationResult, any Error>?

    init(path: String, simulator: Simulator) {
      self.path = path
      self.simulator = simulator
    }

    func run() {
      guard let simulator else { preconditionFailure("a paired run happens once") }
      outcome = Result { try simulator.run() }
      self.simulator = nil
    }

    func trace(_ material: RunMaterial) throws -> PairedTrace {
      guard let result = try outcome?.get() else {
        preconditionFailure("a paired run is over before its trace is read")
      }
      let paired = CheckMaterial(
        frames: FrameSource(path: path), sessions: material.sessions,
        repeatsFrames: material.scenario.faults != nil, records: result.judgeRecords)
      return PairedTrace(
        frames: paired.frames, secretsChanged: result.secretsChanged,
        secretsTotal: result.secretsTotal, samples: paired.samples)
    }
  }
}
