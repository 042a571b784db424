import Audits
import Foundation
import LeakCheck
import Scenarios
import Simulation
import Traces

/// Runs a scenario with a planted leak and its audit, and holds the result against what must come.
struct CanaryRun {
  /// What came of one planted leak; as JSON, too.
  struct Outcome: Codable, Equatable {
    /// The planted leak's name.
    var name: String
    /// What is planted.
    var planted: String
    /// The check that must find it; none in a control.
    var check: String?
    /// Whether that check found it; a control has nothing to find.
    var found: Bool
    /// Related checks that found it, too.
    var companions: [String]
    /// Checks that fired and have nothing to do with it.
    var unrelated: [String]

    /// Whether the leak was found by its check and by no unrelated one.
    var isAsExpected: Bool { found && unrelated.isEmpty }

    var text: String {
      let word = check == nil ? "no alarm" : found ? "found" : "MISSED"
      return TextColumns.left(name, 48) + " " + TextColumns.left(check ?? "control", 20) + " "
        + (unrelated.isEmpty || check != nil ? word : "")
        + (unrelated.isEmpty ? "" : "  UNRELATED: \(unrelated.joined(separator: ", "))")
    }
  }

  /// One scenario to run: a planted leak, or the world without it.
  struct Case: Sendable {
    var name: String
    var planted: String
    var check: String?
    var text: String
    var companions: [String]
  }

  /// The planted leaks, and behind them each world without any.
  static func cases(_ planted: [PlantedScenario]) -> [Case] {
    var cases = planted.map {
      Case(
        name: $0.name, planted: $0.summary, check: $0.check, text: $0.text,
        companions: $0.companions)
    }
    var controls: [String] = []
    for scenario in planted where !controls.contains(scenario.control) {
      controls.append(scenario.control)
      cases.append(
        Case(
          name: "control.\(controls.count)", planted: "Nothing.", check: nil,
          text: scenario.control, companions: scenario.controlAlarms))
    }
    return cases
  }

  /// Runs one case on one core, in a folder of its own.
  static func run(_ planted: Case) throws -> Outcome {
    let scenario = try ScenarioLoader.load(
      contents: Array(planted.text.utf8), path: "\(planted.name).yaml"
    ).scenario
    let temporary = try TemporaryFolder()
    defer { temporary.remove() }
    let folder = RunFolder(path: temporary.path + "/run")
    try folder.create(force: false)
    let material = try RunMaterial(scenario: scenario, workers: 1)
    let recorder = try TraceWriter(
      path: folder.tracePath,
      header: Simulator.header(material, program: "sidelight \(SidelightCommand.version)"))
    let result = try Simulator(material: material, recorder: recorder).run()
    let report = try RunAudit(
      material: material, folder: folder, records: result.judgeRecords, progress: nil
    ).run()
    let checks = try report.decided(
      by: LoadedGate.policy(), scenario: scenario.name, hasRecords: true)
    let alarms = checks.filter { $0.decision.outcome == .fail }.map(\.check.id)
    func isRelated(_ id: String) -> Bool { planted.companions.contains { id.hasPrefix($0) } }
    let others = alarms.filter { $0 != planted.check }
    return Outcome(
      name: planted.name, planted: planted.planted, check: planted.check,
      found: planted.check.map(alarms.contains) ?? true, companions: others.filter(isRelated),
      unrelated: others.filter { !isRelated($0) })
  }
}
