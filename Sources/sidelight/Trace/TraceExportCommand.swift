public import ArgumentParser
import Foundation
public import Traces

/// `sidelight trace export`.
struct TraceExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a trace for Wireshark, Perfetto, or scripts.",
    discussion: """
      pcapng    made-up TCP connections that carry the frames, for Wireshark and tshark; a
                dissector lies in Documentation/Wireshark
      perfetto  tracks of device, radio, server and cache for ui.perfetto.dev, from the run's
                private timeline where it is there, and the frames at the server's edge
      jsonl     one JSON object a frame, bytes in base64
      csv       one line a frame, without the bytes

      EXAMPLES
        sidelight trace export runs/quickstart-7 --format pcapng --out quickstart.pcapng
        sidelight trace export runs/quickstart-7 --format perfetto --out quickstart.json
        sidelight trace export runs/quickstart-7 --format jsonl --out quickstart.jsonl --force
      """)

  @Argument(help: "The trace, or the folder of its run.", completion: .file(extensions: ["slt"]))
  var file: String

  @Option(help: "pcapng, perfetto, jsonl or csv.") var format: TraceExportFormat
  @Option(help: "The file to write.", completion: .file()) var out: String
  @Flag(help: "Replace the file if it exists.") var force = false

  mutating func run() throws {
    let trace = TraceFileArgument(file)
    if !FileManager.default.fileExists(atPath: trace.path), format == .perfetto,
      let timeline = trace.timeline
    {
      try removeOld()
      return try TraceExport.write(timeline: timeline, to: out)
    }
    // Opening it first leaves an old output alone when the trace is none.
    _ = try TraceReader(path: trace.path)
    try removeOld(keeping: trace)
    let fault = try TraceExport.write(
      trace.path, as: format, to: out, timeline: format == .perfetto ? trace.timeline : nil,
      kinds: try trace.kinds())
    if let fault {
      throw Failure(badInput: "incomplete, exported up to there: \(fault.description)")
    }
  }

  private func removeOld(keeping trace: TraceFileArgument? = nil) throws {
    let manager = FileManager.default
    guard force, manager.fileExists(atPath: out) else { return }
    let old = try manager.attributesOfItem(atPath: out)
    guard old[.type] as? FileAttributeType == .typeRegular else {
      throw Failure(badInput: "\(out): error: not a regular file, so it is not replaced")
    }
    if let trace {
      let own = try? manager.attributesOfItem(atPath: trace.path)
      if let number = own?[.systemFileNumber] as? UInt64,
        number == old[.systemFileNumber] as? UInt64
      {
        throw Failure(badInput: "\(out): error: this is the trace itself")
      }
    }
    do { try manager.removeItem(atPath: out) } catch {
      throw Failure(badInput: "\(out): error: cannot be replaced")
    }
  }
}

extension TraceExportFormat: ExpressibleByArgument {}
