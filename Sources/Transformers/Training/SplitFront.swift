public import Layers
public import Tensors

/// The layers below the cut of a split model (Gupta and Raskar, arXiv 1810.06060), trained on the
/// gradient that comes back through the cut.
///
/// Shapes: T tokens of all sequences together, d hidden width.
public final class SplitFront {
  /// The model, of which the layers below the cut are used.
  public let model: TrainableBackbone
  /// The trained numbers.
  public var parameters: ParameterSet { trainer.set }
  /// Layers below the cut.
  public let cut: Int
  private let trainer: ParameterTrainer
  private let options: PassOptions
  private let pool: WorkerPool
  private var tape: ActivationTape?

  /// Joins the parts; the layers that `model` trains are those below the cut.
  public init(
    _ model: TrainableBackbone, settings: AdamW.Settings, options: PassOptions, pool: WorkerPool
  ) {
    precondition(
      model.trainedLayers.lowerBound == 0 && !model.trainedLayers.isEmpty,
      "the front has the first layer")
    self.model = model
    cut = model.trainedLayers.upperBound
    trainer = ParameterTrainer(model.parameters, settings: settings)
    self.options = options
    self.pool = pool
  }

  /// The states [T, d] at the cut; what the way back needs is kept.
  ///
  /// Traps on sequences that the model's `validate` refuses.
  public func forward(_ sequences: [[Int]]) -> FloatBuffer {
    let tape = model.forward(sequences, through: cut, options: options, pool: pool)
    self.tape = tape
    return tape.states(cut)
  }

  /// One step of the optimizer, from the gradient [T, d] of what `forward` returned last.
  public func step(_ gradient: FloatBuffer) {
    guard let tape else { preconditionFailure("a way back follows a way forth") }
    self.tape = nil
    trainer.clear(pool: pool)
    model.backward(tape, from: [.init(level: cut, values: gradient)], pool: pool)
    trainer.step(pool: pool)
  }

  /// The states [T, d] at the cut as the numbers stand, for a measurement.
  public func states(of sequences: [[Int]]) -> FloatBuffer {
    model.forward(sequences, through: cut, options: options, pool: pool).states(cut)
  }
}

extension PassOptions {
  /// How a split model's batches are computed: in parts that workers may share, whose number is
  /// fixed, for results depend on it.
  public static let split = PassOptions(shards: 2)
}
