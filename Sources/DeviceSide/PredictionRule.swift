public import Determinism
public import Tensors

/// How a device with a trained side network predicts: argmax(y_b + R^T z), where the network reads
/// K A_l.
///
/// R and K are the device's secret matrices, and the identity where it has none.
public struct PredictionRule: Sendable {
  /// The backbone's own head, which gives y_b.
  public let head: PredictionHead

  private let matrices: SecretMatrices

  init(head: PredictionHead, matrices: SecretMatrices) {
    self.head = head
    self.matrices = matrices
  }

  /// The rule of a device that was set up by `settings` and `seed`, made again without its samples.
  ///
  /// `fitted` are the weights [d, C] of a head that was fitted to labels. Traps where such a head
  /// has none (`DeviceKnowledge.Settings.fitsHead`).
  public init(
    _ settings: DeviceKnowledge.Settings, fitted: [Float]?, width: Int, backend: MatrixBackend,
    seed: Seed
  ) {
    let drawn = PredictionHead.drawn(
      settings.head, width: width, classes: settings.classes, backend: backend, seed: seed,
      ledger: nil)
    let known = fitted.map {
      PredictionHead($0, width: width, classes: settings.classes, backend: backend)
    }
    guard let head = drawn ?? known else {
      preconditionFailure("a head that was fitted to labels cannot be drawn")
    }
    self.init(
      head: head,
      matrices: SecretMatrices(settings, width: width, backend: backend, seed: seed, ledger: nil))
  }

  /// Activations [L, d] as the side network reads them.
  public func keyed(_ activations: [Float]) -> [Float] { matrices.keyed(activations) }

  /// What the side network says [C], in the order of the classes.
  public func unrotated(_ output: [Float]) -> [Float] { matrices.unrotated(output) }
}

extension DeviceKnowledge.Settings {
  /// Whether the head is fitted to the device's labels, so that it cannot be made again without
  /// them.
  public var fitsHead: Bool {
    if case .probe = head { true } else { false }
  }
}
