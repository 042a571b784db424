import ArgumentParser

/// The command line.
struct SidelightCommand: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "sidelight",
    abstract: "Simulates fine-tuning with the help of a server, and shows what the server learns.",
    discussion: """
      EXAMPLES
        sidelight init my.yaml
        sidelight run Scenarios/quickstart.yaml
        sidelight run Scenarios/quickstart.yaml --set "link.up.rate=2 Mbit/s" --out runs/slow
        sidelight check runs/quickstart-7
        sidelight check runs/quickstart-7 --policy strict --sarif check.sarif --junit check.xml
        sidelight predict runs/quickstart-7 --test
        sidelight compare runs/quickstart-7 runs/lora-7
        sidelight explain label.sign
        sidelight trace show runs/quickstart-7 --limit 5
        sidelight replay runs/quickstart-7
        sidelight report runs/quickstart-7
        sidelight study run Scenarios/studies/uplink-rtt.yaml
        sidelight leak estimate train.csv test.csv
        sidelight canary run
        sidelight link transfer --bytes '10 MB' --rate '20 Mbit/s' --delay '25 ms'

      EXIT CODES
        0 done (check: no leak found)   1 leak or difference found   2 wrong usage or bad input
        3 check could not tell          70 internal error
      """,
    version: version,
    subcommands: [
      InitCommand.self, RunCommand.self, PredictCommand.self, StudyCommand.self, ReportCommand.self,
      CheckCommand.self,
      CompareCommand.self,
      TraceCommand.self, ReplayCommand.self,
      ScenarioCommand.self, PolicyCommand.self, FuzzCommand.self, LinkCommand.self,
      LeakCommand.self, CanaryCommand.self, ProveCommand.self, ModelCommand.self, StoreCommand.self,
      ExplainCommand.self, BenchCommand.self,
    ])
}
