import Determinism
import Foundation
import Wire

/// One JSON object a frame: number, time in nanoseconds, direction, flow, kind, bytes in base64.
struct JSONLinesExporter: FrameExporter {
  let text: TextFile
  let kinds: FrameKinds

  func append(_ frame: TraceFrame, number: UInt64) throws(TraceError) {
    try text.write(
      "{\"frame\":\(number),\"time\":\(frame.time.nanoseconds),"
        + "\"direction\":\"\(frame.direction.name)\",\"flow\":\(frame.flow),"
        + "\"kind\":\(frame.kind),\"kind_name\":\"\(kinds.name(frame.kind))\",\"bytes\":\"")
    try text.write(Data(frame.bytes).base64EncodedString())
    try text.write("\"}\n")
  }

  func finish() throws(TraceError) { try text.finish() }
}
