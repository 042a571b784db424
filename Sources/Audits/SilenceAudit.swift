internal import LeakCheck
internal import Traces
internal import Wire

/// Audits a method that promises to send nothing: an empty trace tells nothing, and whatever stands
/// in it is a leak.
enum SilenceAudit {
  private static let silence =
    "No frame crossed the server's edge in either direction, so there are no bytes, sizes, times "
    + "or orders that could tell anything. Proved for this trace."
  private static let noise = "Frames crossed, though the method sends none; schema.fields has them."

  /// A result for each of `Auditor.ids`, in their order; throws what reading the trace throws.
  static func run(_ inputs: AuditInputs) throws -> [CheckResult] {
    var (frames, findings): (Int, [Finding]) = (0, [])
    try inputs.material.frames.forEach { index, frame in
      frames += 1
      guard findings.count < CheckResult.findingLimit else { return }
      findings.append(
        Finding(
          check: SchemaCheck.id, frame: index, bytes: 0..<frame.bytes.count,
          field: MessageKind(rawValue: frame.kind)?.name ?? "unknown",
          message: "a method that trains on the device alone sends no frame"))
    }
    return Auditor.ids.map { id in
      guard let level = level(of: id) else {
        return .notApplicable(
          id, because: "The method sends nothing, so there is nothing to attack.")
      }
      guard frames > 0 else {
        return CheckResult(id: id, level: level, verdict: .pass, samples: 0, evidence: silence)
      }
      guard id == SchemaCheck.id else { return .inconclusive(id, level, because: noise) }
      return CheckResult(
        id: id, level: level, verdict: .leak, samples: frames,
        evidence: "\(frames) frames crossed, and the method sends none.", findings: findings)
    }
  }

  /// The level of a check that no attack makes.
  private static func level(of id: String) -> CheckLevel? {
    if AttackBattery.ids.contains(id) { return nil }
    if id == SchemaCheck.id { return .schema }
    return RawCheck.ids.contains(id) ? .raw : .interference
  }
}
