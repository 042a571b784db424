public import Determinism
public import Layers
public import Tensors
public import Transformers

/// A ladder beside the frozen backbone, both on the device (Ladder Side-Tuning, arXiv 2206.06522).
///
/// Nothing is cached: each step sends its batch through the backbone, and no gradient goes back
/// there.
public final class LadderModel: LocalModel {
  /// Sequences at a time in a prediction; fixed, so that no bit depends on anything else.
  private static let chunk = 64

  private let backbone: any Backbone
  private let shape: LadderShape
  private let tuner: LadderTuner?
  private let pool: WorkerPool

  /// Draws a ladder of this shape beside `backbone`; without values it only counts.
  public init(
    _ backbone: any Backbone, shape: LadderShape, pooling: Pivot, optimizer: AdamW.Settings,
    hasValues: Bool, backend: MatrixBackend, seed: Seed, ledger: Ledger?, pool: WorkerPool
  ) {
    precondition(shape.width == backbone.width, "a ladder fits its backbone")
    self.backbone = backbone
    self.shape = shape
    self.pool = pool
    guard hasValues else {
      tuner = nil
      return
    }
    var stream = seed.stream("device.weights", ledger: ledger)
    tuner = LadderTuner(
      shape: shape, pooling: pooling, backend: backend, settings: optimizer, stream: &stream)
  }

  /// Whether values are computed.
  public var hasValues: Bool { tuner != nil }

  /// The ladder's arrays.
  public var arrays: [ParameterArray] { (tuner?.network.parameters ?? []).flatMap(\.arrays) }

  /// A forward pass of the backbone, and a step of the ladder.
  public func work(lengths: [Int]) -> WorkList {
    var work = backbone.forwardWork(lengths: lengths)
    work.append(shape.trainingWork(lengths: lengths))
    return work
  }

  /// The backbone's weights; its states at all levels, and what the ladder keeps for its way back;
  /// for each trained number itself, a gradient and two moments.
  public func memory(lengths: [Int]) -> DeviceMemory {
    let states = 4 * lengths.reduce(0, +) * (backbone.layers + 1) * backbone.width
    let pass = backbone.forwardMemory(lengths: lengths) + shape.tapeBytes(lengths: lengths)
    return DeviceMemory(
      weights: Int(backbone.weightBytes.bytes) + 4 * shape.parameterCount,
      activations: Int(pass.bytes) + states, buffers: 0, training: 3 * 4 * shape.parameterCount)
  }

  /// One step on a batch; the mean cross-entropy before it.
  public func step(_ sequences: [[Int]], labels: [Int]) -> Double {
    guard let tuner else { preconditionFailure("a step has values") }
    return tuner.step(
      states: states(of: sequences), lengths: sequences.map(\.count), labels: labels)
  }

  /// The outputs [C] for each sequence.
  public func outputs(for sequences: [[Int]]) -> [[Float]] {
    guard let network = tuner?.network else { return [] }
    return stride(from: 0, to: sequences.count, by: Self.chunk).flatMap { start -> [[Float]] in
      let part = Array(sequences[start..<min(start + Self.chunk, sequences.count)])
      let outputs = network.outputs(states: states(of: part), lengths: part.map(\.count))
      return part.indices.map { row in
        Array(outputs[row * shape.classes..<(row + 1) * shape.classes])
      }
    }
  }

  private func states(of sequences: [[Int]]) -> FloatBuffer {
    FloatBuffer.joined(
      backbone.hiddenStates(of: sequences, pool: pool), sequences.map(\.count),
      layers: shape.layers + 1, width: shape.width)
  }
}
