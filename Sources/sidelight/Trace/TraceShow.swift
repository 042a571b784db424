import ArgumentParser
import Determinism
import Foundation
import Scenarios
import Traces
import Wire

/// `sidelight trace show`.
struct TraceShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print frames, decoded: one line a frame.",
    discussion: """
      Frames are counted from zero over both directions, as findings count them. `--from` and \
      `--frame` use the trace's index and skip what lies before unverified.

      EXAMPLES
        sidelight trace show runs/quickstart-7 --limit 5
        sidelight trace show runs/quickstart-7 --kind samples --from '1.5 s' --to '2 s'
        sidelight trace show runs/quickstart-7 --frame 12 --limit 1 --full
        sidelight trace show runs/quickstart-7 --direction to-device --json | jq .summary
      """)

  /// A direction as a person writes it.
  enum Direction: String, ExpressibleByArgument, CaseIterable {
    case toServer = "to-server"
    case toDevice = "to-device"

    var direction: TraceDirection { self == .toServer ? .toServer : .toDevice }
  }

  @Argument(help: "The trace, or the folder of its run.", completion: .file(extensions: ["slt"]))
  var file: String

  @Option(
    name: .customLong("kind"), parsing: .singleValue,
    help: "Only frames of this kind, such as samples; may be repeated.")
  var kinds: [String] = []

  @Option(help: "Only frames in this direction: to-server or to-device.")
  var direction: Direction?

  @Option(help: "Only frames of this connection, counted from one.") var flow: UInt32?
  @Option(help: "Only frames at or after this moment, as in '1.5 s'.") var from: String?
  @Option(help: "Only frames at or before this moment.") var to: String?
  @Option(help: "Only frames from this number on.") var frame: UInt64 = 0
  @Option(help: "At most so many frames.") var limit: Int?
  @Flag(help: "Also list what is in a frame: samples with keys and deltas, tensors.")
  var full = false
  @Flag(
    help: """
      Also show the server's own events, unless a kind or direction is asked for; they do not \
      count towards --limit.
      """)
  var events = false
  @Flag(help: "Print one JSON object a line.") var json = false

  private struct Line: Encodable {
    var frame: UInt64
    var time: UInt64
    var direction: String
    var flow: UInt32
    var kind: String
    var bytes: Int
    var summary: String
    var details: [String]?
  }

  private struct EventLine: Encodable {
    var event: String
    var time: UInt64
    var flow: UInt32
  }

  mutating func run() throws {
    let trace = TraceFileArgument(file)
    let path = trace.path
    let client = try trace.client()
    var describer = FrameDescriber(client: client)
    let codes = try kinds.flatMap { try Self.codes($0, describer.kinds) }
    let start = try from.map { try QuantityReader.moment($0, of: "--from") }
    let end = try to.map { try QuantityReader.moment($0, of: "--to") }
    if let limit, limit < 0 { throw ValidationError("--limit must not be negative.") }
    let reader = try TraceReader(path: path)
    if let start { try reader.skip(to: .time(start)) }
    if frame > reader.frameNumber { try reader.skip(to: .frame(frame)) }
    var shown = 0
    while shown < limit ?? .max {
      let number = reader.frameNumber
      guard let entry = try reader.nextEntry() else { return }
      if let end, entry.time > end { return }
      guard entry.time >= start ?? .zero, number >= frame else {
        if case .frame(let frame) = entry { describer.learn(frame) }
        continue
      }
      switch entry {
      case .event(let event):
        if events, codes.isEmpty, direction == nil, flow.map({ $0 == event.flow }) ?? true {
          try show(event)
        }
      case .frame(let recorded):
        describer.learn(recorded)
        guard codes.isEmpty || codes.contains(recorded.kind),
          direction.map({ $0.direction == recorded.direction }) ?? true,
          flow.map({ $0 == recorded.flow }) ?? true
        else { continue }
        if describer.lacksSession(recorded) { describer.learn(from: path, before: number) }
        try show(recorded, number, describer)
        shown += 1
      }
    }
  }

  private func show(_ event: TraceEvent) throws {
    if json {
      let line = EventLine(
        event: event.kind.name, time: event.time.nanoseconds, flow: event.flow)
      return try StandardOutput.write(try Self.encode(line))
    }
    let flow = event.flow > 0 ? " flow \(event.flow)" : ""
    try StandardOutput.write(
      "         \(TextColumns.right("\(event.time)", 18))  server: \(event.kind.name)\(flow)")
  }

  private func show(_ frame: TraceFrame, _ number: UInt64, _ describer: FrameDescriber) throws {
    let details = full ? describer.details(frame) : []
    if json {
      let line = Line(
        frame: number, time: frame.time.nanoseconds, direction: frame.direction.name,
        flow: frame.flow, kind: describer.kinds.name(frame.kind), bytes: frame.bytes.count,
        summary: describer.summary(frame), details: full ? details : nil)
      return try StandardOutput.write(try Self.encode(line))
    }
    let way = frame.direction == .toServer ? "->" : "<-"
    let head =
      TextColumns.right("#\(number)", 8) + " " + TextColumns.right("\(frame.time)", 18)
      + "  \(way) " + TextColumns.left("\(frame.flow)", 3)
      + TextColumns.left(describer.kinds.name(frame.kind), 16)
      + TextColumns.right("\(frame.bytes.count) B", 12)
    try StandardOutput.write(
      ([head + "  " + describer.summary(frame)] + details.map { "           " + $0 })
        .joined(separator: "\n"))
  }

  private static func encode(_ line: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(line), as: UTF8.self)
  }

  /// The codes of a kind, by its name or its number.
  private static func codes(_ name: String, _ kinds: FrameKinds) throws -> [UInt8] {
    let codes = kinds.codes(named: name)
    if !codes.isEmpty { return codes }
    if let code = UInt8(name) { return [code] }
    throw Failure(
      badInput: "--kind '\(name)': error: no such kind; there are "
        + kinds.all.joined(separator: ", "))
  }
}
