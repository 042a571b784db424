public import ArgumentParser
import Foundation
import Simulation
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
    try checkOutput()
    do throws(TraceError) {
      if format == .perfetto, let timeline = trace.timeline,
        !FileManager.default.fileExists(atPath: trace.path)
      {
        return try TraceExport.write(timeline: timeline, to: out, replacing: force)
      }
    } catch { throw explained(error) }
    let kinds = try trace.kinds()
    do throws(TraceError) {
      let fault = try TraceExport.write(
        trace.path, as: format, to: out, timeline: format == .perfetto ? trace.timeline : nil,
        kinds: kinds, replacing: force)
      if let fault { throw fault }
    } catch { throw explained(error) }
  }

  private func explained(_ error: TraceError) -> Failure {
    switch error.code {
    case .exists: Failure(badInput: "\(out): error: the file exists; use --force to replace it")
    case .missingFooter, .truncated, .damaged, .trailingBytes:
      Failure(badInput: "incomplete, exported up to there: \(error.description)")
    default: Failure(badInput: error.description)
    }
  }

  /// An export never goes over a record, nor into a run's folder, nor over what is no file.
  private func checkOutput() throws {
    let manager = FileManager.default
    if RunFolder.holds(out) {
      throw Failure(
        badInput: "\(out): error: this lies in a run's folder, whose files stay as they are")
    }
    guard let kind = try? manager.attributesOfItem(atPath: out)[.type] as? FileAttributeType else {
      return
    }
    guard kind == .typeRegular else {
      throw Failure(badInput: "\(out): error: not a regular file, so it is not replaced")
    }
    if (try? TraceReader(path: out)) != nil {
      throw Failure(badInput: "\(out): error: this is a trace, which is never replaced")
    }
  }
}

extension TraceExportFormat: ExpressibleByArgument {}
