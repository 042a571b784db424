/// A claim of `Proofs/`, and how it is shown.
public struct Proof: Sendable {
  /// How a claim is shown.
  public enum Method: Sendable {
    /// Questions to solvers.
    case solvers([ProofQuery])
    /// Every assignment of secrets in tiny worlds.
    case enumeration([TinyWorld])
    /// By tests in a checkout, which this command runs; nothing here derives it again.
    case tests(command: String)
  }

  /// Its number, such as `P003`.
  public let id: String
  /// The claim in a few words.
  public let title: String
  /// How it is shown.
  public let method: Method

  /// All proofs, by number.
  public static let all: [Proof] = [
    Proof(
      id: "P001", title: "the server cannot name a private type",
      method: .tests(command: "swift test -c release --filter TidyTests")),
    Proof(
      id: "P002", title: "metadata do not depend on labels and texts of equal length",
      method: .enumeration(TinyWorld.all)),
    Proof(
      id: "P003", title: "delta has one positive entry, the label",
      method: .solvers(DeltaSignProof.queries)),
    Proof(
      id: "P004", title: "randomized response is eps-label-DP and unbiased",
      method: .solvers(RandomizedResponseProof.queries)),
    Proof(
      id: "P005", title: "a rotation of delta hides no partition by label",
      method: .solvers(RotationProof.queries)),
    Proof(
      id: "P006", title: "message sizes follow from the session alone",
      method: .solvers(MessageSizeProof.queries)),
    Proof(
      id: "P007", title: "the trace holds all that the server saw",
      method: .tests(
        command: "swift test -c release --filter 'TidyTests|RecordTests|ReplayTests'")),
  ]
}
