internal import CKernels

/// An element-wise function between two linear maps.
public enum Activation: Hashable, Sendable, CaseIterable {
  /// The input itself.
  case identity
  /// GELU with the exact error function.
  case gelu
  /// GELU with GPT-2's hyperbolic tangent.
  case geluTanh
  /// The positive part.
  case relu
  /// x times its logistic function, also called swish.
  case silu
  /// The hyperbolic tangent.
  case tanh

  /// The kernels' number of the function.
  var rawValue: Int32 {
    let kind =
      switch self {
      case .identity: SL_IDENTITY
      case .gelu: SL_GELU
      case .geluTanh: SL_GELU_TANH
      case .relu: SL_RELU
      case .silu: SL_SILU
      case .tanh: SL_TANH
      }
    return Int32(kind)
  }
}
