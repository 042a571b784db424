import ArgumentParser
import Determinism
import Scenarios
import Traces
import Wire

/// `sidelight trace stats`.
struct TraceStats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Messages and bytes by kind, and over time.",
    discussion: """
      Bytes are those of the framed messages, as they crossed the server's edge; what the link \
      adds for its headers and repetitions is in summary.json.

      EXAMPLES
        sidelight trace stats runs/quickstart-7
        sidelight trace stats runs/quickstart-7 --interval '100 ms' --json
      """)

  @Argument(help: "The trace, or the folder of its run.", completion: .file(extensions: ["slt"]))
  var file: String

  @Option(help: "Width of the stretches of time, as in '100 ms'. (default: follows the trace)")
  var interval: String?

  @Flag(help: "Print JSON.") var json = false

  private struct Report: Encodable {
    struct Kind: Encodable {
      var direction: String
      var kind: String
      var messages: UInt64
      var bytes: UInt64
    }
    struct Bin: Encodable {
      var start_ns: UInt64
      var messages_to_server: UInt64
      var bytes_to_server: UInt64
      var messages_to_device: UInt64
      var bytes_to_device: UInt64
    }

    var kinds: [Kind]
    var messages: UInt64
    var bytes: UInt64
    var bytes_to_server: UInt64
    var bytes_to_device: UInt64
    var interval_ns: UInt64
    var over_time: [Bin]
    var complete: Bool
  }

  mutating func run() throws {
    var statistics = TraceStatistics(
      interval: try interval.map { try QuantityReader.interval($0, of: "--interval") })
    let trace = TraceFileArgument(file)
    let summary = try TraceSummary(path: trace.path) { statistics.add($0) }
    let kinds = try trace.kinds()
    if statistics.isTooFine, let interval {
      throw Failure(
        badInput: "--interval '\(interval)': error: the trace lasts longer than "
          + "\(TraceStatistics.fixedLimit) stretches of it; take a longer one")
    }
    try StandardOutput.write(
      json ? try Self.json(summary, statistics, kinds) : Self.text(summary, statistics, kinds))
    if let fault = summary.fault {
      throw Failure(badInput: "incomplete: \(fault.description)")
    }
  }

  private static func json(
    _ summary: TraceSummary, _ statistics: TraceStatistics, _ kinds: FrameKinds
  ) throws -> String {
    let (up, down) = (summary.sum(.toServer), summary.sum(.toDevice))
    let report = Report(
      kinds: summary.rows.map {
        .init(
          direction: $0.direction.name, kind: kinds.name($0.kind), messages: $0.messages,
          bytes: $0.payloadBytes.bytes)
      },
      messages: up.messages + down.messages,
      bytes: up.payloadBytes.bytes + down.payloadBytes.bytes,
      bytes_to_server: up.payloadBytes.bytes, bytes_to_device: down.payloadBytes.bytes,
      interval_ns: statistics.width.nanoseconds,
      over_time: statistics.bins.enumerated().map { index, bin in
        .init(
          start_ns: UInt64(index) * statistics.width.nanoseconds,
          messages_to_server: bin.messagesToServer, bytes_to_server: bin.bytesToServer,
          messages_to_device: bin.messagesToDevice, bytes_to_device: bin.bytesToDevice)
      },
      complete: summary.totals != nil)
    return try StandardOutput.text(json: report)
  }

  private static func text(
    _ summary: TraceSummary, _ statistics: TraceStatistics, _ kinds: FrameKinds
  ) -> String {
    var lines = TraceTable.lines(summary, kinds)
    let sums = TraceDirection.allCases.map { summary.sum($0) }
    lines.append(
      TextColumns.left("both", 11) + TextColumns.left("all", 14)
        + TextColumns.right("\(sums.reduce(0) { $0 + $1.messages })", 12)
        + TextColumns.right("\(sums.reduce(0) { $0 + $1.payloadBytes.bytes })", 17))
    let most = statistics.bins.map(\.bytesToServer).max() ?? 0
    let mostDown = statistics.bins.map(\.bytesToDevice).max() ?? 0
    lines += [
      "",
      "from             to-server bytes" + String(repeating: " ", count: 26)
        + "to-device bytes",
    ]
    for (index, bin) in statistics.bins.enumerated() {
      let start = SimInstant(nanoseconds: UInt64(index) * statistics.width.nanoseconds)
      lines.append(
        TextColumns.left("\(start)", 17) + TextColumns.right("\(bin.bytesToServer)", 15) + " "
          + TextColumns.left(bar(bin.bytesToServer, of: most), 26)
          + TextColumns.right("\(bin.bytesToDevice)", 15) + " "
          + bar(bin.bytesToDevice, of: mostDown))
    }
    return lines.joined(separator: "\n")
  }

  private static func bar(_ value: UInt64, of most: UInt64) -> String {
    guard most > 0, value > 0 else { return "" }
    return String(repeating: "#", count: max(1, Int(24 * Double(value) / Double(most))))
  }
}
