public import Determinism
public import Layers
public import Tensors

/// Which token's activations stand for a text: the token that the loss looks at.
public enum Pivot: String, CaseIterable, Sendable {
  /// The first token, such as BERT's [CLS].
  case first
  /// The last token, as decoders use it.
  case last
  /// The mean over all tokens.
  case mean
}

/// A frozen transformer that turns tokens into pivot activations.
///
/// It is public knowledge: the server may know its weights.
public protocol Backbone: Sendable {
  /// Transformer layers, L.
  var layers: Int { get }
  /// Hidden width, d.
  var width: Int { get }
  /// Bytes of all weights.
  var weightBytes: ByteCount { get }
  /// Whether a token sees only the tokens before it.
  var isCausal: Bool { get }
  /// A digest of all weights.
  var weightsDigest: Digest128 { get }

  /// Token ids of a text.
  func tokenize(_ text: [UInt8]) -> [Int]

  /// Pivot activations A_1 to A_L of each sequence, [N, L, d], equal bit for bit however the
  /// sequences are grouped and whatever the number of workers.
  func pivotActivations(of sequences: [[Int]], pivot: Pivot, pool: WorkerPool) -> [[Float]]

  /// Work of a forward pass over sequences of these lengths, counted from shapes alone.
  func forwardWork(lengths: [Int]) -> WorkCount

  /// Working memory of a forward pass over sequences of these lengths.
  func forwardMemory(lengths: [Int]) -> ByteCount
}
