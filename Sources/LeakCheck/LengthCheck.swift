/// `timing.length`: whether the server sees how long the texts are.
///
/// The time of a forward pass grows with the number of tokens, so that it is a finding of its own,
/// apart from what the tokens are.
public enum LengthCheck {
  /// The check's name.
  public static let id = "timing.length"

  /// Whether a paired run is needed: the lengths in the data differ.
  public static func needsPair(tokenCounts: [Int]) -> Bool {
    tokenCounts.contains { $0 != tokenCounts[0] }
  }

  /// Judges from the lengths alone where they carry nothing, else from a paired run in which the
  /// lengths were changed.
  public static func run(
    tokenCounts: [Int], base: CheckMaterial, pairs: [PairedTrace]
  ) throws -> CheckResult {
    guard !tokenCounts.isEmpty else {
      return .inconclusive(id, .interference, because: "There are no samples.")
    }
    guard try base.frames.cursor()() != nil else {
      return .inconclusive(id, .interference, because: "The trace holds no frames.")
    }
    guard needsPair(tokenCounts: tokenCounts) else {
      return CheckResult(
        id: id, level: .interference, verdict: .pass, samples: tokenCounts.count,
        evidence:
          "All \(tokenCounts.count) samples have the same number of tokens, so length carries no "
          + "information in this data. Nothing is said about data of varied length.")
    }
    guard !pairs.isEmpty else {
      return .inconclusive(
        id, .interference, samples: tokenCounts.count,
        because: "The lengths differ and no paired run with other lengths was given.")
    }
    return try InterferenceCheck.run(id: id, base: base, variants: pairs)
  }
}
