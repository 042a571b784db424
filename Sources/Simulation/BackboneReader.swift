internal import DeviceSide
internal import PrivateData
internal import Tensors
internal import Transformers

/// Reads sequences with the frozen backbone of a run.
struct BackboneReader {
  let model: LoadedBackbone
  /// The token whose activations stand for a sequence.
  let pivot: Pivot
  let source: ActivationSource
  let pool: WorkerPool

  var backbone: any Backbone { model.backbone }

  /// Pivot activations [L, d] of each sequence; kept in memory for the next time where `keeping`.
  func activations(of sequences: [Secret<[Int]>], keeping: Bool) -> [[Float]] {
    source.activations(of: sequences, pivot: pivot, keeping: keeping)
  }

  /// Last-layer states [d] that the model's own head reads; nil where they are the pivot's.
  func headStates(of sequences: [Secret<[Int]>], keeping: Bool) -> [[Float]]? {
    guard let head = model.ownHead else { return nil }
    let read = sequences.map { tokens in tokens.withRevealed { Secret(head.read($0)) } }
    let isPivot =
      head.pivot == pivot
      && zip(read, sequences).allSatisfy { part, whole in
        part.withRevealed(\.count) == whole.withRevealed(\.count)
      }
    if isPivot { return nil }
    return source.activations(of: read, pivot: head.pivot, keeping: keeping)
      .map { Array($0.suffix(backbone.width)) }
  }
}
