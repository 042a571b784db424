import Determinism
import Wire

/// One line a frame: everything but the bytes, of which a digest stands in.
struct CSVExporter: FrameExporter {
  private let text: TextFile
  private let kinds: FrameKinds

  init(text: TextFile, kinds: FrameKinds) throws(TraceError) {
    self.text = text
    self.kinds = kinds
    try text.write("frame,time_ns,direction,flow,kind,kind_name,bytes,xxh3_128\n")
  }

  func append(_ frame: TraceFrame, number: UInt64) throws(TraceError) {
    try text.write(
      "\(number),\(frame.time.nanoseconds),\(frame.direction.name),\(frame.flow),\(frame.kind),"
        + "\(kinds.name(frame.kind)),\(frame.bytes.count),\(Digest128(of: frame.bytes))\n")
  }

  func finish() throws(TraceError) { try text.finish() }
}
