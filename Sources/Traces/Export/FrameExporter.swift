import Glibc
public import Wire

/// Writes frames into a file of another format, front to back and in constant memory.
public protocol FrameExporter {
  /// Adds the next frame.
  ///
  /// - Throws: when the file cannot be written.
  mutating func append(_ frame: TraceFrame, number: UInt64) throws(TraceError)

  /// Completes the file.
  mutating func finish() throws(TraceError)
}

/// A format that a trace can be exported to.
public enum TraceExportFormat: String, CaseIterable, Sendable {
  /// Packets of made-up TCP connections, for Wireshark.
  case pcapng
  /// Tracks of what happened when, for ui.perfetto.dev.
  case perfetto
  /// One JSON object a frame, bytes in base64.
  case jsonl
  /// One line a frame, without the bytes.
  case csv
}

/// Exports a trace.
public enum TraceExport {
  /// Writes the trace at `path` to the file `output`, which appears whole or not at all.
  ///
  /// A Perfetto export also shows `timeline`, if there is one. An incomplete trace is exported up
  /// to its last whole block, and the fault is returned. Only with `replacing` another file may
  /// stand at `output`.
  ///
  /// - Throws: when the trace cannot be opened or the output cannot be written.
  public static func write(
    _ path: String, as format: TraceExportFormat, to output: String, timeline: String? = nil,
    kinds: FrameKinds = .standard, replacing: Bool = false
  ) throws(TraceError) -> TraceError? {
    let reader = try TraceReader(path: path)
    var fault: TraceError?
    try whole(output, replacing: replacing) { text throws(TraceError) in
      fault =
        switch format {
        case .jsonl: try copy(reader, JSONLinesExporter(text: text, kinds: kinds))
        case .csv: try copy(reader, try CSVExporter(text: text, kinds: kinds))
        case .pcapng:
          try copy(reader, try PcapngExporter(text: text, header: reader.header, kinds: kinds))
        case .perfetto: try copy(reader, try perfetto(text, timeline, kinds))
        }
    }
    return fault
  }

  /// Writes a timeline alone, for runs without a trace.
  public static func write(
    timeline path: String, to output: String, replacing: Bool = false
  ) throws(TraceError) {
    try whole(output, replacing: replacing) { text throws(TraceError) in
      try perfetto(text, path, .standard).finish()
    }
  }

  private static func perfetto(
    _ text: TextFile, _ timeline: String?, _ kinds: FrameKinds
  ) throws(TraceError) -> PerfettoExporter {
    let spans = try timeline.map { path throws(TraceError) in try TimelineReader(path: path) }
    var exporter = try PerfettoExporter(text: text, kinds: kinds)
    if let spans { try exporter.append(spans) }
    return exporter
  }

  /// Writes beside `output` and moves what is complete to its place.
  private static func whole(
    _ output: String, replacing: Bool, _ body: (TextFile) throws(TraceError) -> Void
  ) throws(TraceError) {
    if !replacing, access(output, F_OK) == 0 { throw TraceError(.exists, path: output) }
    let text = try TextFile(creating: "\(output).\(getpid()).part")
    do throws(TraceError) {
      try body(text)
    } catch {
      text.discard()
      throw error
    }
    try text.move(to: output, replacing: replacing)
  }

  private static func copy(
    _ reader: TraceReader, _ exporter: some FrameExporter
  ) throws(TraceError) -> TraceError? {
    var exporter = exporter
    var fault: TraceError?
    while true {
      let number = reader.frameNumber
      let next: TraceFrame?
      do {
        next = try reader.next()
      } catch {
        fault = error
        break
      }
      guard let frame = next else { break }
      try exporter.append(frame, number: number)
    }
    try exporter.finish()
    return fault
  }
}
