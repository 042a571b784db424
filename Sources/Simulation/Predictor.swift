internal import DeviceSide
internal import Layers
internal import PrivateData
internal import ServerSide
internal import Tensors
internal import Transformers
internal import Wire

/// What trained models say of some sequences, whose reading by the frozen backbone is done once.
///
/// Whoever predicts has all of the model, so nothing is rounded as on the wire. Sequences are
/// computed in groups of fixed sizes, so that no bit depends on anything else.
final class Predictor {
  private static let sideChunk = 256
  private static let tokenChunk = 64
  private static let splitChunk = 32
  /// Most bytes of states of all tokens that are kept; beyond them they are computed each time.
  private static let keptBytes = 1 << 31

  private let sequences: [Secret<[Int]>]
  private let reader: BackboneReader
  private let keepsStates: Bool
  private let side: SideInputs?
  /// States of all tokens, chunk by chunk.
  private var kept: [FloatBuffer] = []

  /// What a side network reads and adds to.
  private struct SideInputs {
    let rule: PredictionRule
    /// Activations [L, d] as the network reads them.
    let activations: [[Float]]
    /// y_b [C].
    let predictions: [[Float]]
  }

  /// Prepares to predict `sequences`, which the backbone must be able to read.
  ///
  /// With a `rule` there is a side network, for which the backbone reads at once; activations are
  /// kept for other predictors where `sharing`. Where models are asked for again and again,
  /// `keepsStates` has states of all tokens computed once.
  init(
    of sequences: [Secret<[Int]>], reader: BackboneReader, rule: PredictionRule?,
    sharing: Bool = false, keepsStates: Bool
  ) {
    self.sequences = sequences
    self.reader = reader
    self.keepsStates = keepsStates
    side = rule.map { rule in
      let plain = reader.activations(of: sequences, keeping: sharing)
      let states =
        reader.headStates(of: sequences, keeping: sharing)
        ?? plain.map { Array($0.suffix(reader.backbone.width)) }
      return SideInputs(
        rule: rule, activations: plain.map(rule.keyed),
        predictions: rule.head.predictions(states))
    }
  }

  /// y_b [C] of each sequence; nil where the backbone predicts nothing by itself.
  var backbonePredictions: [[Float]]? { side?.predictions }

  /// The outputs [C] of each sequence, the greatest of which names its class.
  func outputs(of model: TrainedModel) -> [[Float]] {
    switch model {
    case .sideNetwork(let network): sideOutputs(network)
    case .tokens(let network):
      chunks(of: Self.tokenChunk).flatMap { range in
        rows(
          network.outputs(
            activations: states(range, for: network), lengths: lengths(range)),
          network.classes)
      }
    case .split(let front, let back, let head):
      chunks(of: Self.splitChunk).flatMap { range in
        let pooled = back.pooled(front.states(of: tokens(range)), lengths: lengths(range))
        return rows(head.outputs(pooled: pooled).values, head.outputs)
      }
    case .local(let model): model.outputs(for: tokens(sequences.indices))
    case .averaged(let average, let model): outputs(of: average, in: model)
    }
  }

  /// The model is a device's, which waits meanwhile: afterwards it is as it was.
  private func outputs(of average: [NamedTensor], in model: FineTunedModel) -> [[Float]] {
    let own = model.tensors
    model.load(average)
    defer { model.load(own) }
    return model.outputs(for: tokens(sequences.indices))
  }

  /// y_b + R^T out, from K A_l.
  private func sideOutputs(_ network: SideNetwork) -> [[Float]] {
    guard let side else { preconditionFailure("a side network has a device that reads it") }
    let (L, d) = (network.shape.layers, network.shape.width)
    return chunks(of: Self.sideChunk).flatMap { range in
      let input = FloatBuffer(count: L * range.count * d)
      for (row, sequence) in range.enumerated() {
        for layer in 0..<L {
          input.copy(
            side.activations[sequence][layer * d..<(layer + 1) * d],
            at: (layer * range.count + row) * d)
        }
      }
      let outputs = network.outputs(activations: input, samples: range.count)
      return zip(range, rows(outputs, network.shape.classes)).map { sequence, output in
        zip(side.predictions[sequence], side.rule.unrotated(output)).map { $0 + $1 }
      }
    }
  }

  private func states(_ range: Range<Int>, for network: any TokenNetwork) -> FloatBuffer {
    let number = range.lowerBound / Self.tokenChunk
    if number < kept.count { return kept[number] }
    let backbone = reader.backbone
    let first = network.readsEmbeddings ? 0 : 1
    let layers = backbone.layers + 1 - first
    let result = FloatBuffer.joined(
      backbone.tokenStates(of: tokens(range), from: first, pool: reader.pool), lengths(range),
      layers: layers, width: backbone.width)
    let bytes = 4 * lengths(sequences.indices).reduce(0, +) * layers * backbone.width
    if keepsStates, bytes <= Self.keptBytes { kept.append(result) }
    return result
  }

  private func chunks(of size: Int) -> [Range<Int>] {
    stride(from: 0, to: sequences.count, by: size).map {
      $0..<min($0 + size, sequences.count)
    }
  }

  private func rows(_ values: [Float], _ classes: Int) -> [[Float]] {
    stride(from: 0, to: values.count, by: classes).map { Array(values[$0..<$0 + classes]) }
  }

  private func tokens(_ range: Range<Int>) -> [[Int]] {
    sequences[range].map { tokens in tokens.withRevealed { $0 } }
  }

  private func lengths(_ range: Range<Int>) -> [Int] {
    sequences[range].map { tokens in tokens.withRevealed(\.count) }
  }
}
