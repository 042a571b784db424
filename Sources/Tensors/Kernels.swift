internal import CKernels

/// Element-wise kernels in fixed-order SIMD, equal bit for bit on every x86-64 machine.
///
/// Errors, measured over every seventh float32: exp 1.0, tanh 1.4, erf 1.1 units in the last place.
/// Pointers must hold at least the stated number of elements; outputs may equal inputs.
public enum Kernels {
  /// An array in memory.
  public typealias Values = UnsafeMutablePointer<Float>

  /// y = exp(x).
  public static func exponential(_ count: Int, _ x: Values, _ y: Values) { sl_exp(count, x, y) }

  /// y = tanh(x).
  public static func hyperbolicTangent(_ count: Int, _ x: Values, _ y: Values) {
    sl_tanh(count, x, y)
  }

  /// y = erf(x).
  public static func errorFunction(_ count: Int, _ x: Values, _ y: Values) { sl_erf(count, x, y) }

  /// y = gelu(x) with the exact erf (Hendrycks and Gimpel, 2016); `slope` receives gelu'(x).
  public static func gelu(_ count: Int, _ x: Values, _ y: Values, slope: Values? = nil) {
    sl_gelu(count, x, y, slope)
  }

  /// y = x z, element by element.
  public static func multiply(_ count: Int, _ x: Values, _ z: Values, _ y: Values) {
    sl_multiply(count, x, z, y)
  }

  /// y += x.
  public static func add(_ count: Int, _ x: Values, to y: Values) { sl_add(count, x, y) }

  /// y = (1 - mix) a + mix s.
  public static func mix(_ count: Int, _ mix: Float, _ a: Values, _ s: Values, _ y: Values) {
    sl_mix(count, mix, a, s, y)
  }

  /// y = factor x.
  public static func scale(_ count: Int, _ factor: Float, _ x: Values, _ y: Values) {
    sl_scale(count, factor, x, y)
  }

  /// The sum of x y, in eight lanes.
  public static func dot(_ count: Int, _ x: Values, _ y: Values) -> Float { sl_dot(count, x, y) }

  /// The sum of g (s - a), in eight lanes.
  public static func dotDifference(_ count: Int, _ g: Values, _ s: Values, _ a: Values) -> Float {
    sl_dot_difference(count, g, s, a)
  }

  /// Softmax over each row, in place; rows lie `stride` elements apart.
  public static func softmax(rows: Int, columns: Int, stride: Int, _ x: Values) {
    sl_softmax(rows, columns, stride, x)
  }

  /// LayerNorm over each row of [rows, width] (Ba et al., 2016).
  ///
  /// `normal` [rows, width] and `scale` [rows] receive what the backward pass needs.
  public static func layerNorm(
    rows: Int, width: Int, epsilon: Float, _ x: Values, gain: Values, bias: Values, into y: Values,
    normal: Values? = nil, scale: Values? = nil
  ) {
    sl_layer_norm(rows, width, epsilon, x, gain, bias, y, normal, scale)
  }

  /// RMSNorm over each row of [rows, width] (Zhang and Sennrich, 2019).
  ///
  /// `normal` [rows, width] and `scale` [rows] receive what the backward pass needs.
  public static func rmsNorm(
    rows: Int, width: Int, epsilon: Float, _ x: Values, gain: Values, into y: Values,
    normal: Values? = nil, scale: Values? = nil
  ) {
    sl_rms_norm(rows, width, epsilon, x, gain, y, normal, scale)
  }

  /// y = f(x + bias) for every row of [rows, width], where `activation` is f; in place without y.
  public static func addBias(
    rows: Int, width: Int, _ bias: Values, then activation: Activation, _ x: Values,
    into y: Values? = nil
  ) {
    sl_bias_activate(activation.rawValue, rows, width, bias, x, y ?? x)
  }

  /// y = (x + bias) factor.
  public static func addBias(
    _ count: Int, _ bias: Values, to x: Values, scaledBy factor: Float, into y: Values
  ) {
    sl_bias_scale(count, x, bias, factor, y)
  }

  /// Rotates the pairs (x[i], x[half + i]) by angles with these cosines and sines (Su et al.,
  /// arXiv 2104.09864).
  public static func rotate(half: Int, cosines: Values, sines: Values, _ x: Values) {
    sl_rotate(half, cosines, sines, x)
  }

  /// Widens IEEE half-precision numbers, exactly.
  public static func widen(
    half source: UnsafePointer<UInt16>, count: Int, into y: Values
  ) {
    sl_widen_half(count, source, y)
  }

  /// Widens bfloat16 numbers, exactly.
  public static func widen(
    bfloat source: UnsafePointer<UInt16>, count: Int, into y: Values
  ) {
    sl_widen_bfloat(count, source, y)
  }

  /// One AdamW update of `count` parameters, as PyTorch orders the operations.
  public static func adamW(
    _ count: Int, gradient: Values, parameters: Values, first: Values, second: Values,
    factors: AdamWFactors
  ) {
    sl_adamw(
      count, gradient, parameters, first, second, factors.decay, factors.step, factors.root,
      factors.oneMinusBeta1, factors.beta2, factors.oneMinusBeta2, factors.epsilon)
  }

  /// Runs `body` with the kernels that need no AVX2 and no FMA, for tests that compare both.
  ///
  /// The switch is process-wide: results do not change, only speed.
  public static func withPortableKernels<Result>(_ body: () throws -> Result) rethrows -> Result {
    sl_force_portable(1)
    defer { sl_force_portable(0) }
    return try body()
  }
}

/// The numbers of one AdamW step, computed in double and rounded once.
public struct AdamWFactors: Sendable {
  /// 1 - learning rate x weight decay.
  public var decay: Float
  /// learning rate / (1 - beta1^t).
  public var step: Float
  /// 1 / sqrt(1 - beta2^t).
  public var root: Float
  /// 1 - beta1.
  public var oneMinusBeta1: Float
  /// beta2.
  public var beta2: Float
  /// 1 - beta2.
  public var oneMinusBeta2: Float
  /// Added to the denominator.
  public var epsilon: Float

  /// Joins the numbers.
  public init(
    decay: Float, step: Float, root: Float, oneMinusBeta1: Float, beta2: Float,
    oneMinusBeta2: Float, epsilon: Float
  ) {
    self.decay = decay
    self.step = step
    self.root = root
    self.oneMinusBeta1 = oneMinusBeta1
    self.beta2 = beta2
    self.oneMinusBeta2 = oneMinusBeta2
    self.epsilon = epsilon
  }
}
