import ArgumentParser
import Determinism
import Foundation
import Scenarios
import ServerSide
import Simulation

/// `sidelight fuzz`: random worlds and fault schedules, invariants checked after each.
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "Run random worlds with random faults, and shrink what fails.",
    discussion: """
      Around the scenario in FILE it draws links, caches, batches, fleets and up to 100 faults, each
      case with a random subset of the kinds of faults. After each run: every epoch has trained each
      sample exactly once, every device has the side network that was trained, the trace verifies,
      nothing hangs, and with one device the values are those of the world without faults. A failing
      case is shrunk to a small scenario file, which --replay runs again. Exits 1 when a case
      failed.

      EXAMPLES
        sidelight fuzz Scenarios/faults.yaml --runs 1000 --seed 1
        sidelight fuzz fuzz-faults-17.yaml --replay
      """)

  @Argument(help: "The scenario file.", completion: .yaml)
  var file: String

  @Option(help: "Cases to run.")
  var runs = 100

  @Option(help: "Root of all cases; case number i of a seed is always the same.")
  var seed: UInt64 = 1

  @Option(help: "The folder for scenario files of failing cases.", completion: .directory)
  var out = "."

  @Flag(help: "Run the file as it is, faults and all, and check what must hold.")
  var replay = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Option(help: .hidden)
  var plant: String?

  private struct Report: Codable {
    var runs: Int
    var failures: Int
    var faults: [String: Int]
    var repeated: Int
    var scenario: String?
    var violations: [String]
  }

  /// Every so many cases, one runs twice, and both runs must be equal.
  private static let repeatInterval = 20

  func validate() throws {
    guard runs >= 0 else { throw ValidationError("--runs must not be negative.") }
  }

  mutating func run() throws {
    let loaded = try ScenarioLoader.load(path: file)
    let base = loaded.scenario
    guard base.hasValues else {
      throw Failure(badInput: "\(file): error: numerics.mode: a fuzzer wants real numerics")
    }
    guard !base.method.isOnDevice else {
      throw Failure(
        badInput: "\(file): error: method.name: a device that trains alone has no link that could "
          + "fail")
    }
    let defect = try plant.map { name -> ServerMachine.PlantedDefect in
      guard let defect = ServerMachine.PlantedDefect(rawValue: name) else {
        throw ValidationError("Unknown defect \(name).")
      }
      return defect
    }
    let temporary = try TemporaryFolder()
    defer { temporary.remove() }
    let runner = FuzzCase(folder: temporary.path, defect: defect)
    // A model or data that do not fit are the file's fault, in whichever world.
    try loaded.placingErrors {
      if replay { try replayOnce(base, runner) } else { try fuzz(base, runner) }
    }
  }

  private func replayOnce(_ scenario: Scenario, _ runner: FuzzCase) throws {
    let violations = try runner.violations(of: scenario)
    let kinds = Dictionary(
      grouping: scenario.faults?.schedule ?? [], by: \.kind.rawValue
    ).mapValues(\.count)
    try report(
      Report(
        runs: 1, failures: violations.isEmpty ? 0 : 1, faults: kinds, repeated: 0,
        scenario: violations.isEmpty ? nil : file, violations: violations))
  }

  private func fuzz(_ base: Scenario, _ runner: FuzzCase) throws {
    let fuzzer = FaultFuzzer(base: base)
    let progress = ProgressLine()
    var struck: [String: Int] = [:]
    var repeated = 0
    for index in 0..<runs {
      progress.show("cases", done: index, total: runs)
      var cases = Seed(seed).stream("fuzz.case.\(index)", ledger: nil)
      let caseSeed = Seed(cases.next())
      var scenario = fuzzer.world(seed: caseSeed)
      let calm = try runner.run(scenario)
      scenario.faults = fuzzer.faults(
        seed: caseSeed, world: scenario, span: calm.end - .zero, frames: calm.frames / 2)
      for fault in scenario.faults?.schedule ?? [] { struck[fault.kind.rawValue, default: 0] += 1 }
      let verdict = try runner.run(scenario)
      var violations = verdict.violations(beside: calm, devices: scenario.members.count)
      if index % Self.repeatInterval == 0 {
        repeated += 1
        if try runner.run(scenario).digest != verdict.digest {
          violations.append("the same case ran differently a second time")
        }
      }
      guard violations.isEmpty else {
        progress.show("shrinking case \(index)")
        let shrunk = try FaultShrinker(base: base) { candidate in
          try !runner.violations(of: candidate).isEmpty
        }.shrink(scenario)
        progress.clear()
        let path = try write(shrunk, case: index)
        return try report(
          Report(
            runs: index + 1, failures: 1, faults: struck, repeated: repeated, scenario: path,
            violations: try runner.violations(of: shrunk)))
      }
    }
    progress.clear()
    try report(
      Report(
        runs: runs, failures: 0, faults: struck, repeated: repeated, scenario: nil, violations: []))
  }

  private func write(_ scenario: Scenario, case index: Int) throws -> String {
    let path = "\(out)/fuzz-\(scenario.name)-\(index).yaml"
    do {
      try Data(ScenarioDocument.resolvedYAML(scenario).utf8).write(
        to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure(badInput: "\(path): error: \(error.localizedDescription)")
    }
    return path
  }

  private func report(_ report: Report) throws {
    if json {
      try StandardOutput.write(json: report)
    } else {
      let kinds = report.faults.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      var lines = [
        "\(report.runs) cases, \(report.failures) failed; faults: "
          + (kinds.isEmpty ? "none" : kinds.joined(separator: ", "))
          + "; \(report.repeated) cases ran twice"
      ]
      lines += report.violations.map { "  broken: \($0)" }
      if let scenario = report.scenario {
        lines.append("  replay: sidelight fuzz \(scenario) --replay")
      }
      try StandardOutput.write(lines.joined(separator: "\n"))
    }
    if report.failures > 0 { throw ExitCode(ExitStatus.leak) }
  }
}
