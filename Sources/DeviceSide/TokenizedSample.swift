public import PrivateData
public import Tensors
public import Transformers
public import Wire

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

extension TokenizedSample {
  /// The label, for methods that train on it at the server: sent in the clear by design.
  var sentLabel: Int { label.withRevealed { $0 } }

  /// What `method` sends of all tokens of each sample.
  ///
  /// Their activations, [L, T, d], or their states with the embeddings, [L + 1, T, d].
  public static func states(
    of samples: [TokenizedSample], for method: SessionMethod, _ backbone: any Backbone,
    pool: WorkerPool
  ) -> [[Float]] {
    backbone.tokenStates(
      of: samples.map { $0.tokens.withRevealed { $0 } }, from: method.sendsEmbeddings ? 0 : 1,
      pool: pool)
  }
}
