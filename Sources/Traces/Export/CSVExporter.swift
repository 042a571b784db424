import Determinism

/// One line a frame: everything but the bytes, of which a digest stands in.
struct CSVExporter: FrameExporter {
  private let text: TextFile

  init(text: TextFile) throws(TraceError) {
    self.text = text
    try text.write("frame,time_ns,direction,flow,kind,kind_name,bytes,xxh3_128\n")
  }

  func append(_ frame: TraceFrame, number: UInt64) throws(TraceError) {
    try text.write(
      "\(number),\(frame.time.nanoseconds),\(frame.direction.name),\(frame.flow),\(frame.kind),"
        + "\(frame.kindName),\(frame.bytes.count),\(Digest128(of: frame.bytes))\n")
  }

  func finish() throws(TraceError) { try text.finish() }
}
