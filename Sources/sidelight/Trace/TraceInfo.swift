import ArgumentParser
import Determinism
import Traces
import Wire

/// `sidelight trace info`.
struct TraceInfo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show a trace's header, and its messages and bytes by kind.",
    discussion: "EXAMPLE\n  sidelight trace info runs/quickstart-7")

  @Argument(help: "The trace, or the folder of its run.", completion: .file(extensions: ["slt"]))
  var file: String

  mutating func run() throws {
    let trace = TraceFileArgument(file)
    let summary = try TraceSummary(path: trace.path)
    var lines = [
      "trace        \(trace.path)",
      "format       \(summary.formatVersion)",
      "program      \(summary.header.program.printable)",
      "scenario     \(summary.header.scenarioDigest) (public part)",
      "server seed  \(summary.header.serverSeed)",
      "numerics     \(summary.header.fingerprint.printable)",
    ]
    if let first = summary.firstTime, let last = summary.lastTime {
      lines.append("time         \(first) to \(last)")
    }
    lines += [""] + TraceTable.lines(summary, try trace.kinds())
    if let totals = summary.totals {
      lines.append("")
      lines.append("complete: \(totals.frames) frames in \(totals.blocks) blocks")
      lines.append("digest   \(totals.digest)")
    }
    try StandardOutput.write(lines.joined(separator: "\n"))
    if let fault = summary.fault {
      throw Failure(badInput: "incomplete: \(fault.description)")
    }
  }
}

/// Messages and bytes by direction and kind, as a table.
enum TraceTable {
  static func lines(_ summary: TraceSummary, _ kinds: FrameKinds) -> [String] {
    ["direction  kind              messages    payload bytes"]
      + summary.rows.map { row in
        TextColumns.left(row.direction.name, 11) + TextColumns.left(kinds.name(row.kind), 14)
          + TextColumns.right("\(row.messages)", 12)
          + TextColumns.right("\(row.payloadBytes.bytes)", 17)
      }
  }
}
