import ArgumentParser
import Foundation
import Scenarios
import Tensors

/// `sidelight canary`: plants leaks, and shows that the checks find them.
struct CanaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "canary",
    abstract: "Plant leaks in a device and see whether the checks find them.",
    discussion: """
      EXAMPLES
        sidelight canary run                           # exits 0 when all are found, else 1
        sidelight canary run --only raw.labels
        sidelight canary run --expand --json > canaries.json
        sidelight canary list --expand
        sidelight canary write Scenarios/canaries
      """,
    subcommands: [Run.self, List.self, Write.self])

  /// Which planted leaks are meant.
  struct Selection: ParsableArguments {
    @Flag(help: "Every encoding in every place, in several worlds.")
    var expand = false

    @Option(help: ArgumentHelp("Only those whose names hold this.", valueName: "pattern"))
    var only: String?

    /// The planted leaks; there is at least one.
    var scenarios: [PlantedScenario] {
      get throws {
        let all = expand ? CanaryCatalogue.expanded : CanaryCatalogue.standard
        let chosen = all.filter { scenario in only.map { scenario.name.contains($0) } ?? true }
        guard !chosen.isEmpty else {
          throw ValidationError(
            "No planted leak has '\(only ?? "")' in its name; see `sidelight canary list`.")
        }
        return chosen
      }
    }
  }

  /// `sidelight canary list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the planted leaks and the checks that must find them.",
      discussion: "EXAMPLE\n  sidelight canary list --expand")

    @OptionGroup var selection: Selection

    @Flag(help: "Print the list as JSON.")
    var json = false

    private struct Entry: Encodable {
      var name: String
      var check: String
      var companions: [String]
      var planted: String
    }

    mutating func run() throws {
      let scenarios = try selection.scenarios
      guard json else {
        let lines = scenarios.map { TextColumns.left($0.name, 48) + " " + $0.summary }
        return try StandardOutput.write(lines.joined(separator: "\n"))
      }
      try StandardOutput.write(
        json: scenarios.map {
          Entry(
            name: $0.name, check: $0.check, companions: $0.companions, planted: $0.summary)
        })
    }
  }

  /// `sidelight canary write`.
  struct Write: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a scenario file for each planted leak.",
      discussion: "EXAMPLE\n  sidelight canary write Scenarios/canaries")

    @Argument(help: "The folder; files of these names are replaced.", completion: .directory)
    var folder: String

    @OptionGroup var selection: Selection

    mutating func run() throws {
      let scenarios = try selection.scenarios
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
        for scenario in scenarios {
          try Data(scenario.text.utf8).write(
            to: URL(fileURLWithPath: "\(folder)/\(scenario.name).yaml"))
        }
      } catch {
        throw Failure(badInput: "\(folder): error: cannot write there")
      }
      try StandardOutput.write("\(scenarios.count) scenario files in \(folder)")
    }
  }

  /// `sidelight canary run`.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run every planted leak and its audit; exits 0 or 1.",
      discussion: """
        Exits 0 when every leak is found by its check and by no unrelated one, and the same worlds
        without a leak raise no alarm.

        EXAMPLES
          sidelight canary run
          sidelight canary run --only raw.labels
        """)

    @OptionGroup var selection: Selection
    @OptionGroup var workers: WorkerOption

    @Flag(help: "Print the results as JSON.")
    var json = false

    private struct Report: Encodable {
      var leaks: Int
      var found: Int
      var unrelated: Int
      var controls: Int
      var alarms: Int
      var results: [CanaryRun.Outcome]
    }

    mutating func run() throws {
      let cases = CanaryRun.cases(try selection.scenarios)
      let progress = ProgressLine()
      let pool = WorkerPool(workers: workers.count)
      var outcomes: [CanaryRun.Outcome] = []
      for start in stride(from: 0, to: cases.count, by: Self.chunk * pool.workers) {
        progress.show("planted leaks", done: start, total: cases.count)
        let part = cases[start...].prefix(Self.chunk * pool.workers).map(Job.init)
        pool.forEach(part.count) { part[$0].run() }
        let done = try part.map { try $0.outcome() }
        progress.clear()
        if !json { try StandardOutput.write(done.map(\.text).joined(separator: "\n")) }
        outcomes += done
      }
      let leaks = outcomes.filter { $0.check != nil }
      let controls = outcomes.filter { $0.check == nil }
      let report = Report(
        leaks: leaks.count, found: leaks.count(where: \.found),
        unrelated: leaks.count { !$0.unrelated.isEmpty }, controls: controls.count,
        alarms: controls.count { !$0.unrelated.isEmpty }, results: outcomes)
      if json {
        try StandardOutput.write(json: report)
      } else {
        try StandardOutput.write(summary(report))
      }
      if outcomes.contains(where: { !$0.isAsExpected }) { throw ExitCode(ExitStatus.leak) }
    }

    private func summary(_ report: Report) -> String {
      "\(report.found) of \(report.leaks) planted leaks found by their check, "
        + "\(report.unrelated) with an unrelated alarm; "
        + "\(report.alarms) of \(report.controls) worlds without a leak raise an alarm"
    }

    /// Cases that each worker takes before results are printed.
    private static let chunk = 4

    /// One case, which one worker carries out.
    private final class Job: @unchecked Sendable {
      private let planted: CanaryRun.Case
      private var result: Result<CanaryRun.Outcome, any Error>?

      init(_ planted: CanaryRun.Case) { self.planted = planted }

      func run() { result = Result { try CanaryRun.run(planted) } }

      func outcome() throws -> CanaryRun.Outcome {
        guard let outcome = try result?.get() else {
          preconditionFailure("a case is over before its outcome is read")
        }
        return outcome
      }
    }
  }
}
