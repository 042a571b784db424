/// What a check concluded.
///
/// There is no "safe": a check can only fail to find a leak.
public enum Verdict: String, CaseIterable, Sendable {
  /// A leak was found.
  case leak
  /// No leak was found by what the evidence describes.
  case pass
  /// The check could not have decided, for the reason in the evidence.
  case inconclusive
  /// The check was not made, for the reason that whoever asked gives.
  case leftOut = "left-out"
  /// The check does not fit this run, for the reason in the evidence.
  case notApplicable = "not-applicable"

  /// The word for people.
  public var text: String {
    switch self {
    case .leak: "leak"
    case .pass: "no leak found"
    case .inconclusive: "inconclusive"
    case .leftOut: "left out"
    case .notApplicable: "not applicable"
    }
  }

  /// The verdict over several checks: a leak outweighs a doubt, and a doubt outweighs a pass.
  ///
  /// Checks that were left out or do not apply have no say; no checks at all are inconclusive.
  public static func overall(_ verdicts: [Verdict]) -> Verdict {
    if verdicts.contains(.leak) { return .leak }
    return verdicts.contains(.inconclusive) || !verdicts.contains(.pass) ? .inconclusive : .pass
  }
}

/// How deep a check looks.
public enum CheckLevel: String, CaseIterable, Sendable {
  /// Only fields of the policy cross.
  case schema
  /// No encoding of a secret occurs in the bytes.
  case raw
  /// Metadata do not change when only secrets change.
  case interference
  /// How well an attack does.
  case inference
}

/// A private thing that the checks look for.
public enum SecretKind: String, CaseIterable, Sendable {
  /// The classes of the samples.
  case labels
  /// The token ids of the samples.
  case tokens
  /// The texts themselves.
  case text
}
