internal import CKernels

/// What backward passes compute element by element.
extension Kernels {
  /// The gradients of `layerNorm`: `dx` is written, `dgain` and `dbias` are added to.
  public static func layerNormBackward(
    rows: Int, width: Int, _ dy: Values, gain: Values, normal: Values, scale: Values,
    dx: Values, dgain: Values?, dbias: Values?
  ) {
    sl_layer_norm_backward(rows, width, dy, gain, normal, scale, dx, dgain, dbias)
  }

  /// The gradients of `rmsNorm`: `dx` is written, `dgain` is added to.
  public static func rmsNormBackward(
    rows: Int, width: Int, _ dy: Values, gain: Values, normal: Values, scale: Values,
    dx: Values, dgain: Values?
  ) {
    sl_rms_norm_backward(rows, width, dy, gain, normal, scale, dx, dgain)
  }

  /// dy *= f'(x + bias) for every row of [rows, width]; the result's rows are added to `dbias`.
  public static func activationBackward(
    rows: Int, width: Int, _ bias: Values, _ activation: Activation, _ x: Values, dy: Values,
    dbias: Values?
  ) {
    sl_bias_activate_backward(activation.rawValue, rows, width, bias, x, dy, dbias)
  }

  /// dp = p (dp - sum(p dp)) in each row: the gradient of a softmax whose results are p, in place.
  public static func softmaxBackward(
    rows: Int, columns: Int, stride: Int, _ p: Values, dp: Values
  ) {
    sl_softmax_backward(rows, columns, stride, p, dp)
  }

  /// The transpose of `rotate`.
  public static func rotateBackward(half: Int, cosines: Values, sines: Values, _ x: Values) {
    sl_rotate_backward(half, cosines, sines, x)
  }

  /// y += the sum of the rows of [rows, width], which lie `stride` elements apart.
  public static func sumRows(rows: Int, width: Int, stride: Int, _ x: Values, into y: Values) {
    sl_sum_rows(rows, width, stride, x, y)
  }
}
