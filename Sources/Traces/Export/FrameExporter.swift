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
  /// Writes the trace at `path` to the new file `output`; removes that file again when it fails.
  ///
  /// A Perfetto export also shows `timeline`, if there is one. An incomplete trace is exported up
  /// to its last whole block, and the fault is returned.
  ///
  /// - Throws: when the trace cannot be opened or the output cannot be written.
  public static func write(
    _ path: String, as format: TraceExportFormat, to output: String, timeline: String? = nil,
    kinds: FrameKinds = .standard
  ) throws(TraceError) -> TraceError? {
    let reader = try TraceReader(path: path)
    let text = try TextFile(creating: output)
    do throws(TraceError) {
      switch format {
      case .jsonl: return try copy(reader, JSONLinesExporter(text: text, kinds: kinds))
      case .csv: return try copy(reader, try CSVExporter(text: text, kinds: kinds))
      case .pcapng:
        return try copy(
          reader, try PcapngExporter(text: text, header: reader.header, kinds: kinds))
      case .perfetto:
        var exporter = try PerfettoExporter(text: text, kinds: kinds)
        if let timeline { try exporter.append(try TimelineReader(path: timeline)) }
        return try copy(reader, exporter)
      }
    } catch {
      text.discard()
      throw error
    }
  }

  /// Writes a timeline alone, for runs without a trace.
  public static func write(timeline path: String, to output: String) throws(TraceError) {
    let timeline = try TimelineReader(path: path)
    let text = try TextFile(creating: output)
    do throws(TraceError) {
      var exporter = try PerfettoExporter(text: text, kinds: .standard)
      try exporter.append(timeline)
      try exporter.finish()
    } catch {
      text.discard()
      throw error
    }
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
