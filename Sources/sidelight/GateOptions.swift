import ArgumentParser
import Audits
import Foundation
import LeakCheck
import Scenarios
import Simulation

/// What `check` gates on, and the files that it writes.
struct GateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is secret and what is accepted: a file, or "
        + ReadyPolicies.names.joined(separator: " or ") + ".",
      valueName: "file"),
    completion: .yaml)
  var policy: String?

  @Option(
    help: ArgumentHelp("Numbers that must not become worse.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var baseline: String?

  @Option(
    help: ArgumentHelp("Write this check's numbers into a baseline.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var updateBaseline: String?

  @Option(
    help: ArgumentHelp("Write the report in SARIF 2.1.0.", valueName: "file"),
    completion: .file(extensions: ["sarif", "json"]))
  var sarif: String?

  @Option(
    help: ArgumentHelp("Write the report as JUnit XML.", valueName: "file"),
    completion: .file(extensions: ["xml"]))
  var junit: String?

  @Option(
    help: ArgumentHelp("Write an in-toto test result.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var statement: String?

  @OptionGroup var today: TodayOption

  /// The files that are written.
  var outputs: [String] { [updateBaseline, sarif, junit, statement].compactMap { $0 } }

  /// The options that decide, as a command line repeats them.
  var decisive: String {
    [("--policy", policy), ("--baseline", baseline)].compactMap { name, value in
      value.map { " \(name) \($0)" }
    }.joined()
  }
}

/// A policy and a baseline, ready to judge a report.
struct LoadedGate {
  private let options: GateOptions
  private let folder: RunFolder
  private let policy: Policy
  private let baseline: Baseline?
  /// What the baseline to be written holds so far.
  private let previous: Baseline

  /// Reads policy and baselines, before anything else takes time.
  init(_ options: GateOptions, folder: RunFolder) throws {
    self.options = options
    self.folder = folder
    try Self.checkOutputs(options, folder)
    let policy = try Self.policy(options.policy ?? ReadyPolicies.standard)
    try policy.checkDates(today: options.today.day)
    for sentence in policy.warnings(today: options.today.day) {
      StandardError.write("\(policy.name): warning: \(sentence)")
    }
    self.policy = policy
    func read(_ path: String) throws -> Baseline {
      try BaselineLoader.load(path: path, checks: Auditor.ids)
    }
    baseline = try options.baseline.map(read)
    let known = options.updateBaseline.flatMap { path in
      FileManager.default.fileExists(atPath: path) ? path : nil
    }
    previous = try known.map(read) ?? Baseline()
  }

  /// The ready policy called `name`, or the one in that file.
  static func policy(_ name: String = ReadyPolicies.standard) throws(ScenarioError) -> Policy {
    guard let text = ReadyPolicies.text(name) else {
      return try PolicyLoader.load(path: name, checks: Auditor.ids)
    }
    return try PolicyLoader.load(contents: Array(text.utf8), path: name, checks: Auditor.ids)
  }

  /// Judges `report` and writes the files that were asked for.
  func judge(_ report: AuditReport, _ subject: AuditSubject) throws -> AuditReport {
    var report = report
    for index in report.checks.indices { report.checks[index].replay += options.decisive }
    report = try report.judged(by: policy, baseline, subject: subject)
    if let path = options.sarif {
      try OutputFile.write(report.sarif(version: SidelightCommand.version), to: path)
    }
    if let path = options.junit { try OutputFile.write(report.junit, to: path) }
    if let path = options.statement {
      try OutputFile.write(
        report.statement(subjects: try subjects(), configuration: configuration), to: path)
    }
    if let path = options.updateBaseline {
      // Whoever holds on to a baseline and updates it at once must not lose it to a worse number.
      let worsened = report.gate?.worsened ?? []
      if worsened.isEmpty {
        try OutputFile.write(report.baseline(updating: previous, subject: subject).json, to: path)
      } else {
        StandardError.write(
          "\(path): warning: not updated, since \(worsened.joined(separator: ", ")) became worse")
      }
    }
    return report
  }

  private func subjects() throws -> [NamedDigest] {
    let world = folder.isImported ? folder.clientPath : folder.scenarioPath
    return try [folder.tracePath, world].map { path in
      guard let digest = FileDigest.sha256(path: path) else {
        throw Failure(badInput: "\(path): error: the file cannot be read")
      }
      return NamedDigest(name: name(path), sha256: digest)
    }
  }

  private var configuration: [NamedDigest] {
    var files = [
      NamedDigest(
        name: options.policy.map(name) ?? policy.name, sha256: FileDigest.sha256(policy.contents))
    ]
    if let baseline, let path = baseline.path {
      files.append(NamedDigest(name: name(path), sha256: FileDigest.sha256(baseline.contents)))
    }
    return files
  }

  private func name(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }

  /// Output must not replace what is read, nor another output, nor anything of the run.
  private static func checkOutputs(_ options: GateOptions, _ folder: RunFolder) throws {
    func resolved(_ path: String) -> String {
      URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
    let inside = resolved(folder.path) + "/"
    var taken = [options.policy].compactMap { $0 }.map(resolved)
    if let baseline = options.baseline, baseline != options.updateBaseline {
      taken.append(resolved(baseline))
    }
    for path in options.outputs {
      let place = resolved(path)
      guard !taken.contains(place) else {
        throw Failure(badInput: "\(path): error: the file is named twice")
      }
      guard !place.hasPrefix(inside) else {
        throw Failure(badInput: "\(path): error: write it beside the run's folder, not into it")
      }
      taken.append(place)
    }
  }
}
