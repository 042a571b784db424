public import Determinism
public import Layers
public import Tensors

/// A network beside a backbone that reads the activations of all tokens and predicts classes.
///
/// Shapes: N sequences of R tokens together, L layers, d width, C classes.
public protocol TokenNetwork: AnyObject {
  /// Classes, C.
  var classes: Int { get }
  /// Whether the embeddings' output is the first of the L layers that it reads.
  var readsEmbeddings: Bool { get }
  /// All parameters where they lie.
  var arrays: [ParameterArray] { get }
  /// The digest of all parameter bits.
  var digest: Digest128 { get }
  /// Outputs z [N, C], from activations [L, R, d] of sequences of these lengths in order.
  func outputs(activations: FloatBuffer, lengths: [Int]) -> [Float]
}
