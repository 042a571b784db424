import ArgumentParser
import Determinism
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
    let path = TraceFileArgument(file).path
    let report = TraceVerification.verify(path: path)
    let counts =
      "\(report.wholeBlocks) whole blocks, \(report.frames) frames, "
      + "\(report.payloadBytes.bytes) payload bytes"
    if report.complete, let digest = report.digest {
      try StandardOutput.write("verified: \(counts), digest \(digest)")
      return
    }
    let fault = report.fault?.description ?? "\(path): error: the footer is missing"
    throw Failure(badInput: "\(fault)\nverified up to there: \(counts)")
  }
}
