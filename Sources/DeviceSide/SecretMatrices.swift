internal import Determinism
internal import Tensors

/// The device's secret orthogonal matrices, where it has any.
///
/// They hide which class is which and the model's coordinates. Inner products stay as they are, so
/// they protect neither labels nor tokens.
struct SecretMatrices {
  /// R [C, C] on delta.
  let rotation: OrthogonalMatrix?
  /// K [d, d] on the activations of every layer.
  let key: OrthogonalMatrix?

  private let backend: MatrixBackend

  /// Draws what `settings` ask for.
  init(
    _ settings: DeviceKnowledge.Settings, width: Int, backend: MatrixBackend, seed: Seed,
    ledger: Ledger?
  ) {
    self.backend = backend
    func draw(_ isWanted: Bool, _ order: Int, _ name: String) -> OrthogonalMatrix? {
      guard isWanted, settings.hasValues else { return nil }
      var stream = seed.stream(name, ledger: ledger)
      return OrthogonalMatrix(haarOf: order, stream: &stream)
    }
    rotation = draw(settings.rotatesDelta, settings.classes, "device.rotation")
    key = draw(settings.keysActivations, width, "device.key")
  }

  /// R delta.
  func rotated(_ delta: [Float]) -> [Float] {
    rotation?.applied(to: delta, backend: backend) ?? delta
  }

  /// R^T out: what the side network says, in the order of the classes.
  func unrotated(_ output: [Float]) -> [Float] {
    rotation?.inverted(output, backend: backend) ?? output
  }

  /// K A_l for each layer, [L, d].
  func keyed(_ activations: [Float]) -> [Float] {
    key?.applied(to: activations, backend: backend) ?? activations
  }
}
