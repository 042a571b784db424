public import Determinism
public import Tensors

/// A network beside a backbone that reads the activations of all tokens and predicts classes.
///
/// Shapes: N sequences of R tokens together, L layers, d width, C classes.
public protocol TokenNetwork: AnyObject {
  /// Classes, C.
  var classes: Int { get }
  /// The digest of all parameter bits.
  var digest: Digest128 { get }
  /// Outputs z [N, C], from activations [L, R, d] of sequences of these lengths in order.
  func outputs(activations: FloatBuffer, lengths: [Int]) -> [Float]
}
