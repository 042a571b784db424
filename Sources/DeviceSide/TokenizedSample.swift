public import PrivateData

/// A private sample as the backbone reads it.
public struct TokenizedSample: Sendable {
  /// Token ids.
  public let tokens: Secret<[Int]>
  /// UTF-8 bytes of the text.
  public let text: Secret<[UInt8]>
  /// True class.
  public let label: Secret<Int>

  /// Joins the parts.
  public init(tokens: Secret<[Int]>, text: Secret<[UInt8]>, label: Secret<Int>) {
    self.tokens = tokens
    self.text = text
    self.label = label
  }

  /// Number of tokens.
  ///
  /// Private too, though forward time reveals it (`timing.length`).
  public var length: Int { tokens.withRevealed { $0.count } }
}
