internal import Traces
internal import Wire

/// Compares the metadata of runs in which only secrets differ.
///
/// Count, direction, flow, kind, size and time of every frame must agree, and the order of the
/// samples in them with their keys, which both runs draw from one seed; other contents may differ,
/// and some must, or the comparison shows nothing.
public enum InterferenceCheck {
  /// Compares `base` with each of `variants`.
  ///
  /// In the first one every secret must differ.
  ///
  /// Throws what reading throws.
  public static func run(
    id: String, base: CheckMaterial, variants: [PairedTrace]
  ) throws -> CheckResult {
    var frames = 0
    var payloads = 0
    for (index, variant) in variants.enumerated() {
      precondition(
        (0...variant.secretsTotal).contains(variant.secretsChanged), "changed secrets are secrets")
      let comparison =
        try base.client == nil ? compare(base, variant) : compareCaptures(base, variant)
      let changed = "\(variant.secretsChanged) of \(variant.secretsTotal) secrets changed"
      if let difference = comparison.difference {
        return leak(id, changed, comparison, difference)
      }
      let isStrict = index == 0
      let doubt: String? =
        if comparison.frames == 0 {
          "the traces hold no frames"
        } else if isStrict, variant.secretsChanged < max(variant.secretsTotal, 1) {
          "a paired run must change every secret"
        } else if isStrict, comparison.payloadsDiffering == 0 {
          "no payload differs, so the runs may be one and the same"
        } else {
          nil
        }
      if let doubt {
        return .inconclusive(
          id, .interference, samples: comparison.frames,
          because: "\(changed) and the metadata agree, but \(doubt).")
      }
      frames = comparison.frames
      payloads = max(payloads, comparison.payloadsDiffering)
    }
    guard let first = variants.first else {
      return .inconclusive(id, .interference, because: "No paired run was given.")
    }
    let order = base.samples != nil && first.samples != nil ? ", order of samples" : ""
    let keys = order.isEmpty ? "" : ", keys"
    let compared =
      base.client == nil
      ? "count, direction, flow, kind, size, time\(order)\(keys) of the frames are equal"
      : "count, kind, size\(order) of the frames are equal in each direction of each flow; times, "
        + "which a real clock made, were not compared"
    return CheckResult(
      id: id, level: .interference, verdict: .pass, samples: frames,
      evidence:
        "\(first.secretsChanged) of \(first.secretsTotal) secrets changed, \(payloads) of "
        + "\(frames) payloads differ, and \(compared). "
        + "Tested for \(variants.count) paired "
        + "\(variants.count == 1 ? "run" : "runs") only.")
  }

  private static func leak(
    _ id: String, _ changed: String, _ comparison: Comparison, _ difference: Difference
  ) -> CheckResult {
    CheckResult(
      id: id, level: .interference, verdict: .leak, samples: comparison.frames,
      evidence: "\(changed), and frame \(difference.frame) shows it: \(difference.message).",
      findings: [
        Finding(
          check: id, frame: difference.frame, bytes: 0..<0, field: difference.field,
          message: difference.message)
      ])
  }

  /// The first place where two runs part.
  struct Difference {
    var frame: Int
    var field: String
    var message: String
  }

  /// What a comparison of two runs gave.
  struct Comparison {
    var frames = 0
    var payloadsDiffering = 0
    var difference: Difference?
  }

  private static func compare(_ base: CheckMaterial, _ variant: PairedTrace) throws -> Comparison {
    let nextBase = try base.frames.cursor()
    let nextVariant = try variant.frames.cursor()
    let order = SampleOrder(base: base.samples, variant: variant.samples, tree: base.tree)
    var result = Comparison()
    while true {
      let left = try nextBase()
      let right = try nextVariant()
      guard let left, let right else {
        if let longer = left ?? right {
          let name = left == nil ? "base" : "variant"
          result.difference = Difference(
            frame: result.frames, field: "count",
            message: "the \(name) ends while the other run goes on at \(longer.time)")
        }
        return result
      }
      if let difference = firstDifference(result.frames, left, right) {
        result.difference = difference
        return result
      }
      if order?.differs(left, right) == true {
        result.difference = Difference(
          frame: result.frames, field: "order",
          message: "the samples in it come in another order (at \(left.time))")
        return result
      }
      if order?.renames(left, right) == true {
        result.difference = Difference(
          frame: result.frames, field: "key",
          message: "the same samples have other keys in it (at \(left.time))")
        return result
      }
      if left.bytes != right.bytes { result.payloadsDiffering += 1 }
      result.frames += 1
    }
  }

  private static func firstDifference(
    _ frame: Int, _ left: TraceFrame, _ right: TraceFrame
  ) -> Difference? {
    if (left.direction, left.flow, left.kind, left.time)
      == (right.direction, right.flow, right.kind, right.time),
      left.bytes.count == right.bytes.count
    {
      return nil
    }
    let fields: [(name: String, base: String, variant: String, equal: Bool)] = [
      (
        "direction", "\(left.direction)", "\(right.direction)",
        left.direction == right.direction
      ),
      ("flow", "\(left.flow)", "\(right.flow)", left.flow == right.flow),
      ("kind", kindName(left.kind), kindName(right.kind), left.kind == right.kind),
      (
        "size", "\(left.bytes.count) bytes", "\(right.bytes.count) bytes",
        left.bytes.count == right.bytes.count
      ),
      ("time", "\(left.time)", "\(right.time)", left.time == right.time),
    ]
    guard let first = fields.first(where: { !$0.equal }) else { return nil }
    let moment = first.name == "time" ? "" : " (at \(left.time) and \(right.time))"
    return Difference(
      frame: frame, field: first.name,
      message:
        "\(first.name) is \(first.base) in one run and \(first.variant) in the other\(moment)")
  }
}

/// The name of a recorded kind, or its number when there is none.
func kindName(_ kind: UInt8) -> String { FrameKinds.standard.name(kind) }
