import ArgumentParser
import Determinism
import Traces
import Wire

/// `sidelight trace diff`.
struct TraceDiff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Stop at the first frame and field in which two traces differ.",
    discussion: """
      Exits 0 when all frames are equal and 1 when not; 2 when a trace cannot be read as far as \
      that. Headers and the server's own events are compared and named; they alone make no \
      difference.

      EXAMPLE
        sidelight trace diff runs/quickstart-7 runs/quickstart-8
      """)

  @Argument(help: "One trace, or the folder of its run.", completion: .file(extensions: ["slt"]))
  var left: String

  @Argument(help: "The other.", completion: .file(extensions: ["slt"]))
  var right: String

  @Flag(help: "Print JSON.") var json = false

  private struct Report: Encodable {
    struct Frame: Encodable {
      var time: UInt64
      var direction: String
      var flow: UInt32
      var kind: String
      var bytes: Int

      init?(_ frame: TraceFrame?, _ kinds: FrameKinds) {
        guard let frame else { return nil }
        (time, direction) = (frame.time.nanoseconds, frame.direction.name)
        (flow, kind, bytes) = (frame.flow, kinds.name(frame.kind), frame.bytes.count)
      }
    }

    var same: Bool
    var equal_frames: UInt64
    var frame: UInt64?
    var field: String?
    var detail: String?
    var left: Frame?
    var right: Frame?
    var headers: [String]
    var same_events: Bool
  }

  mutating func run() throws {
    let trace = TraceFileArgument(left)
    let client = try trace.client()
    let kinds = client.map(FrameKinds.init) ?? .standard
    let comparison = try TraceComparison(
      trace.path, TraceFileArgument(right).path, client: client)
    if json {
      try StandardOutput.write(
        json: Report(
          same: comparison.difference == nil, equal_frames: comparison.equalFrames,
          frame: comparison.difference?.frame, field: comparison.difference?.field.rawValue,
          detail: comparison.detail, left: .init(comparison.frames.left, kinds),
          right: .init(comparison.frames.right, kinds), headers: comparison.headers.map(\.field),
          same_events: comparison.eventsAreEqual))
    } else {
      try StandardOutput.write(text(comparison, kinds))
    }
    if comparison.difference != nil { throw ExitCode(ExitStatus.leak) }
  }

  private func text(_ comparison: TraceComparison, _ kinds: FrameKinds) -> String {
    var lines = comparison.headers.map {
      "header: \($0.field) is \($0.left.printable) and \($0.right.printable)"
    }
    if comparison.headers.contains(where: { $0.field == "numerics" }) {
      lines.append("The traces were made under different numerics, so last bits may differ.")
    }
    guard let difference = comparison.difference else {
      if !comparison.eventsAreEqual {
        lines.append(
          "The server's own events differ (\(comparison.events.left) and "
            + "\(comparison.events.right)), on which a replay depends.")
      }
      return (lines + ["same: \(comparison.equalFrames) frames are equal"]).joined(separator: "\n")
    }
    for (number, frame) in comparison.context {
      lines.append("  #\(number) \(Self.line(frame, kinds))")
    }
    for (sign, frame) in [("<", comparison.frames.left), (">", comparison.frames.right)] {
      let line = frame.map { Self.line($0, kinds) } ?? "the trace has ended"
      lines.append("\(sign) #\(difference.frame) \(line)")
    }
    lines.append(
      "different: frame \(difference.frame) in its \(difference.field.rawValue)"
        + (comparison.detail.map { "; \($0)" } ?? ""))
    return lines.joined(separator: "\n")
  }

  private static func line(_ frame: TraceFrame, _ kinds: FrameKinds) -> String {
    "\(frame.time)  \(frame.direction.name) flow \(frame.flow)  \(kinds.name(frame.kind))  "
      + "\(frame.bytes.count) B  \(Digest128(of: frame.bytes))"
  }
}
