import ArgumentParser
import Determinism
import Foundation
import Traces

/// `sidelight trace`: looks at a recorded trace.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Look at a recorded trace.",
    subcommands: [Info.self, Verify.self, TraceImportCommand.self])

  /// `sidelight trace info`.
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a trace's header, and its messages and bytes by kind.",
      discussion: "EXAMPLE\n  sidelight trace info runs/quickstart-7/trace.slt")

    @Argument(help: "The trace file.", completion: .file(extensions: ["slt"]))
    var file: String

    mutating func run() throws {
      let summary = try TraceSummary(path: file)
      var lines = [
        "trace        \(file)",
        "program      \(summary.header.program)",
        "scenario     \(summary.header.scenarioDigest) (public part)",
        "server seed  \(summary.header.serverSeed)",
        "numerics     \(summary.header.fingerprint)",
      ]
      if let first = summary.firstTime, let last = summary.lastTime {
        lines.append("time         \(first) to \(last)")
      }
      lines.append("")
      lines.append("direction  kind              messages    payload bytes")
      for row in summary.rows {
        lines.append(
          pad(row.direction.name, 11) + pad(row.kindName, 14)
            + padLeft("\(row.messages)", 12) + padLeft("\(row.payloadBytes.bytes)", 17))
      }
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

    private func pad(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func padLeft(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
  }

  /// `sidelight trace verify`.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check every checksum and the footer; exits 2 at the first fault.",
      discussion: "EXAMPLE\n  sidelight trace verify runs/quickstart-7/trace.slt")

    @Argument(help: "The trace file.", completion: .file(extensions: ["slt"]))
    var file: String

    mutating func run() throws {
      let report = TraceVerification.verify(path: file)
      let counts =
        "\(report.wholeBlocks) whole blocks, \(report.frames) frames, "
        + "\(report.payloadBytes.bytes) payload bytes"
      if report.complete, let digest = report.digest {
        try StandardOutput.write("verified: \(counts), digest \(digest)")
        return
      }
      let fault = report.fault?.description ?? "\(file): error: the footer is missing"
      throw Failure(badInput: "\(fault)\nverified up to there: \(counts)")
    }
  }
}
