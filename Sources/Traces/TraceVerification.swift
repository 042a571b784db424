public import Determinism

/// Says whether a trace is whole, and if not, how much of it is.
public enum TraceVerification {
  /// The outcome of a verification.
  public struct Report: Equatable, Sendable {
    /// Blocks that verified, from the start.
    public var wholeBlocks: UInt64
    /// Frames in those blocks.
    public var frames: UInt64
    /// Sum of those frames' bytes.
    public var payloadBytes: ByteCount
    /// Whether a valid footer ends the file.
    ///
    /// Then there is no fault.
    public var complete: Bool
    /// The trace's digest, when it is complete.
    public var digest: Digest128?
    /// The first fault, with its byte offset where there is one.
    public var fault: TraceError?
  }

  /// Reads the whole file and never throws: an unreadable file is a fault like any other.
  public static func verify(path: String) -> Report {
    var report = Report(
      wholeBlocks: 0, frames: 0, payloadBytes: .zero, complete: false, digest: nil, fault: nil)
    do {
      let reader = try TraceReader(path: path)
      func count() {
        report.wholeBlocks = reader.verified.blocks
        report.frames = reader.verified.frames
        report.payloadBytes = reader.verified.bytes
      }
      do {
        while try reader.readBlock() {}
        count()
        report.complete = true
        report.digest = reader.verified.digest
      } catch {
        count()
        report.fault = error
      }
    } catch {
      report.fault = error
    }
    return report
  }
}
