import ArgumentParser

/// `sidelight trace`: looks at a recorded trace.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Look at a recorded trace, compare it, export it, and import one.",
    discussion: """
      FILE is a trace, or the folder of a run.

      EXAMPLES
        sidelight trace show runs/quickstart-7 --kind samples --limit 3
        sidelight trace stats runs/quickstart-7
        sidelight trace diff runs/quickstart-7 runs/quickstart-8
        sidelight trace export runs/quickstart-7 --format pcapng --out quickstart.pcapng
      """,
    subcommands: [
      TraceInfo.self, TraceShow.self, TraceStats.self, TraceVerify.self, TraceDiff.self,
      TraceExportCommand.self, TraceImportCommand.self,
    ])
}
