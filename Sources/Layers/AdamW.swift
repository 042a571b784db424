internal import Determinism
public import Tensors

/// AdamW (Loshchilov and Hutter, arXiv 1711.05101), decoupled weight decay on every parameter.
///
/// The order of operations is PyTorch's, so that trajectories can be compared.
public final class AdamW {
  /// The numbers that steer the optimizer.
  public struct Settings: Equatable, Sendable {
    /// Step size.
    public var learningRate: Double
    /// Decoupled weight decay.
    public var weightDecay: Double
    /// Decay of the first moment.
    public var beta1: Double
    /// Decay of the second moment.
    public var beta2: Double
    /// Added to the root of the second moment.
    public var epsilon: Double

    /// Joins the numbers.
    public init(
      learningRate: Double, weightDecay: Double, beta1: Double, beta2: Double, epsilon: Double
    ) {
      self.learningRate = learningRate
      self.weightDecay = weightDecay
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
    }
  }

  private let settings: Settings
  private let first: FloatBuffer
  private let second: FloatBuffer
  private var beta1Power = 1.0
  private var beta2Power = 1.0

  /// Makes an optimizer for `count` parameters, with moments of zero.
  public init(count: Int, settings: Settings) {
    self.settings = settings
    first = FloatBuffer(count: count)
    second = FloatBuffer(count: count)
  }

  /// What the optimizer remembers between steps.
  public struct State: Sendable {
    fileprivate let first: [Float]
    fileprivate let second: [Float]
    fileprivate let beta1Power: Double
    fileprivate let beta2Power: Double
  }

  /// A copy of the memory, or a way back to an earlier one.
  public var state: State {
    get {
      State(
        first: first.values, second: second.values, beta1Power: beta1Power, beta2Power: beta2Power)
    }
    set {
      first.copy(newValue.first, at: 0)
      second.copy(newValue.second, at: 0)
      (beta1Power, beta2Power) = (newValue.beta1Power, newValue.beta2Power)
    }
  }

  /// One step: moves `parameters` against `gradient`; a pool shares the numbers out.
  public func step(
    _ parameters: FloatBuffer, gradient: FloatBuffer, pool: WorkerPool = WorkerPool(workers: 1)
  ) {
    precondition(
      parameters.count == first.count && gradient.count == first.count,
      "an optimizer serves the parameters it was made for")
    beta1Power *= settings.beta1
    beta2Power *= settings.beta2
    let factors = AdamWFactors(
      decay: Float(1 - settings.learningRate * settings.weightDecay),
      step: Float(settings.learningRate / (1 - beta1Power)),
      root: Float(1 / (1 - beta2Power).squareRoot()),
      oneMinusBeta1: Float(1 - settings.beta1), beta2: Float(settings.beta2),
      oneMinusBeta2: Float(1 - settings.beta2), epsilon: Float(settings.epsilon))
    pool.forEachPiece(of: first.count) { [first, second] piece in
      let start = piece.lowerBound
      Kernels.adamW(
        piece.count, gradient: gradient.base + start, parameters: parameters.base + start,
        first: first.base + start, second: second.base + start, factors: factors)
    }
  }
}
