import ArgumentParser

/// `sidelight bench`: measures speed against the machine's limits.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure speed against the machine's limits.",
    discussion: """
      EXAMPLES
        sidelight bench training
        sidelight bench events --rounds 5
        sidelight bench scan
      """,
    subcommands: [
      TrainingBench.self, FineTuningBench.self, StepBench.self, BackboneBench.self,
      EventsBench.self,
      LinksBench.self, TraceBench.self, InversionBench.self, ScanBench.self, StudyBench.self,
    ])
}
