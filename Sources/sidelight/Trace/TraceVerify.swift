import ArgumentParser
import Determinism
import Simulation
import Traces

/// `sidelight trace verify`.
struct TraceVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every checksum, the chain, the index and the footer.",
    discussion: """
      Exits 2 at the first fault and says where it lies and what is whole up to there.

      EXAMPLE
        sidelight trace verify runs/quickstart-7
      """)

  @Argument(help: "The trace, or the folder of its run.", completion: .file(extensions: ["slt"]))
  var file: String

  mutating func run() throws {
    let trace = TraceFileArgument(file)
    let path = trace.path
    let report = TraceVerification.verify(path: path)
    let counts =
      "\(report.wholeBlocks) whole blocks, \(report.frames) frames, "
      + "\(report.payloadBytes.bytes) payload bytes"
    if report.complete, let digest = report.digest {
      if trace.isRunTrace, let named = try trace.folder.summary()?.traceDigest,
        named != digest.description
      {
        throw Failure(
          badInput: "\(path): error: whole, but not the trace that summary.json names: \(digest) "
            + "and \(named)")
      }
      try StandardOutput.write("verified: \(counts), digest \(digest)")
      return
    }
    let fault = report.fault?.description ?? "\(path): error: the footer is missing"
    let isReadable = (try? TraceReader(path: path)) != nil
    throw Failure(badInput: fault + (isReadable ? "\nverified up to there: \(counts)" : ""))
  }
}
