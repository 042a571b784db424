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
    try run(
      frames: frames, SchemaPass(sessions: sessions, repeatsFrames: repeatsFrames),
      sizes: "the sizes of the session")
  }

  /// Decodes every frame of a client that is not ours.
  ///
  /// Throws what reading throws.
  public static func run(frames: FrameSource, client: ImportedClient) throws -> CheckResult {
    try run(frames: frames, ClientSchemaPass(client: client), sizes: "the sizes of the map")
  }

  private static func run(
    frames: FrameSource, _ decoding: some SchemaDecoding, sizes: String
  ) throws -> CheckResult {
    var pass = decoding
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
    if pass.log.problems > 0 {
      let listed =
        pass.log.problems > pass.log.findings.count
        ? "; the first \(pass.log.findings.count) are listed" : ""
      return CheckResult(
        id: id, level: .schema, verdict: .leak, estimate: Double(pass.log.problems), baseline: 0,
        samples: count,
        evidence:
          "\(pass.log.problems) departures from the schema in \(count) frames\(listed). What the "
          + "schema does not allow may carry anything.",
        findings: pass.log.findings, hasUnlistedFields: pass.log.list.isCutShort)
    }
    return CheckResult(
      id: id, level: .schema, verdict: .pass, estimate: 0, baseline: 0, samples: count,
      evidence:
        "All \(ByteCount(bytes)) of \(count) frames, both directions, are fields of the schema "
        + "in canonical form with \(sizes). \(pass.notes)Proved for this trace; "
        + "what the "
        + "allowed fields reveal is not covered.")
  }
}
