public import Determinism
import Foundation
public import Scenarios
public import ServerSide
internal import Traces
internal import Wire

/// Runs one world with its faults and says what broke.
public struct FuzzCase {
  /// What a run came to.
  public struct Verdict: Sendable {
    /// Promises that were broken; empty when all held.
    public var violations: [String]
    /// The run's digest: equal runs have equal ones.
    public var digest: String
    /// Every frame that the server saw, with its time.
    public var traceDigest: Digest128?
    /// The trained side network.
    public var sideNetworkDigest: Digest128
    /// Simulated time.
    public var end: SimInstant
    /// Frames that arrived, both directions.
    public var frames: Int

    /// What broke in this run or in `calm`, the same world without faults: with one device,
    /// whatever goes wrong, the values must not change.
    public func violations(beside calm: Verdict, devices: Int) -> [String] {
      let broken = calm.violations + violations
      guard broken.isEmpty, devices == 1, sideNetworkDigest != calm.sideNetworkDigest else {
        return broken
      }
      return ["faults changed the trained side network"]
    }
  }

  /// Events that no sound small world needs.
  private static let eventLimit = 400_000

  private let folder: String
  private let defect: ServerMachine.PlantedDefect?

  /// Makes a runner that keeps its traces in `folder`.
  public init(folder: String, defect: ServerMachine.PlantedDefect?) {
    self.folder = folder
    self.defect = defect
  }

  /// Runs `scenario` and checks every promise that a single run can keep.
  public func run(_ scenario: Scenario) throws -> Verdict {
    let material = try RunMaterial(scenario: scenario, workers: 1)
    let path = folder + "/trace.slt"
    // A trace is never overwritten.
    try? FileManager.default.removeItem(atPath: path)
    let recorder = try TraceWriter(path: path, header: Simulator.header(material, program: "fuzz"))
    let result: SimulationResult
    do {
      result = try Simulator(
        material: material, recorder: recorder, eventLimit: Self.eventLimit, defect: defect
      ).run()
    } catch  where error is ServerError || error is WireError {
      return Verdict(
        violations: ["an honest party's frame was refused: \(error)"], digest: "",
        traceDigest: nil, sideNetworkDigest: Digest128(of: []), end: .zero, frames: 0)
    }
    var violations = result.violations
    if let fault = TraceVerification.verify(path: path).fault {
      violations.append("the trace does not verify: \(fault)")
    }
    let summary = RunSummary(
      material: material, result: result,
      host: .init(wallSeconds: 0, workers: 1, program: "fuzz"))
    return Verdict(
      violations: violations, digest: summary.runDigest, traceDigest: result.traceDigest,
      sideNetworkDigest: result.sideNetworkDigest, end: result.end,
      frames: result.uplink.messages + result.downlink.messages)
  }

  /// Runs `scenario` and, where values can be compared, the world without its faults.
  public func violations(of scenario: Scenario) throws -> [String] {
    let verdict = try run(scenario)
    let devices = scenario.members.count
    guard verdict.violations.isEmpty, devices == 1, scenario.faults != nil else {
      return verdict.violations
    }
    var calm = scenario
    calm.faults = nil
    return verdict.violations(beside: try run(calm), devices: devices)
  }
}
