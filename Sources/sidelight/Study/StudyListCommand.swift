import ArgumentParser
import Foundation
import Scenarios
import Studies

/// `sidelight study list`.
struct StudyListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Print the cells of a study, or commands that compute them elsewhere.",
    discussion: """
      A line a cell: point, name, settings. With --slurm or --parallel, a job array or a line for
      GNU parallel instead, whose parts `sidelight study merge` joins.

      EXAMPLES
        sidelight study list Scenarios/studies/uplink-rtt.yaml
        sidelight study list my-study.yaml --slurm 100 --out /shared/parts > job.sh && sbatch job.sh
        sh -c "$(sidelight study list my-study.yaml --parallel 8 --out parts)"
      """)

  @OptionGroup var study: StudyFileOptions

  @Option(help: ArgumentHelp("Print a Slurm job array of this many parts.", valueName: "parts"))
  var slurm: Int?

  @Option(
    help: ArgumentHelp("Print a line for GNU parallel of this many parts.", valueName: "parts"))
  var parallel: Int?

  @Option(help: "The folder for parts. (default: runs/NAME-parts)", completion: .directory)
  var out: String?

  @OptionGroup var workers: WorkerOption

  func validate() throws {
    for parts in [slurm, parallel].compactMap({ $0 }) where !(1...100_000).contains(parts) {
      throw ValidationError("Parts must lie between 1 and 100000.")
    }
    if slurm != nil, parallel != nil {
      throw ValidationError("--slurm and --parallel cannot both be given.")
    }
  }

  mutating func run() throws {
    let loaded = try study.load()
    if let parts = slurm ?? parallel {
      let program =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        ?? "sidelight"
      let scripts = JobScripts(
        study: loaded, parts: parts, out: out ?? "runs/\(loaded.name)-parts", program: program,
        options: study.data.map { ["--data", $0] } ?? [])
      return try StandardOutput.write(slurm == nil ? scripts.parallel : scripts.slurm)
    }
    let plan = try StudyPlan(
      study: loaded, program: SidelightCommand.version, workers: workers.count)
    let lines = plan.ids.enumerated().map { point, id in
      let settings = zip(loaded.axes, loaded.settings(of: point)).map {
        "\($0.name)=\($1.label)"
      }
      return (["\(point)", "\(id)"] + settings.map { TerminalText.lines($0) })
        .joined(separator: "\t")
    }
    try StandardOutput.write(lines.joined(separator: "\n"))
  }
}
