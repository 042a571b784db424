internal import Determinism
internal import Traces
public import Wire

/// `schema.fields`: every byte of every frame belongs to a field that the policy allows.
///
/// A closed-world decode in both directions, by a decoder of its own.
public enum SchemaCheck {
  /// The check's name.
  public static let id = "schema.fields"

  /// Decodes every frame.
  ///
  /// `sessions` are what the scenario's public part promises, in the order of flows, and
  /// `repeatsFrames` says that its world loses frames. Throws what reading throws.
  public static func run(
    frames: FrameSource, sessions: [SessionShape], repeatsFrames: Bool = false
  ) throws -> CheckResult {
    var pass = SchemaPass(sessions: sessions, repeatsFrames: repeatsFrames)
    var count = 0
    var bytes: UInt64 = 0
    try frames.forEach { index, frame in
      pass.read(frame, at: index)
      count += 1
      bytes += UInt64(frame.bytes.count)
    }
    guard count > 0 else {
      return .inconclusive(id, .schema, because: "The trace holds no frames.")
    }
    if pass.problems > 0 {
      let listed =
        pass.problems > pass.findings.count ? "; the first \(pass.findings.count) are listed" : ""
      return CheckResult(
        id: id, level: .schema, verdict: .leak, estimate: Double(pass.problems), baseline: 0,
        samples: count,
        evidence:
          "\(pass.problems) departures from the schema in \(count) frames\(listed). What the "
          + "schema does not allow may carry anything.",
        findings: pass.findings)
    }
    let counters =
      repeatsFrames ? "Frames get lost, so batch numbers may repeat and skip. " : ""
    return CheckResult(
      id: id, level: .schema, verdict: .pass, estimate: 0, baseline: 0, samples: count,
      evidence:
        "All \(ByteCount(bytes)) of \(count) frames, both directions, are fields of the schema "
        + "in canonical form with the sizes of the session. \(counters)Proved for this trace; "
        + "what the "
        + "allowed fields reveal is not covered.")
  }
}
