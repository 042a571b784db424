internal import Determinism
internal import Foundation
internal import Scenarios
internal import Simulation
internal import Traces

/// Runs single cells: the clock for each, values once for all cells in which they are equal.
///
/// Threads may share a runner.
final class CellRunner: @unchecked Sendable {
  /// A cell whose clock has run, and whose values are not there yet.
  struct Timed: Sendable {
    let point: Int
    let id: String
    let scenario: Scenario
    let result: SimulationResult
    let summary: RunSummary
    /// The name of its values; nil where it has none.
    let numericDigest: String?
  }

  private let parts: MaterialParts
  private let workers: Int
  private let audit: StudyEngine.Audit?
  private let program: String
  /// Materials share parts, so they are made one after the other.
  private let materials = NSLock()
  /// Simulators with values share activations, so they are prepared one after the other.
  private let preparation = NSLock()

  init(parts: MaterialParts, workers: Int, program: String, audit: StudyEngine.Audit?) {
    self.parts = parts
    self.workers = workers
    self.program = program
    self.audit = audit
  }

  /// Runs the clock of a scenario.
  func time(_ scenario: Scenario, point: Int, id: String) throws -> Timed {
    let material = try materials.withLock {
      let material = try RunMaterial.timeline(scenario, workers: workers, parts: parts)
      // Digests of samples are made when first asked for.
      if scenario.hasValues { _ = material.numericDigest(order: Digest128(high: 0, low: 0)) }
      return material
    }
    var result = try Simulator(material: material, recorder: nil).run()
    try Self.check(result)
    result.judgeRecords = []
    return Timed(
      point: point, id: id, scenario: scenario, result: result,
      summary: Self.summary(material, result, program),
      numericDigest: scenario.hasValues
        ? material.numericDigest(order: result.trainingOrder).description : nil)
  }

  /// Computes the values of a cell, by a whole run of its scenario.
  func values(_ cell: Timed, progress: @escaping Simulator.Progress) throws -> NumericResult {
    let temporary = audit == nil ? nil : try TemporaryFolder()
    defer { temporary?.remove() }
    let folder = temporary.map { RunFolder(path: $0.path) }
    let (material, simulator) = try preparation.withLock {
      let material = try materials.withLock {
        try RunMaterial(
          scenario: cell.scenario, workers: workers, parts: parts, progress: progress)
      }
      let recorder = try folder.map { folder in
        try TraceWriter(
          path: folder.tracePath, header: Simulator.header(material, program: program))
      }
      return (material, Simulator(material: material, recorder: recorder, progress: progress))
    }
    let result = try simulator.run()
    try Self.check(result)
    guard result.end == cell.result.end, result.uplink == cell.result.uplink,
      result.downlink == cell.result.downlink, result.trainingOrder == cell.result.trainingOrder
    else {
      throw StudyEngine.BrokenPromise(
        sentence: "a run with values took another time or other bytes")
    }
    var leaks: [LeakSummary] = []
    if let folder, let audit {
      // The judge's paired runs share activations with other runs.
      leaks = try preparation.withLock { try audit(material, folder, result) }
    }
    return NumericResult(result, leaks: leaks)
  }

  /// The finished cell.
  func finish(_ cell: Timed, with values: NumericResult?, target: Double?) throws -> CellRow {
    var summary = cell.summary
    if let values {
      var result = cell.result
      guard values.complete(&result) else {
        throw StudyEngine.BrokenPromise(sentence: "values and clock count different epochs")
      }
      summary.complete(by: result)
      summary.leaks = values.leaks
    }
    return CellRow(
      id: cell.id, point: cell.point, summary: summary, numericDigest: cell.numericDigest,
      runDigest: try summary.resultDigest().description, target: target)
  }

  private static func summary(
    _ material: RunMaterial, _ result: SimulationResult, _ program: String
  ) -> RunSummary {
    RunSummary(
      material: material, result: result,
      host: .init(wallSeconds: 0, workers: 0, program: program))
  }

  private static func check(_ result: SimulationResult) throws {
    if let first = result.violations.first { throw StudyEngine.BrokenPromise(sentence: first) }
  }
}

extension RunSummary {
  /// Takes over what depends on values.
  fileprivate mutating func complete(by result: SimulationResult) {
    outcome = result.outcome
    sideNetworkDigest = result.sideNetworkDigest.description
    training.backboneAccuracy = result.backboneAccuracy
    training.finalAccuracy =
      result.outcome == .outOfMemory ? nil : result.epochs.last?.testAccuracy
    training.epochs = result.epochs
  }
}
