import ArgumentParser
import Determinism
import Foundation
import Scenarios
import Simulation
import Traces

/// `sidelight replay`: rebuilds the server from the trace alone.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Rebuild the server from a run's trace alone; exits 1 if it ends elsewhere.",
    discussion: """
      Reads trace.slt and the public scenario.yaml of a run, and nothing else: no data, no model, \
      no private file. Each frame on record goes to a fresh server, whose answers must equal those \
      on record, byte for byte; its side network must have the digest that summary.json names. \
      Then the trace is all that the server saw.

      EXAMPLE
        sidelight replay runs/quickstart-7
      """)

  @Argument(help: "The folder of a run.", completion: .directory)
  var runFolder: String

  @Flag(help: "Print JSON.") var json = false

  private struct Report: Encodable {
    var same: Bool
    var difference: String?
    var frames_to_server: UInt64
    var frames_to_device: UInt64
    var steps: Int
    var side_network_digest: String
    var expected_digest: String?
  }

  mutating func run() throws {
    let folder = RunFolder(path: runFolder)
    let scenario = try scenario(folder)
    let replay = try Replay(trace: folder.tracePath, scenario: scenario)
    if replay.header.fingerprint != replay.fingerprint {
      StandardError.write(
        "warning: the run was made under other numerics "
          + "(\(replay.header.fingerprint.printable)) than the "
          + "replay will be (\(replay.fingerprint)); values may differ in their last bits")
    }
    let progress = ProgressLine()
    progress.show("replaying")
    let report = try replay.run()
    progress.clear()
    let summary = try folder.summary()
    let expected = summary?.sideNetworkDigest
    var difference = report.difference
    if difference == nil, let expected, expected != report.sideNetworkDigest.description {
      difference = "the side network has another digest than summary.json says"
    }
    if difference == nil, let digest = summary?.traceDigest,
      digest != report.traceDigest?.description
    {
      difference = "the trace is not the one that summary.json names"
    }
    if json {
      try StandardOutput.write(
        json: Report(
          same: difference == nil, difference: difference, frames_to_server: report.framesIn,
          frames_to_device: report.framesOut, steps: report.steps,
          side_network_digest: report.sideNetworkDigest.description, expected_digest: expected))
    } else {
      try StandardOutput.write(text(report, difference, expected))
    }
    if difference != nil { throw ExitCode(ExitStatus.leak) }
  }

  private func text(_ report: Replay.Report, _ difference: String?, _ expected: String?) -> String {
    let counts =
      "\(report.framesIn) frames to the server, \(report.framesOut) frames from it are as "
      + "recorded, \(report.steps) steps"
    if let difference { return "different: \(difference)\nup to there: \(counts)" }
    let agrees =
      expected == nil
      ? "there is no summary.json to compare it with" : "as the run's summary says"
    return "replayed: \(counts)\nside network \(report.sideNetworkDigest), \(agrees)"
  }

  private func scenario(_ folder: RunFolder) throws -> Scenario {
    if FileManager.default.fileExists(atPath: folder.scenarioPath) {
      let scenario = try ScenarioLoader.load(path: folder.scenarioPath).scenario
      if !scenario.hasValues {
        throw Failure(
          badInput: "\(folder.path): error: numerics: shape computes no values, so there is no "
            + "trace to replay")
      }
    }
    try folder.checkReadable()
    let scenario = try ScenarioLoader.load(path: folder.scenarioPath).scenario
    guard !scenario.method.isOnDevice else {
      throw Failure(
        badInput: "\(folder.path): error: \(scenario.method.name.rawValue) trains on the device "
          + "alone, so there is no server to rebuild")
    }
    guard try TraceReader(path: folder.tracePath).header.scenarioDigest == scenario.publicDigest
    else {
      throw Failure(
        badInput: "\(folder.tracePath): error: the trace belongs to another scenario than "
          + folder.scenarioPath)
    }
    return scenario
  }
}
