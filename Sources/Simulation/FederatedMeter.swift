internal import DeviceSide
internal import PrivateData
internal import ServerSide
internal import Wire

/// Measures what the average predicts, on the first device's model while the device waits.
struct FederatedMeter: AccuracyMeter {
  let test: [TokenizedSample]

  /// The backbone has no head of its own.
  var backboneAccuracy: Double? { nil }

  func accuracy(server: ServerEdge, devices: [any DeviceProgram]) -> Double? {
    guard case .averaged(let average)? = server.model,
      let model = (devices.first as? FederatedDevice)?.model
    else { return nil }
    let own = model.tensors
    model.load(average)
    defer { model.load(own) }
    let sequences = test.map { sample in sample.tokens.withRevealed { $0 } }
    return Self.accuracy(of: model.predictions(for: sequences), on: test)
  }
}
