public import Determinism

extension RunSummary {
  /// A digest of what happened, without the record of it.
  ///
  /// Covers all that the summary says but facts about the machine, verdicts on leaks, and the
  /// digests of trace and run: so a run that wrote no trace can be compared with one that did.
  ///
  /// - Throws: where a number cannot be written.
  public func resultDigest() throws -> Digest128 {
    var summary = self
    summary.host = Host(wallSeconds: 0, workers: 0, program: "")
    summary.leaks = []
    summary.traceDigest = nil
    summary.runDigest = ""
    return Digest128(of: [UInt8](try summary.json()))
  }
}
