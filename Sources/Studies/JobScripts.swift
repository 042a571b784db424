public import Scenarios

/// Commands that spread a study over several processes or machines.
///
/// Each part keeps its cells in a folder of its own, so that no two processes write one database.
public struct JobScripts {
  /// The study.
  public let study: Study
  /// Parts that the study is cut into.
  public let parts: Int
  /// The folder that holds a folder a part.
  public let out: String
  /// The program as the machines call it.
  public let program: String
  /// Options that every part gets.
  public let options: [String]

  /// Describes the parts.
  public init(study: Study, parts: Int, out: String, program: String, options: [String] = []) {
    self.study = study
    self.parts = min(parts, study.count)
    self.out = out
    self.program = program
    self.options = options
  }

  /// The command of one part, whose number the shell puts in the place of `part`.
  private func command(part: String) -> String {
    let words = [program, "study", "cell", study.path] + options
    return StudyExport.shell(words) + " --part \(part)/\(parts) --out \(folder)/part-\(part)"
  }

  private var folder: String { StudyExport.shell([out]) }

  /// A Slurm job array: `sbatch` takes it as it is.
  public var slurm: String {
    """
    #!/bin/sh
    #SBATCH --job-name=sidelight-\(study.name)
    #SBATCH --array=1-\(parts)
    #SBATCH --cpus-per-task=1
    # When all parts are done: \(merge)
    exec \(command(part: "$SLURM_ARRAY_TASK_ID")) --workers "${SLURM_CPUS_PER_TASK:-1}"

    """
  }

  /// A line for GNU parallel, and the merge behind it.
  public var parallel: String {
    let command = StudyExport.shell([command(part: "{}") + " --workers 1"])
    return "seq 1 \(parts) | parallel --halt now,fail=1 \(command) && \(merge)\n"
  }

  /// Joins the parts.
  public var merge: String {
    StudyExport.shell([program, "study", "merge"]) + " \(StudyExport.shell([out]))/part-* --out "
      + StudyExport.shell([out + "/merged"])
  }
}
