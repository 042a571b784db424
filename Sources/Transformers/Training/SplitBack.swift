public import Layers
public import Tensors

/// The layers above the cut of a split model, down from the gradient of the pooled states.
///
/// Shapes: N sequences of T tokens together, d hidden width.
public final class SplitBack {
  /// The model, of which the layers above the cut are used.
  public let model: TrainableBackbone
  /// How the states of a sequence become one.
  public let pooling: Pivot
  /// The trained numbers.
  public var parameters: ParameterSet { trainer.set }
  private let trainer: ParameterTrainer
  private let options: PassOptions
  private let pool: WorkerPool
  private var tape: ActivationTape?

  /// Joins the parts; the layers that `model` trains are those above the cut.
  public init(
    _ model: TrainableBackbone, pooling: Pivot, settings: AdamW.Settings, options: PassOptions,
    pool: WorkerPool
  ) {
    precondition(
      model.trainedLayers.upperBound == model.layers && !model.trainedLayers.isEmpty,
      "the back has the last layer")
    self.model = model
    self.pooling = pooling
    trainer = ParameterTrainer(model.parameters, settings: settings)
    self.options = options
    self.pool = pool
  }

  /// Hidden width, d.
  public var width: Int { model.width }
  private var layers: Range<Int> { model.trainedLayers }

  /// The pooled states [N, d], from the states [T, d] at the cut; what the way back needs is kept.
  public func forward(_ states: FloatBuffer, lengths: [Int]) -> FloatBuffer {
    let tape = run(states, lengths)
    self.tape = tape
    return pooled(tape)
  }

  /// One step of the optimizer, from the gradient [N, d] of what `forward` returned last; the
  /// gradient [T, d] of the states at the cut.
  public func step(_ gradient: FloatBuffer) -> FloatBuffer {
    guard let tape else { preconditionFailure("a way back follows a way forth") }
    self.tape = nil
    trainer.clear(pool: pool)
    let spread = pooling.spread(gradient, lengths: tape.lengths, width: width)
    let input = model.backward(
      tape, from: [.init(level: model.layers, values: spread)], wantsInput: true, pool: pool)
    trainer.step(pool: pool)
    guard let input else { preconditionFailure("the gradient of the input was asked for") }
    return input
  }

  /// The pooled states [N, d] as the numbers stand, for a measurement.
  public func pooled(_ states: FloatBuffer, lengths: [Int]) -> FloatBuffer {
    pooled(run(states, lengths))
  }

  private func run(_ states: FloatBuffer, _ lengths: [Int]) -> ActivationTape {
    model.forward(states: states, lengths: lengths, layers: layers, options: options, pool: pool)
  }

  private func pooled(_ tape: ActivationTape) -> FloatBuffer {
    pooling.pool(tape.states(model.layers), lengths: tape.lengths, width: width)
  }
}
