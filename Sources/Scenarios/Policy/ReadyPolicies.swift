/// The policies that come with the program.
public enum ReadyPolicies {
  /// Their names.
  public static let names = ["strict", "labels-only", "raw-labels"]

  /// The policy of a run for which none is named: activations reveal tokens by design.
  public static let standard = "labels-only"

  /// The text of the policy called `name`, as a file would hold it; nil when there is none.
  public static func text(_ name: String) -> String? {
    switch name {
    case "strict": strict
    case "labels-only": labelsOnly
    case "raw-labels": rawLabels
    default: nil
    }
  }

  private static let strict = """
    # Nothing may leak, and every check must decide.
    name: strict
    secrets: [labels, tokens, text, lengths]
    required: ["*"]
    left_out: refuse

    """

  private static let labelsOnly = """
    # Labels are protected. Activations are what side-tuning sends, and they reveal tokens.
    name: labels-only
    secrets: [labels, tokens, text, lengths]
    required: ["*"]
    left_out: accept
    declared:
      - check: token.*
        reason: Activations are a function of the tokens, and the method sends them by design.
      - check: label.served
        reason: A trained model predicts the labels that it was trained on.
      - check: cache.linkage
        reason: Keys are constant, so that the server can cache.
      - check: label.completion
        behind: [randomized-response, noise]
        reason: A mechanism bounds what delta shows, and not what it adds to activations.
      - check: label.positive
        behind: [randomized-response, noise]
        reason: The mark names the label that was sent, which need not be the true one.

    """

  private static let rawLabels = """
    # For methods that send labels and the states of every token: the server is trusted with both.
    name: raw-labels
    secrets: [labels, tokens, text, lengths]
    required: ["*"]
    left_out: accept
    declared:
      - check: raw.labels
        reason: The server trains on labels, and the method sends each as a number by design.
      - check: token.*
        reason: States of every token are a function of the tokens, and the method sends them.
      - check: timing.length
        reason: A sample holds as many states as its text has tokens, so its size counts them.
      - check: cache.linkage
        reason: Keys are constant, so that the server can cache.

    """
}
